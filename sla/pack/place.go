package pack

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
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
	// leaf says that the value is a text, a number, a flag or nothing; text is it then, and style how it is quoted.
	leaf  bool
	text  string
	style yaml.Style
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

// inside returns the place of a line and a column, both from 1, of the text of the spot, as far as the text stands in the
// document as it is: bare or in quotes on one line, or as a block after a bar.
func (s spot) inside(source lines, line, column int) (place, bool) {
	if !s.leaf || line < 1 || column < 1 {
		return place{}, false
	}
	if s.style&yaml.LiteralStyle != 0 {
		first := source.at(s.value.line + 1)
		indent := len(first) - len(strings.TrimLeft(first, " "))
		return place{s.value.line + line, indent + column}, s.value.line+line <= len(source)
	}
	text, row := []rune(s.text), []rune(source.at(s.value.line))
	start := s.value.column - 1
	if s.style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		start++
	}
	end := start + column - 1
	if line != 1 || column-1 > len(text) || end > len(row) || string(row[start:end]) != string(text[:column-1]) {
		return place{}, false
	}
	return place{s.value.line, end + 1}, true
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
