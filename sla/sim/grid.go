package sim

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid is a table of text, its headings in the first row, whose first columns stand left and whose others, which are numbers, stand right.
type grid struct {
	left int
	rows [][]string
}

func (g *grid) add(cells ...string) {
	for i := range cells {
		cells[i] = printable(cells[i])
	}
	g.rows = append(g.rows, cells)
}

// printable returns s with a question mark for what a terminal would obey: an id comes from a history as it stands there.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, s)
}

// write appends the rows to b, one a line, in columns two spaces apart. A column with nothing under its heading is left out.
func (g *grid) write(b *strings.Builder) {
	widths := g.widths()
	for _, row := range g.rows {
		var line strings.Builder
		for i, cell := range row {
			if widths[i] == 0 {
				continue
			}
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < g.left {
				line.WriteString("  " + cell + space)
			} else {
				line.WriteString("  " + space + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// widths returns how wide each column is, and zero for one that is left out.
func (g *grid) widths() []int {
	widths := make([]int, len(g.rows[0]))
	for i, heading := range g.rows[0] {
		for _, row := range g.rows[1:] {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
		if widths[i] > 0 {
			widths[i] = max(widths[i], utf8.RuneCountInString(heading))
		}
	}
	return widths
}

// number writes n with a comma before each three digits.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// many writes n things, each called name.
func many(n int, name string) string {
	if n == 1 {
		return "1 " + name
	}
	return number(n) + " " + name + "s"
}

func numbers(list ...int) []string {
	cells := make([]string, len(list))
	for i, n := range list {
		cells[i] = number(n)
	}
	return cells
}

// percent writes the share of part in whole with two places, rounded down, so that 100.00% means all of it.
func percent(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	n := part * 10000 / whole
	return strconv.Itoa(n/100) + "." + strconv.Itoa(n%100/10) + strconv.Itoa(n%10) + "%"
}
