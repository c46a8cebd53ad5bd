package sim

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// WriteText writes the report for people: tables with their totals, differences and faults. The examples of faults end
// with the hundredth; all are counted.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	r.writeHead(&b)
	r.writeCells(&b, r.Cells)
	r.writeAgreement(&b, "verdict", r.Verdict)
	r.writeAgreement(&b, "due time", r.Due)
	r.writeWhatIf(&b)
	r.writeFaults(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) writeHead(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s in %s\n", r.History, many(r.Tickets, "ticket"), many(r.Rows, "row"))
	for _, line := range [...]struct {
		n          int
		name, what string
	}{
		{r.Refused, "ticket", "left out because of a fault"},
		{r.Outside, "ticket", "opened outside the bounds"},
		{r.Unmatched, "ticket", "under no policy"},
		{r.Lost, "row", "without a ticket to put it to"},
	} {
		if line.n > 0 {
			fmt.Fprintf(b, "  %s %s\n", many(line.n, line.name), line.what)
		}
	}
}

// writeCells writes the counts by clock, group and month, with the total of each clock.
func (r *Report) writeCells(b *strings.Builder, cells []Cell) {
	g := grid{left: 3}
	g.add("clock", r.byName(), "opened", "met", "late", "overdue", "open", "cancelled", "exempt", "no goal", "no due", "breached")
	var total Counts
	for i, c := range cells {
		g.add(append([]string{c.Clock, c.Group, c.Month}, countCells(c.Counts)...)...)
		total.add(c.Counts)
		if i+1 == len(cells) || cells[i+1].Clock != c.Clock {
			g.add(append([]string{c.Clock, "", "all"}, countCells(total)...)...)
			total = Counts{}
		}
	}
	b.WriteString("\n")
	g.write(b)
}

func countCells(c Counts) []string {
	cells := numbers(c.Met, c.Late, c.Overdue, c.Open, c.Cancelled, c.Exempt, c.Untargeted, c.Faulty)
	return append(cells, percent(c.Breaches(), c.Cycles()))
}

func (r *Report) byName() string {
	if r.By == "" {
		return "group"
	}
	return r.By
}

func (r *Report) writeAgreement(b *strings.Builder, what string, a *Agreement) {
	if a == nil {
		return
	}
	fmt.Fprintf(b, "\n%s of the clock %s: %s of %s agree\n", what, a.Clock, percent(a.Agreed, a.Compared()), many(a.Compared(), "ticket"))
	g := grid{left: 2}
	g.add(r.byName(), "opened", "agreed", "differed", "undecided", "untold", "share")
	for _, c := range a.Cells {
		g.add(append([]string{c.Group, c.Month}, matchCells(c.Match)...)...)
	}
	g.add(append([]string{"", "all"}, matchCells(a.Match)...)...)
	g.write(b)
	a.Verdicts.write(b)
	a.Spread.write(b)
	r.writeDifferences(b, a.Examples)
}

func matchCells(m Match) []string {
	return append(numbers(m.Agreed, m.Differed, m.Undecided, m.Untold), percent(m.Agreed, m.Compared()))
}

func (v *Verdicts) write(b *strings.Builder) {
	if v == nil {
		return
	}
	g := grid{left: 1}
	g.add("", "replay met", "replay missed")
	g.add(append([]string{"history met"}, numbers(v.BothMet, v.OnlyHistoryMet)...)...)
	g.add(append([]string{"history missed"}, numbers(v.OnlyReplayMet, v.BothMissed)...)...)
	b.WriteString("\n")
	g.write(b)
}

func (s *Spread) write(b *strings.Builder) {
	if s == nil {
		return
	}
	g := grid{left: 1}
	g.add("apart by", "replay early", "replay late")
	for _, band := range s.Bands {
		g.add(append([]string{band.name()}, numbers(band.Early, band.Late)...)...)
	}
	b.WriteString("\n")
	g.write(b)
}

func (b Band) name() string {
	switch {
	case b.UpTo == 0:
		return "nothing"
	case b.UpTo < 0:
		return "more"
	}
	return "up to " + b.UpTo.String()
}

func (r *Report) writeDifferences(b *strings.Builder, list []Difference) {
	if len(list) == 0 {
		return
	}
	g := grid{left: 7}
	g.add("ticket", r.byName(), "opened", "due", "ended", "history says", "off by")
	for _, d := range list {
		g.add(d.Ticket, d.Group, stamp(d.Opened), stamp(d.Due), stamp(d.Ended), d.Claim, d.Off.String())
	}
	b.WriteString("\nfurthest apart\n")
	g.write(b)
}

func (r *Report) writeWhatIf(b *strings.Builder) {
	w := r.WhatIf
	if w == nil {
		return
	}
	fmt.Fprintf(b, "\nunder the other policies: %s newly late, %s newly met\n", number(w.NewlyLate), number(w.NewlyMet))
	if w.Unmatched > 0 {
		fmt.Fprintf(b, "  %s under none of them\n", many(w.Unmatched, "ticket"))
	}
	r.writeCells(b, w.Cells)
	r.writeChanges(b, "newly late", w.LateExamples)
	r.writeChanges(b, "newly met", w.MetExamples)
}

func (r *Report) writeChanges(b *strings.Builder, title string, list []Change) {
	if len(list) == 0 {
		return
	}
	g := grid{left: 7}
	g.add("ticket", "clock", r.byName(), "opened", "ended", "due before", "due after")
	for _, c := range list {
		g.add(c.Ticket, c.Clock, c.Group, stamp(c.Opened), stamp(c.Ended), stamp(c.Before), stamp(c.After))
	}
	b.WriteString("\n" + title + "\n")
	g.write(b)
}

func (r *Report) writeFaults(b *strings.Builder) {
	if r.Faults.Count == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", many(r.Faults.Count, "fault"))
	for _, f := range r.Faults.First {
		b.WriteString("  " + f.Error() + "\n")
	}
	if more := r.Faults.Count - len(r.Faults.First); more > 0 {
		fmt.Fprintf(b, "  and %s more\n", number(more))
	}
}

// stamp writes an instant in UTC to the minute, or to the second where it has seconds.
func stamp(i sla.Instant) string {
	switch t := i.Time(); {
	case i == 0:
		return "-"
	case t.Truncate(time.Minute).Equal(t):
		return t.Format("2006-01-02 15:04Z")
	default:
		return t.Format("2006-01-02 15:04:05Z")
	}
}
