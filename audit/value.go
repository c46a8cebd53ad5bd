package audit

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// valueKind says what a Value holds.
type valueKind uint8

const (
	none valueKind = iota
	text
	number
	flag
	texts
	instant // a text that is not made before it is written
)

// Value is the value of a field: nothing, a text, a whole number, a flag or a list of texts. The zero Value is [None].
type Value struct {
	kind valueKind
	s    string
	n    int64 // of an instant: nanoseconds since 1970
	list []string
}

// None is no value.
var None Value

// Text returns a text.
func Text(s string) Value { return Value{kind: text, s: s} }

// Int returns a whole number from -(2^53-1) to 2^53-1; Seal refuses others.
func Int(n int64) Value { return Value{kind: number, n: n} }

// Flag returns true or false.
func Flag(b bool) Value {
	if b {
		return Value{kind: flag, n: 1}
	}
	return Value{kind: flag}
}

// List returns a list of texts in the order given. The list may not be changed afterwards.
func List(entries []string) Value { return Value{kind: texts, list: entries} }

// Instant returns the text of an instant in UTC, as RFC 3339 with the nanoseconds it has.
func Instant(t time.Time) Value {
	v := Value{kind: instant, n: t.UnixNano()}
	if !time.Unix(0, v.n).Equal(t) { // beyond what 64 bits of nanoseconds reach
		return Text(t.UTC().Format(time.RFC3339Nano))
	}
	return v
}

// told returns the value as it is read again: an instant is a text.
func (v Value) told() Value {
	if v.kind == instant {
		return Text(string(v.appendInstant(nil)))
	}
	return v
}

// appendInstant appends the text of an instant.
func (v Value) appendInstant(b []byte) []byte {
	return time.Unix(0, v.n).UTC().AppendFormat(b, time.RFC3339Nano)
}

// TextOrNone returns a text, or None for the empty one.
func TextOrNone(s string) Value {
	if s == "" {
		return None
	}
	return Text(s)
}

// Equal says whether two values are the same.
func (v Value) Equal(w Value) bool {
	if v.kind != w.kind {
		v, w = v.told(), w.told()
	}
	return v.kind == w.kind && v.s == w.s && v.n == w.n && slices.Equal(v.list, w.list)
}

// String returns the value for people: a text as it is, "" for the empty one, a list joined by commas, and the word nothing
// for None.
func (v Value) String() string {
	switch v.kind {
	case text:
		return cmp.Or(v.s, `""`)
	case number:
		return strconv.FormatInt(v.n, 10)
	case flag:
		return strconv.FormatBool(v.n != 0)
	case texts:
		return strings.Join(v.list, ", ")
	case instant:
		return v.told().s
	}
	return "nothing"
}
