package pack

import (
	"strings"
	"unicode/utf8"
)

// place is a line and a column, both from 1; the column counts characters.
type place struct{ line, column int }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.column < q.column
}

// spot is where one path of a document stands: its key, when it has one, and its value.
type spot struct {
	key, value place
	// name is the text of the key, empty in a list.
	name string
	// leaf says that the value is a text, a number, a flag or nothing.
	leaf bool
}

// forMessage returns the place that a fault with this message is shown at: the key, when the message quotes the key or
// the value is a list or a mapping, and else the value.
func (s spot) forMessage(message string) place {
	if s.key == (place{}) {
		return s.value
	}
	if !s.leaf || s.name != "" && strings.Contains(message, `"`+s.name+`"`) {
		return s.key
	}
	return s.value
}

// lines is a text cut at its line ends.
type lines []string

func linesOf(data []byte) lines { return strings.Split(string(data), "\n") }

// at returns a line by its number from 1, or "" where there is none.
func (l lines) at(n int) string {
	if n < 1 || n > len(l) {
		return ""
	}
	return l[n-1]
}

// placeOf returns the place of the byte at offset, at most the end of data.
func placeOf(data []byte, offset int) place {
	before := string(data[:min(max(offset, 0), len(data))])
	start := strings.LastIndexByte(before, '\n') + 1
	return place{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])}
}
