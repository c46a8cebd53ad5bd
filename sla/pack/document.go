package pack

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/bellhop-sla/bellhop/calendar"
)

const (
	// MaxBytes is the length of the longest document that is read.
	MaxBytes = 1 << 20
	// MaxDepth is how many lists and mappings may stand inside each other.
	MaxDepth = 40

	// maxFaults is how many faults of one document are noted.
	maxFaults = 1000
)

// Document is a text in YAML or JSON that has been taken apart, together with the faults found in it so far. Decode it
// into plain structs, Add what their compiler says, and ask Err once at the end: all faults come in one go.
type Document struct {
	name   string
	lines  lines
	root   *yaml.Node
	spots  map[string]spot
	faults []fault
	// wrong holds each path with nothing of worth at or below it, odd each path at which some fault has been noted, and
	// meant the keys that are likely meant by unknown ones.
	wrong, odd, meant map[string]bool
}

// fault is a problem with its place.
type fault struct {
	place place
	calendar.Problem
}

// Parse takes the text apart. The name stands in errors. It fails, with Errors, where the text is not YAML or JSON in
// UTF-8, is empty, or is longer than MaxBytes. What is YAML but not part of the written form (anchors, aliases, tags,
// merge keys, a key written twice, a second document, nesting beyond MaxDepth) is noted and comes with Err.
func Parse(name string, data []byte) (*Document, error) {
	d := &Document{
		name: name, spots: map[string]spot{},
		wrong: map[string]bool{}, odd: map[string]bool{}, meant: map[string]bool{},
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > MaxBytes {
		d.fault(place{1, 1}, "", "the document has %d bytes; the most is %d", len(data), MaxBytes)
		return nil, d.Err()
	}
	d.lines = linesOf(data)
	if at := invalidUTF8(data); at >= 0 {
		d.fault(placeOf(data, at), "", "the text is not UTF-8; save it in that encoding")
		return nil, d.Err()
	}
	if d.root = d.read(data); d.root == nil {
		return nil, d.Err()
	}
	d.index("", d.root, place{}, "", 1)
	return d, nil
}

// read returns the tree of the text, or nil with a fault noted.
func (d *Document) read(data []byte) *yaml.Node {
	if len(bytes.TrimSpace(data)) == 0 {
		d.fault(place{1, 1}, "", "the document is empty")
		return nil
	}
	root, ok := readJSON(data)
	if !ok {
		root = d.readYAML(data)
	}
	return root
}

func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// Has says whether the document holds anything at path.
func (d *Document) Has(path string) bool {
	_, ok := d.spots[path]
	return ok
}

// Add notes what a compiler says about the part of the document at path: the [calendar.Problems] in err continue the
// path. A nil err notes nothing. A message that begins with a line and a column, such as 1:13: or 2:1:, points into the
// text at its path, and its place moves there.
//
// A problem that only repeats what is already known to be wrong is left out: one at a path with a fault, below a value that
// was refused, or at a missing key for which another was mistaken.
func (d *Document) Add(path string, err error) {
	var found calendar.Problems
	found.Merge(path, err)
	for _, p := range found {
		if !d.full() && !d.echoes(p.Path) {
			d.faults = append(d.faults, d.placed(p))
		}
	}
}

// full says whether no more faults are noted.
func (d *Document) full() bool { return len(d.faults) >= maxFaults }

// echoes says whether a problem at path follows from what is already known to be wrong.
func (d *Document) echoes(path string) bool {
	if d.wrong[""] || d.odd[path] || d.lost(path) {
		return true
	}
	for at := path; at != ""; at = parentOf(at) {
		if d.wrong[at] {
			return true
		}
	}
	return false
}

// lost says whether the document holds nothing of worth at path though its writer meant to: what is there was refused, or
// the key is missing and another was mistaken for it.
func (d *Document) lost(path string) bool {
	key := strings.TrimPrefix(strings.TrimPrefix(path, parentOf(path)), ".")
	return d.wrong[path] || !d.Has(path) && d.meant[key]
}

var pointer = regexp.MustCompile(`^(\d{1,6}):(\d{1,6}): `)

// placed returns the problem at its place.
func (d *Document) placed(p calendar.Problem) fault {
	if m := pointer.FindStringSubmatch(p.Message); m != nil {
		line, _ := strconv.Atoi(m[1])
		column, _ := strconv.Atoi(m[2])
		if at, ok := d.spots[p.Path].inside(d.lines, line, column); ok {
			p.Message = p.Message[len(m[0]):]
			return fault{at, p}
		}
	}
	return fault{d.placeFor(p), p}
}

// placeFor returns the place of p.Path, or of the nearest list or mapping around it that the document holds.
func (d *Document) placeFor(p calendar.Problem) place {
	for at := p.Path; ; at = parentOf(at) {
		if s, ok := d.spots[at]; ok {
			return s.forMessage(p.Message)
		}
		if at == "" {
			return place{1, 1}
		}
	}
}

// Err returns all faults noted so far as Errors, by place, or nil when there are none. Of a document with more than a
// thousand faults it returns a thousand.
func (d *Document) Err() error {
	if len(d.faults) == 0 {
		return nil
	}
	sorted := slices.Clone(d.faults)
	slices.SortStableFunc(sorted, func(a, b fault) int {
		switch {
		case a.place.before(b.place):
			return -1
		case b.place.before(a.place):
			return 1
		}
		return 0
	})
	sorted = slices.Compact(sorted)
	errs := make(Errors, len(sorted))
	for i, f := range sorted {
		errs[i] = Error{File: d.name, Line: f.place.line, Column: f.place.column, Path: f.Path, Message: f.Message}
		if f.place.line <= len(d.lines) {
			errs[i].Snippet = snippet(d.lines.at(f.place.line), f.place.column)
		}
	}
	return errs
}

// fault notes a problem of the document itself.
func (d *Document) fault(at place, path, format string, args ...any) {
	if d.full() {
		return
	}
	d.odd[path] = path != ""
	d.faults = append(d.faults, fault{at, calendar.Problem{Path: path, Message: fmt.Sprintf(format, args...)}})
}

// parentOf returns the path of the list or mapping that holds path, as the grammar of [calendar.Problem] has it.
func parentOf(path string) string {
	if strings.HasSuffix(path, `"]`) {
		return quotedParent(path)
	}
	if at := strings.LastIndexAny(path, ".["); at > 0 {
		return path[:at]
	}
	return ""
}

// quotedParent cuts a last key that is quoted in brackets. The key's own quotes stand behind a backslash, so the first
// bracket and quote that leave a whole Go text to their right begin it.
func quotedParent(path string) string {
	for at := len(path) - 3; at >= 0; at-- {
		if path[at] == '[' && path[at+1] == '"' && wholeQuote(path[at+1:len(path)-1]) {
			return path[:at]
		}
	}
	return ""
}
