package pack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// snippetWidth is how many characters of a line a snippet shows at most on each side of the fault.
const snippetWidth = 60

// snippet returns the line and, below it, a caret under the column, which counts characters from 1. Tabs stay tabs in
// both lines, so that they line up whatever the reader's tab stops.
func snippet(line string, column int) string {
	line = strings.TrimRight(line, "\r")
	at := offsetOf(line, column)
	from, to := at, at
	for range snippetWidth {
		_, size := utf8.DecodeLastRuneInString(line[:from])
		from -= size
		_, size = utf8.DecodeRuneInString(line[to:])
		to += size
	}
	var head, tail string
	if from > 0 {
		head = "…"
	}
	if to < len(line) {
		tail = "…"
	}
	margin := strings.Repeat(" ", utf8.RuneCountInString(head)) + blank(line[from:at])
	return visible(head+line[from:to]+tail) + "\n" + margin + "^"
}

// offsetOf returns the byte at which the character of that column begins, at most the end of the line.
func offsetOf(line string, column int) int {
	for at := range line {
		if column--; column == 0 {
			return at
		}
	}
	return len(line)
}

// blank returns white space as wide as text is on a terminal.
func blank(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case isWide(r):
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// isWide says whether a terminal gives r two cells (the wide and full-width classes of Unicode's annex 11, by block).
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115F, r >= 0x2E80 && r <= 0x303E, r >= 0x3041 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3,
		r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6,
		r >= 0x1F300 && r <= 0x1F64F, r >= 0x1F900 && r <= 0x1F9FF, r >= 0x20000 && r <= 0x3FFFD:
		return true
	}
	return false
}

// visible replaces what would move or hide the text of a terminal by a question mark.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return '?'
		}
		return r
	}, s)
}
