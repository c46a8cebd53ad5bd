package sim

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// place is where a ticket is counted.
type place struct {
	group string
	month int32 // years times twelve, plus the month from 0
}

// placeOf returns where a ticket is counted that was opened at an instant.
func placeOf(group string, opened sla.Instant, zone *time.Location) place {
	year, month, _ := opened.Time().In(zone).Date()
	return place{group, int32(year*12 + int(month) - 1)}
}

func (p place) text() string { return fmt.Sprintf("%04d-%02d", p.month/12, p.month%12+1) }

// tally counts outcomes by clock and place.
type tally map[clockPlace]*Counts

type clockPlace struct {
	clock string
	place
}

func (t tally) add(at place, o *outcome) {
	for i := range o.promises {
		p := &o.promises[i]
		counts := t[clockPlace{p.clock, at}]
		if counts == nil {
			counts = &Counts{}
			t[clockPlace{p.clock, at}] = counts
		}
		counts.add(p.counts)
	}
}

// cells returns the counts in the order of clock, group and month. Groups come in the given order, others after them.
func (t tally) cells(groups []string) []Cell {
	cells := make([]Cell, 0, len(t))
	for at, counts := range t {
		cells = append(cells, Cell{at.clock, at.group, at.text(), *counts})
	}
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Clock, b.Clock), compareGroups(groups, a.Group, b.Group), cmp.Compare(a.Month, b.Month))
	})
	return cells
}

// clocks returns the names of the clocks that were counted, sorted.
func (t tally) clocks() []string {
	var names []string
	for at := range t {
		names = append(names, at.clock)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func compareGroups(groups []string, a, b string) int {
	rank := func(g string) int {
		if i := slices.Index(groups, g); i >= 0 {
			return i
		}
		return len(groups)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}
