package routing

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// String tells the proof in lines of text: first whether every ticket finds a row, then what is wrong with an example each, then
// what is worth knowing. It tells twenty of each kind and how many more there are.
func (p Proof) String() string {
	var t proofText
	t.coverage(p)
	some(&t, p.Gaps, p.MoreGaps, TableGap.String)
	t.hidden(p)
	t.overlaps(p)
	if len(p.Loose) > 0 {
		t.line("%s: %s", count(len(p.Loose), "condition could not be worked out and was taken as one that may hold or not",
			"conditions could not be worked out and were taken as ones that may hold or not"), refsText(p.Loose, 0))
	}
	return t.String()
}

// proofText collects lines.
type proofText struct{ strings.Builder }

func (t *proofText) line(format string, args ...any) { fmt.Fprintf(&t.Builder, format+"\n", args...) }

func (t *proofText) coverage(p Proof) {
	cells := count(p.Cells, "cell", "cells")
	switch {
	case p.Complete:
		t.line("every ticket finds a %s: %s, %s", p.Of, count(p.Rows, p.Of, p.many()), cells)
	case p.Unfinished:
		t.line("not known: the table is too tangled to go through all of %s; so far %s", cells, missed(p))
	default:
		t.line("of %s, %s", cells, missed(p))
	}
}

func missed(p Proof) string {
	sure, unsure := p.Missed-p.Unsure, ""
	if p.Unsure > 0 {
		unsure = count(p.Unsure, "may fall through, and rests", "may fall through, and rest") + " on conditions that could not be worked out"
	}
	if sure == 0 && unsure != "" {
		return unsure
	}
	text := count(sure, "falls through", "fall through")
	if unsure != "" {
		text += "; " + unsure
	}
	return text
}

// many returns what the rows are, in the plural.
func (p Proof) many() string {
	if stem, ok := strings.CutSuffix(p.Of, "y"); ok {
		return stem + "ies"
	}
	return p.Of + "s"
}

// some writes the first entries of a list, and how many more there are.
func some[T any](t *proofText, list []T, more int, text func(T) string) {
	for i, v := range list {
		if i == maxTold {
			more += len(list) - i
			break
		}
		t.line("  %s", text(v))
	}
	if more > 0 {
		t.line("  and %d more", more)
	}
}

// String tells the box, its size and a ticket of it.
func (g TableGap) String() string {
	where := make([]string, len(g.Where))
	for i, s := range g.Where {
		where[i] = s.Field + " " + strings.Join(s.Values, " or ")
	}
	if len(where) == 0 {
		where = []string{"anything"}
	}
	text := fmt.Sprintf("%s (%s), such as %s", strings.Join(where, ", "), count(g.Cells, "cell", "cells"), ticketText(g.Ticket))
	if len(g.Unless) > 0 {
		text += ", unless the condition holds of " + refsText(g.Unless, 0)
	}
	return text
}

func (t *proofText) hidden(p Proof) {
	if len(p.Hidden) > 0 {
		t.line("%s never reached:", count(len(p.Hidden), p.Of+" is", p.many()+" are"))
	}
	some(t, p.Hidden, 0, HiddenRow.String)
}

// String names the row, what hides it and a ticket that it does not get.
func (h HiddenRow) String() string {
	if h.Ticket == nil {
		return h.RowRef.String() + ": fits no ticket at all"
	}
	by := refsText(h.By, h.More) + " together take"
	if len(h.By) == 1 {
		by = refsText(h.By, 0) + " takes"
	}
	text := fmt.Sprintf("%s: %s all its tickets, such as %s", h.RowRef, by, ticketText(h.Ticket))
	if h.Rough {
		text += "; perhaps not all of them are needed"
	}
	if h.Unsure {
		text += " where its condition holds"
	}
	return text
}

func (t *proofText) overlaps(p Proof) {
	matter := func(one, many string, n int) string {
		text := count(n, "pair of rows "+one+" one ticket", "pairs of rows "+many+" one ticket")
		if p.Hit == HitUnique {
			return text + ", where only one row may"
		}
		return text + " and differ, so that the first row decides"
	}
	kinds := [3][]Overlap{}
	for _, o := range p.Overlaps {
		kinds[o.kind()] = append(kinds[o.kind()], o)
	}
	if p.Crossing > 0 {
		t.line("%s:", matter("fits", "fit", p.Crossing))
		some(t, kinds[crossing], p.Crossing-len(kinds[crossing]), Overlap.String)
	}
	if p.Uncertain > 0 {
		t.line("%s:", matter("may fit", "may fit", p.Uncertain))
		some(t, kinds[uncertain], p.Uncertain-len(kinds[uncertain]), Overlap.String)
	}
	if p.Exceptions > 0 {
		t.line("%s", count(p.Exceptions, "pair is an exception before a broader row", "pairs are exceptions before broader rows"))
	}
}

func (o Overlap) kind() int {
	switch {
	case o.Exception:
		return exception
	case o.Unsure:
		return uncertain
	}
	return crossing
}

// String names both rows and a ticket that fits them.
func (o Overlap) String() string {
	return fmt.Sprintf("%s and %s: such as %s", o.First, o.Second, ticketText(o.Ticket))
}

// String returns the path of the row behind its name.
func (r RowRef) String() string {
	if r.Name == "" {
		return r.Path
	}
	return fmt.Sprintf("%s (%s)", r.Name, r.Path)
}

// refsText names rows, twenty at the most.
func refsText(refs []RowRef, more int) string {
	names := make([]string, 0, maxTold+1)
	more += max(0, len(refs)-maxTold)
	for _, r := range refs[:min(len(refs), maxTold)] {
		names = append(names, r.String())
	}
	if more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " and " + names[n]
	}
	return strings.Join(names, "")
}

// ticketText shows the fields of a ticket in the order of their names.
func ticketText(f sla.Fields) string {
	parts := make([]string, 0, len(f))
	for _, name := range slices.Sorted(maps.Keys(f)) {
		value, err := json.Marshal(f[name])
		if err != nil {
			value = []byte(fmt.Sprint(f[name]))
		}
		parts = append(parts, name+": "+string(value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// count says how many of something there are.
func count[T int | uint64](n T, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
