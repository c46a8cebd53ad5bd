package sim

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteText writes the report for people: the share of promises kept by strategy and load, and then the other figures of
// each load. What stands behind ± is the standard deviation between the seeds.
func (r *DrillReport) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, the same tickets for every strategy\n", printable(r.Scenario), many(r.Seeds, "seed"))
	r.writeKept(&b)
	for i := range r.Loads {
		r.Loads[i].write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *DrillReport) writeKept(b *strings.Builder) {
	g := grid{left: 1}
	head := []string{"promises kept"}
	for _, l := range r.Loads {
		head = append(head, "load "+short(l.Load))
	}
	g.add(head...)
	for i, line := range r.Loads[0].Lines {
		row := []string{line.Strategy}
		for _, l := range r.Loads {
			kept := l.Lines[i].Kept
			row = append(row, fmt.Sprintf("%.1f%% ± %.1f", 100*kept.Mean, 100*kept.Deviation))
		}
		g.add(row...)
	}
	b.WriteString("\n")
	g.write(b)
}

func (l *DrillLoad) write(b *strings.Builder) {
	fmt.Fprintf(b, "\nload %s: %s a seed\n", short(l.Load), many(int(l.Tickets.Mean+0.5), "ticket"))
	kept, rest := grid{left: 1}, grid{left: 1}
	for i := range l.Lines {
		line := &l.Lines[i]
		if i == 0 {
			kept.add(line.keptHead()...)
			rest.add(line.restHead()...)
		}
		kept.add(line.keptRow()...)
		rest.add(line.restRow()...)
	}
	kept.write(b)
	b.WriteString("\n")
	rest.write(b)
}

func (l *DrillLine) keptHead() []string {
	head := []string{"kept", "by weight"}
	for _, g := range slices.Concat(l.Channels, l.Tiers) {
		head = append(head, g.ID)
	}
	return head
}

func (l *DrillLine) keptRow() []string {
	row := []string{l.Strategy, inPercent(l.KeptByWeight)}
	for _, g := range slices.Concat(l.Channels, l.Tiers) {
		row = append(row, inPercent(g.Kept))
	}
	return row
}

func (l *DrillLine) restHead() []string {
	head := []string{"p95 wait in minutes, and shares"}
	for _, g := range l.Channels {
		head = append(head, g.ID)
	}
	return append(head, "other region", "fallback", "at work", "fairness", "never begun")
}

func (l *DrillLine) restRow() []string {
	row := []string{l.Strategy}
	for _, g := range l.Channels {
		row = append(row, fmt.Sprintf("%.1f", g.P95Wait.Mean))
	}
	never := ""
	if l.Never.Mean > 0 {
		never = fmt.Sprintf("%.1f", l.Never.Mean)
	}
	return append(row, inPercent(l.CrossRegion), inPercent(l.Fallback), inPercent(l.Utilisation), fmt.Sprintf("%.3f", l.Fairness.Mean), never)
}

// inPercent writes a share in percent.
func inPercent(f Figure) string { return fmt.Sprintf("%.1f%%", 100*f.Mean) }

// short writes a number with as many places as it has.
func short(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
