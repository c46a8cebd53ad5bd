package routing

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// maxTold is how many gaps, rows or pairs String tells one by one.
const maxTold = 20

// String tells the proof in lines of text: first whether every ticket finds a row, then what is wrong with an example each, then
// what is worth knowing. It tells twenty of each kind and how many more there are.
func (p Proof) String() string {
	var t proofText
	t.coverage(p)
	told(&t, p.Gaps, p.MoreGaps, "  %s", Gap.String)
	t.hidden(p)
	t.overlaps(p)
	if len(p.Loose) > 0 {
		t.line("%s: %s", count(len(p.Loose), "condition could not be worked out and was taken as one that may hold or not",
			"conditions could not be worked out and were taken as ones that may hold or not"), refsText(p.Loose))
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
		t.line("every ticket finds a row: %s, %s", count(p.Rows, "row", "rows"), cells)
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

// told writes the first entries of a list in a form, and how many more there are.
func told[T any](t *proofText, list []T, more int, form string, text func(T) string) {
	for i, v := range list {
		if i == maxTold {
			more += len(list) - i
			break
		}
		t.line(form, text(v))
	}
	if more > 0 {
		t.line("  and %d more", more)
	}
}

// String tells the box, its size and a ticket of it.
func (g Gap) String() string {
	where := make([]string, len(g.Where))
	for i, s := range g.Where {
		where[i] = s.Field + " " + strings.Join(s.Values, " or ")
	}
	if len(where) == 0 {
		where = []string{"anything"}
	}
	text := fmt.Sprintf("%s (%s), such as %s", strings.Join(where, ", "), count(g.Cells, "cell", "cells"), ticketText(g.Ticket))
	if len(g.Unless) > 0 {
		text += ", unless the condition holds of " + refsText(g.Unless)
	}
	return text
}

func (t *proofText) hidden(p Proof) {
	if len(p.Hidden) > 0 {
		t.line("%s never reached:", count(len(p.Hidden), "row is", "rows are"))
	}
	told(t, p.Hidden, 0, "  %s", HiddenRow.String)
}

// String names the row, what hides it and a ticket that it does not get.
func (h HiddenRow) String() string {
	if h.Ticket == nil {
		return h.RowRef.String() + ": fits no ticket at all"
	}
	by := "earlier rows, too many to sort out, take"
	if !h.Unexplained {
		by = refsText(h.By) + " together take"
		if len(h.By) == 1 {
			by = refsText(h.By) + " takes"
		}
	}
	text := fmt.Sprintf("%s: %s all its tickets, such as %s", h.RowRef, by, ticketText(h.Ticket))
	if h.Unsure {
		text += " where its condition holds"
	}
	return text
}

func (t *proofText) overlaps(p Proof) {
	matter := func(one, verb string, n int) string {
		if p.Hit == HitUnique {
			return count(n, "pair of rows "+one+" one ticket", "pairs of rows "+verb+" one ticket") + ", where only one row may"
		}
		return count(n, "pair of rows "+one+" one ticket", "pairs of rows "+verb+" one ticket") + " and differ, so that the first row decides"
	}
	kinds := [3][]Overlap{}
	for _, o := range p.Overlaps {
		kinds[o.kind()] = append(kinds[o.kind()], o)
	}
	if p.Crossing > 0 {
		t.line("%s:", matter("fits", "fit", p.Crossing))
		told(t, kinds[crossing], p.Crossing-len(kinds[crossing]), "  %s", Overlap.String)
	}
	if p.Uncertain > 0 {
		t.line("%s:", matter("may fit", "may fit", p.Uncertain))
		told(t, kinds[uncertain], p.Uncertain-len(kinds[uncertain]), "  %s", Overlap.String)
	}
	if p.Exceptions > 0 {
		t.line("%s before a broader row", count(p.Exceptions, "row stands as an exception", "rows stand as exceptions"))
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
		return fmt.Sprintf("rows[%d]", r.Row)
	}
	return fmt.Sprintf("%s (rows[%d])", r.Name, r.Row)
}

// refsText names rows, twenty at the most.
func refsText(refs []RowRef) string {
	names := make([]string, 0, maxTold)
	for i, r := range refs {
		if i == maxTold {
			names = append(names, fmt.Sprintf("%d more", len(refs)-i))
			break
		}
		names = append(names, r.String())
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
