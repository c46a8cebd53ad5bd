package audit

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// valueKind says what a Value holds.
type valueKind uint8

const (
	none valueKind = iota
	text
	number
	flag
	texts
)

// Value is the value of a field: nothing, a text, a whole number, a flag or a list of texts. The zero Value is [None].
type Value struct {
	kind valueKind
	s    string
	n    int64
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

// TextOrNone returns a text, or None for the empty one.
func TextOrNone(s string) Value {
	if s == "" {
		return None
	}
	return Text(s)
}

// Equal says whether two values are the same.
func (v Value) Equal(w Value) bool {
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
	}
	return "nothing"
}
