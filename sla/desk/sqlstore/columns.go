package sqlstore

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
)

// columns are the columns of many rows, each written as PostgreSQL writes an array: a text, which every driver takes.
type columns [][]byte

// newColumns returns columns without rows.
func newColumns(n int) columns {
	c := make(columns, n)
	for i := range c {
		c[i] = []byte{'{'}
	}
	return c
}

// add adds a row: texts, whole numbers, bytes or nil for NULL.
func (c columns) add(row ...any) {
	for i, v := range row {
		if len(c[i]) > 1 {
			c[i] = append(c[i], ',')
		}
		c[i] = element(c[i], v)
	}
}

// args returns the columns as arguments.
func (c columns) args() []any {
	args := make([]any, len(c))
	for i := range c {
		args[i] = string(append(c[i], '}'))
	}
	return args
}

// element appends a value as it stands in an array.
func element(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return quoted(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case []byte:
		return append(hex.AppendEncode(append(b, `"\\x`...), v), '"')
	}
	return append(b, "NULL"...)
}

// quoted appends a text in quotation marks.
func quoted(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(append(b, s[from:i]...), '\\')
			from = i
		}
	}
	return append(append(b, s[from:]...), '"')
}

// pieces are long values of many rows, end to end in one argument: nothing in them has to be escaped.
type pieces []byte

// add adds a value and returns how long it is.
func (p *pieces) add(b []byte) (long any) {
	*p = append(*p, b...)
	return int64(len(b))
}

// legible returns s as every database takes it: UTF-8 without zero bytes.
func legible(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
