package audit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// wire carries the canonical form in one of two directions: it writes onto b, or it reads s. A part is carried by one call
// for both, so that what is written and what is read cannot differ. Both check the rules and gather every fault. Reading
// stops at the first byte that writing would not have put there. A key is given as it stands in the bytes: behind a comma,
// which falls away behind a brace, in quotes and before a colon.
type wire struct {
	reading bool
	b       []byte // when reading, what a part would be written as
	s       string
	at      int   // of the next byte of s
	stopped error // why reading went no further

	place  string // of the part being carried, such as changes
	index  int    // in place, or -1
	faults []error
}

// bare returns a key by itself.
func bare(key string) string { return strings.Trim(key, `,":`) }

// fault notes what is wrong with a part, by its key in the present place.
func (w *wire) fault(key, format string, args ...any) {
	path, place := bare(key), bare(w.place)
	switch {
	case place != "" && w.index >= 0:
		path = fmt.Sprintf("%s[%d].%s", place, w.index, path)
	case place != "":
		path = place + "." + path
	}
	w.faults = append(w.faults, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
}

// within makes a place the one that faults are noted in.
func (w *wire) within(place string, index int) { w.place, w.index = place, index }

// stop ends reading here.
func (w *wire) stop(due string) {
	if w.stopped == nil {
		w.stopped = fmt.Errorf("byte %d: %s is due", w.at, due)
		w.s = w.s[:w.at]
	}
}

// full stops reading at a part that is empty: it should have been left out.
func (w *wire) full(full bool) {
	if !full {
		w.stop("no empty part")
	}
}

// exact stops reading at a part, read from start on, unless it is written as b.
func (w *wire) exact(start int) {
	if w.stopped == nil && w.s[start:w.at] != string(w.b) {
		w.at = start
		w.stop("the canonical form of a part")
	}
}

// next returns the next byte, and 0 where reading ends.
func (w *wire) next() byte {
	if w.at < len(w.s) {
		return w.s[w.at]
	}
	return 0
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

// has carries the key of a part, when the part is there. Keys are carried in their order.
func (w *wire) has(key string, there bool) bool {
	if w.reading {
		return w.sees(key)
	}
	if there {
		if w.b[len(w.b)-1] == '{' {
			key = key[1:]
		}
		w.b = append(w.b, key...)
	}
	return there
}

// sees reads a key if it comes next.
func (w *wire) sees(key string) bool {
	if w.stopped != nil {
		return false
	}
	if w.s[w.at-1] == '{' {
		key = key[1:]
	}
	if !strings.HasPrefix(w.s[w.at:], key) {
		return false
	}
	w.at += len(key)
	return true
}

// more carries what stands between the entries of a list and says whether there is an entry i; n is how many are written.
func (w *wire) more(i, n int) bool {
	if w.reading && (w.stopped != nil || w.next() == ']') || !w.reading && i == n {
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
		w.full(*s != "")
	}
}

// quoted carries a text. The key is for faults.
func (w *wire) quoted(key string, s *string) {
	var ascii bool
	if w.reading {
		*s, ascii = w.readQuoted()
	} else {
		w.b, ascii = appendQuoted(w.b, *s)
	}
	if !ascii && !utf8.ValidString(*s) {
		w.fault(key, "%q is not valid UTF-8", *s)
	}
}

// readQuoted reads a text and says whether it is ASCII. One without escapes shares its bytes with s.
func (w *wire) readQuoted() (string, bool) {
	start := w.at
	w.mark('"')
	rest := w.s[w.at:]
	n, ascii := plain(rest)
	if w.at += n; w.next() != '"' {
		return w.unescape(start), false
	}
	w.at++
	return rest[:n], ascii
}

// unescape reads a text from start on that holds escapes.
func (w *wire) unescape(start int) (s string) {
	for ; w.next() != '"' && w.next() != 0; w.at++ {
		if w.next() == '\\' && w.at+1 < len(w.s) {
			w.at++
		}
	}
	w.mark('"')
	_ = json.Unmarshal([]byte(w.s[start:w.at]), &s) // what is no text is not written so either
	w.b, _ = appendQuoted(w.b[:0], s)
	w.exact(start)
	return s
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
	*n, _ = strconv.ParseInt(w.s[start:w.at], 10, 64) // what is no number is not written so either
	w.b = strconv.AppendInt(w.b[:0], *n, 10)
	w.exact(start)
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
	if w.reading {
		var digits [2 * len(h)]byte
		start := w.at
		w.at += copy(digits[:], w.s[w.at:])
		_ = h.UnmarshalText(digits[:w.at-start]) // what is no hash is not written so either
		w.b, _ = h.AppendText(w.b[:0])
		w.exact(start)
		w.full(*h != Hash{})
	} else {
		w.b, _ = h.AppendText(w.b) // it has no error
	}
	w.mark('"')
}

// year10000 is where instants end.
var year10000 = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// instant carries a time in UTC under its key, as RFC 3339 with the nanoseconds it has.
func (w *wire) instant(key string, t *time.Time) {
	if !w.has(key, true) {
		w.fault(key, "is missing")
		return
	}
	w.mark('"')
	if w.reading {
		start := w.at
		w.at += max(0, strings.IndexByte(w.s[start:], '"'))
		*t, _ = time.Parse(time.RFC3339Nano, w.s[start:w.at]) // what is no instant is not written so either
		w.b = t.UTC().AppendFormat(w.b[:0], time.RFC3339Nano)
		w.exact(start)
	} else {
		w.b = t.UTC().AppendFormat(w.b, time.RFC3339Nano)
	}
	w.mark('"')
	if !t.After(time.Time{}) || !t.Before(year10000) {
		w.fault(key, "is not set within the years 1 to 9999")
	}
}
