package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// wire carries the canonical form in one of two directions: it writes onto b, or it reads s. A part is carried by one call
// for both, so that what is written and what is read cannot differ.
//
// Writing checks the rules and gathers every fault. Reading goes by the shape alone and stops at the first byte that has none:
// Open writes again what was read, and that decides.
type wire struct {
	reading bool
	b       []byte
	s       string
	at      int   // of the next byte of s
	stopped error // why reading went no further

	place  string // of the part being carried, such as changes
	index  int    // in place, or -1
	faults []error
}

// fault notes what is wrong with a part, by its key in the present place.
func (w *wire) fault(key, format string, args ...any) {
	path := key
	switch {
	case w.place != "" && w.index >= 0:
		path = fmt.Sprintf("%s[%d].%s", w.place, w.index, key)
	case w.place != "":
		path = w.place + "." + key
	}
	w.faults = append(w.faults, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
}

// within makes a place the one that faults are noted in.
func (w *wire) within(place string, index int) { w.place, w.index = place, index }

// stop ends reading here.
func (w *wire) stop(due string) {
	if w.stopped == nil {
		w.stopped = fmt.Errorf("byte %d: %s is due", w.at, due)
	}
}

// next returns the next byte, and 0 at the end or once reading has stopped.
func (w *wire) next() byte {
	if w.stopped != nil || w.at >= len(w.s) {
		return 0
	}
	return w.s[w.at]
}

// mark carries one byte of punctuation.
func (w *wire) mark(c byte) {
	switch {
	case !w.reading:
		w.b = append(w.b, c)
	case w.next() == c:
		w.at++
	default:
		w.stop(strconv.QuoteRune(rune(c)))
	}
}

// has carries the key of a part, when the part is there. Keys are carried in their order; the first of an object stands
// behind a brace, the others behind a comma.
func (w *wire) has(key string, there bool) bool {
	if w.reading {
		return w.sees(key)
	}
	if there {
		if w.b[len(w.b)-1] != '{' {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, '"')
		w.b = append(w.b, key...)
		w.b = append(w.b, '"', ':')
	}
	return there
}

// sees reads a key if it comes next.
func (w *wire) sees(key string) bool {
	if w.stopped != nil {
		return false
	}
	rest := w.s[w.at:]
	if w.s[w.at-1] != '{' {
		rest = strings.TrimPrefix(rest, ",")
	}
	n := len(key)
	if len(rest) < n+3 || rest[0] != '"' || rest[1:n+1] != key || rest[n+1:n+3] != `":` {
		return false
	}
	w.at = len(w.s) - len(rest) + n + 3
	return true
}

// more carries what stands between the entries of a list and says whether there is an entry i; n is how many are written.
func (w *wire) more(i, n int) bool {
	if !w.reading && i == n || w.reading && (w.stopped != nil || w.next() == ']') {
		return false
	}
	if i > 0 {
		w.mark(',')
	}
	return true
}

// text carries a text under its key, unless it is empty.
func (w *wire) text(key string, s *string) {
	if w.has(key, *s != "") {
		w.quoted(key, s)
	}
}

// quoted carries a text. The key is for faults.
func (w *wire) quoted(key string, s *string) {
	if w.reading {
		*s = w.readQuoted()
		return
	}
	w.b = appendQuoted(w.b, *s)
	if !utf8.ValidString(*s) {
		w.fault(key, "%q is not valid UTF-8", *s)
	}
}

// readQuoted reads a text. One without escapes shares its bytes with s.
func (w *wire) readQuoted() string {
	w.mark('"')
	start := w.at
	for escaped := false; w.next() != 0; w.at++ {
		switch c := w.s[w.at]; {
		case c == '\\':
			escaped = true
			w.at++
		case c == '"':
			w.at++
			if !escaped {
				return w.s[start : w.at-1]
			}
			return w.unescape(w.s[start-1 : w.at])
		}
	}
	w.stop("the end of a text")
	return ""
}

// unescape reads a text that holds escapes.
func (w *wire) unescape(quoted string) (s string) {
	if json.Unmarshal([]byte(quoted), &s) != nil {
		w.stop("a text")
	}
	return s
}

// short are the escapes of two bytes.
var short = [' ']byte{'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

// appendQuoted appends a text with the escapes of RFC 8785, section 3.2.2.2: the fewest that JSON allows.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch {
		case c >= ' ':
			b = append(b, '\\', c)
		case short[c] != 0:
			b = append(b, '\\', short[c])
		default:
			b = append(b, `\u00`...)
			b = append(b, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// number carries a whole number.
func (w *wire) number(n *int64) {
	if !w.reading {
		w.b = strconv.AppendInt(w.b, *n, 10)
		return
	}
	start := w.at
	for c := w.next(); c == '-' || '0' <= c && c <= '9'; c = w.next() {
		w.at++
	}
	var err error
	if *n, err = strconv.ParseInt(w.s[start:w.at], 10, 64); err != nil {
		w.stop("a whole number")
	}
}

// flag carries true (1) or false (0).
func (w *wire) flag(n *int64) {
	if !w.reading {
		w.b = strconv.AppendBool(w.b, *n != 0)
		return
	}
	switch rest := w.s[w.at:]; {
	case strings.HasPrefix(rest, "true"):
		*n, w.at = 1, w.at+len("true")
	case strings.HasPrefix(rest, "false"):
		w.at += len("false")
	default:
		w.stop("true or false")
	}
}

// hash carries a hash under its key, unless it is zero.
func (w *wire) hash(key string, h *Hash) {
	if !w.has(key, *h != Hash{}) {
		return
	}
	w.mark('"')
	switch {
	case !w.reading:
		w.b, _ = h.AppendText(w.b) // it has no error
	default:
		var digits [2 * len(h)]byte
		n := copy(digits[:], w.s[w.at:])
		if h.UnmarshalText(digits[:n]) != nil {
			w.stop("a hash of 64 digits")
			return
		}
		w.at += n
	}
	w.mark('"')
}

// instant carries a time in UTC under its key, as RFC 3339 with the nanoseconds it has.
func (w *wire) instant(key string, t *time.Time) {
	if !w.has(key, true) {
		return
	}
	w.mark('"')
	switch {
	case !w.reading:
		u := t.UTC()
		w.b = u.AppendFormat(w.b, time.RFC3339Nano)
		if u.IsZero() {
			w.fault(key, "is not set")
		} else if y := u.Year(); y < 1 || y > 9999 {
			w.fault(key, "year %d lies outside 1 to 9999", y)
		}
	default:
		var err error
		n := max(0, strings.IndexByte(w.s[w.at:], '"'))
		if *t, err = time.Parse(time.RFC3339Nano, w.s[w.at:w.at+n]); err != nil {
			w.stop("an instant in RFC 3339")
		}
		w.at += n
	}
	w.mark('"')
}

// same says where what was read differs from what is written of it.
func same(read, written []byte) error {
	if bytes.Equal(read, written) {
		return nil
	}
	i := 0
	for i < min(len(read), len(written)) && read[i] == written[i] {
		i++
	}
	return fmt.Errorf("byte %d: it is not the canonical form", i)
}
