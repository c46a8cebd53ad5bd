package outbox

import (
	"strings"

	"github.com/bellhop-sla/bellhop/escalation"
)

// page is a notice as people read it: a title of one line, and facts.
type page struct {
	title string
	facts []fact
}

// fact is one thing to know, in one line.
type fact struct{ name, text string }

// pageOf returns the lines of the text of a notice.
func pageOf(n *escalation.Notice) page {
	title, more, _ := strings.Cut(n.Text(), "\n")
	p := page{title: title}
	for line := range strings.Lines(more) {
		name, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		p.facts = append(p.facts, fact{name, text})
	}
	return p
}

// oneLine returns a text without line ends and other control characters.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// cut returns at most most runes of a text, the last of them … when something is left out.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}
