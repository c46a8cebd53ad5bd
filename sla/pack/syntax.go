package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML returns the tree of a text in YAML, or nil with a fault noted.
func (d *Document) readYAML(data []byte) *yaml.Node {
	if at := bytes.IndexFunc(data, isControl); at >= 0 {
		d.fault(placeOf(data, at), "", "the control character %U does not belong in a text", data[at])
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		d.fault(place{1, 1}, "", "the document is empty")
		return nil
	case err != nil:
		d.syntax(data, err)
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		d.fault(placeOfNode(&second), "", "a second document begins here; write each document to a file of its own")
	} else if !errors.Is(err, io.EOF) {
		d.syntax(data, err)
	}
	if len(first.Content) == 0 {
		d.fault(place{1, 1}, "", "the document is empty")
		return nil
	}
	return first.Content[0]
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F
}

// syntax notes what the reader of YAML stumbled over. A text that opens with a brace or bracket and a quote is meant to
// be JSON and is told what breaks JSON.
func (d *Document) syntax(data []byte, err error) {
	var broken *json.SyntaxError
	if meantAsJSON(data) && errors.As(json.Unmarshal(data, new(json.RawMessage)), &broken) {
		d.fault(placeOf(data, int(broken.Offset)-1), "", "the JSON breaks off here: %s", broken)
		return
	}
	at, message := locate(data, err)
	d.fault(at, "", "%s", message)
}

func meantAsJSON(data []byte) bool {
	text := bytes.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, data[:min(len(data), 200)])
	return bytes.HasPrefix(text, []byte(`{"`)) || bytes.HasPrefix(text, []byte(`[{"`)) || bytes.HasPrefix(text, []byte(`["`))
}

var (
	yamlLine  = regexp.MustCompile(`^line (\d+): `)
	yamlAlias = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// locate returns where the reader of YAML stopped and what is wrong there. The reader's own line is the start of what
// it was reading, counted from 0 or 1 by turns; so the text is read again byte by byte to see how far it gets.
func locate(data []byte, err error) (place, string) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
		if fromParser(text) {
			line++
		}
	}
	if m := yamlAlias.FindStringSubmatch(text); m != nil {
		at := max(bytes.Index(data, []byte("*"+m[1])), 0)
		return placeOf(data, at), "the alias *" + m[1] + " is not part of the written form; write the value out"
	}
	at := stop(data)
	if openEnded(text) && at >= len(bytes.TrimRight(data, " \t\r\n")) {
		return firstOf(data, openedOn(data, line)), explain(text) + "; what is opened on this line is not closed"
	}
	if strings.Contains(text, "escape") {
		at = max(0, bytes.LastIndexByte(data[:min(at+1, len(data))], '\\'))
	}
	p := placeOf(data, at)
	switch {
	case text == tabMessage:
		p = place{p.line + tabAfter(linesOf(data)[p.line-1:]), 1}
	case at < len(data) && data[at] == '\t':
		text = tabMessage
	case fromParser(text):
		p = firstOf(data, parserLine(data, p.line))
	}
	return p, explain(text)
}

const tabMessage = "found a tab character that violates indentation"

// tabAfter returns how many lines further the first is that begins with a tab or with spaces and a tab.
func tabAfter(text lines) int {
	return max(0, slices.IndexFunc(text, func(line string) bool {
		return strings.HasPrefix(strings.TrimLeft(line, " "), "\t")
	}))
}

// openEnded says whether the message can mean that the text ends within quotes or brackets.
func openEnded(message string) bool {
	switch message {
	case "found unexpected end of stream", "did not find expected node content", "did not find expected ',' or ']'",
		"did not find expected ',' or '}'":
		return true
	}
	return false
}

// openedOn returns the line on which the quotes or brackets open that nothing closes: what stands above it can be read.
// A long text is not read again that often; then it is the line that the reader named, which is one after the last for
// what opens on the first.
func openedOn(data []byte, line int) int {
	const most = 4 << 20
	rows := bytes.SplitAfter(data, []byte("\n"))
	if line >= len(rows) {
		line = 1
	}
	for end, left := len(data), most; len(rows) > 0 && left > 0; left -= end {
		end -= len(rows[len(rows)-1])
		rows = rows[:len(rows)-1]
		var n yaml.Node
		if yaml.Unmarshal(data[:end], &n) == nil {
			return len(rows) + 1
		}
	}
	return line
}

// lookahead is how many characters beyond the next token the reader of YAML holds.
const lookahead = 4

// stop returns the offset of the token at which reading fails.
func stop(data []byte) int {
	slow := &slowly{data: append(bytes.Clone(data), "\n\n\n\n\n\n"...)}
	decoder := yaml.NewDecoder(slow)
	for {
		var n yaml.Node
		if decoder.Decode(&n) != nil {
			break
		}
	}
	at := slow.read
	for range lookahead {
		for at > 0 {
			at--
			if slow.data[at]&0xC0 != 0x80 {
				break
			}
		}
	}
	return at
}

// slowly reads one byte at a time and knows how many were asked for.
type slowly struct {
	data []byte
	read int
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.read == len(s.data) {
		return 0, io.EOF
	}
	p[0] = s.data[s.read]
	s.read++
	return 1, nil
}

// parserLine returns the line of the token that the parser refused: the scanner may already stand on the next line.
func parserLine(data []byte, line int) int {
	rows := bytes.SplitAfter(data, []byte("\n"))
	if line < 2 || line > len(rows) {
		return line
	}
	var n yaml.Node
	if yaml.Unmarshal(bytes.Join(rows[:line-1], nil), &n) != nil {
		return line - 1
	}
	return line
}

// firstOf returns the place of the first character of a line that is no blank.
func firstOf(data []byte, line int) place {
	text := linesOf(data).at(line)
	return place{line, 1 + len(text) - len(strings.TrimLeft(text, " \t"))}
}

// fromParser says whether the message is the parser's and not the scanner's: their lines count from 0 and from 1.
func fromParser(message string) bool {
	switch message {
	case "did not find expected <document start>", "did not find expected <stream-start>", "did not find expected node content",
		"did not find expected '-' indicator", "did not find expected key", "did not find expected ',' or ']'",
		"did not find expected ',' or '}'":
		return true
	}
	return false
}

// explain says in the words of the written form what the reader of YAML says in its own.
func explain(message string) string {
	switch message {
	case "mapping values are not allowed in this context":
		return "a colon makes this a key where no key can stand; mind the indentation, or put a text that holds a colon in quotes"
	case "found character that cannot start any token":
		return "no value can begin like this; put a text that begins with @, ` or % in quotes"
	case tabMessage:
		return "this line is indented by a tab; use spaces"
	case "did not find expected key", "did not find expected '-' indicator":
		return "this line does not continue what stands above it; mind the indentation and the quotes"
	case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
		return "a comma or a closing bracket is missing"
	case "found invalid Unicode character escape code":
		return `this \u names no character; write both halves of a pair, or the character itself`
	case "found unknown escape character":
		return `the backslash begins no known escape; write \\ for a backslash, or use single quotes`
	case "found unexpected end of stream", "did not find expected node content":
		return "the text ends too early"
	}
	return "the text is not YAML: " + message
}
