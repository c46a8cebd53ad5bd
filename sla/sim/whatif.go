package sim

import (
	"cmp"

	"github.com/bellhop-sla/bellhop/sla"
)

// WhatIf compares the policies of a backtest with others on the same history.
type WhatIf struct {
	// Cells are the counts under the other policies.
	Cells []Cell `json:"cells"`
	// Unmatched are the tickets to which none of the other policies applies.
	Unmatched int `json:"unmatched,omitempty"`
	// NewlyLate and NewlyMet count the clocks of tickets that break their promise only under the other policies, or only
	// under the first. A clock that one of the two does not run keeps its promise there.
	NewlyLate int `json:"newly_late"`
	NewlyMet  int `json:"newly_met"`
	// LateExamples and MetExamples are the changes whose due time moved furthest, at most ten each.
	LateExamples []Change `json:"late_examples,omitempty"`
	MetExamples  []Change `json:"met_examples,omitempty"`
}

// Change is a clock whose outcome differs between two sets of policies.
type Change struct {
	Ticket string `json:"ticket"`
	Clock  string `json:"clock"`
	Group  string `json:"group,omitempty"`
	// Opened is when the ticket was opened, Ended when the last cycle was fulfilled, if it was.
	Opened sla.Instant `json:"opened"`
	Ended  sla.Instant `json:"ended,omitzero"`
	// Before and After are the due times of the last cycle under the first and the other policies.
	Before sla.Instant `json:"before,omitzero"`
	After  sla.Instant `json:"after,omitzero"`
}

// compare counts what changes from first to other, two outcomes of one ticket.
func (w *WhatIf) compare(t *ticket, group string, first, other *outcome) {
	for _, clock := range first.clocks(other) {
		before, after := first.promise(clock), other.promise(clock)
		if before.broken == after.broken {
			continue
		}
		change := Change{
			Ticket: t.id, Clock: clock, Group: group, Opened: t.opened(),
			Ended: cmp.Or(before.ended, after.ended), Before: before.due, After: after.due,
		}
		if after.broken {
			w.NewlyLate++
			w.LateExamples = keep(w.LateExamples, change, byShift)
		} else {
			w.NewlyMet++
			w.MetExamples = keep(w.MetExamples, change, byShift)
		}
	}
}

// byShift puts the changes first whose due time moved furthest.
func byShift(a, b Change) int {
	shift := func(c Change) sla.Instant { return max(c.After-c.Before, c.Before-c.After) }
	return cmp.Or(cmp.Compare(shift(b), shift(a)), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Clock, b.Clock))
}
