package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// staffing is the agents who can serve a need, and when it is promised.
type staffing struct {
	need     CoverageNeed
	watchers []watcher
	shifts   []coverShift
	teams    []string // those of the watchers, and the shifts of those who are in none
	promised []Stretch
	clock    *zoneClock // of the promise
	known    map[situation]tally
	ends     []sla.Instant // of leaves, in order
	dated    bool          // some shift has holidays or special dates
	short    []Stretch     // the promised time in which too few are on
	room     *coverRoom
}

// coverRoom is memory that lists grow in, one after the other, before what is kept of them is copied.
type coverRoom struct {
	tally  tally
	causes []GapCause
}

// watcher is an agent of a staffing.
type watcher struct {
	id    string
	leave []absence
	off   []Stretch // the leaves in order
	teams []int     // places of staffing.teams
}

// absence is a leave by name.
type absence struct {
	Stretch
	name string
}

// coverShift is a duty with those who have it. Members are places of staffing.watchers, whose sum is kept.
type coverShift struct {
	*duty
	members []int
	sum     int
}

// situation is a way to look at a staffing: with the causes of a gap taken away. Era is a place of the eras plus one.
type situation struct {
	present bool // as if nobody were on leave
	bare    bool // as if there were no holidays
	era     int  // as if the clocks stood as in another era; 0 is as they do
}

// tally returns who is on in a situation. Unless nothing is taken away it knows of the short times alone.
func (c *staffing) tally(s situation, eras []era) tally {
	s.present = s.present && len(c.ends) > 0
	s.bare = s.bare && c.dated
	t, ok := c.known[s]
	if ok {
		return t
	}
	t = c.room.tally[:0]
	for i, sh := range c.shifts {
		on := sh.on(c.variant(s, i, eras))
		if s != (situation{}) {
			on = shared(on, c.short)
		}
		t = t.add(on, len(sh.members), sh.sum)
		if s.present {
			continue
		}
		for _, m := range sh.members {
			t = t.add(shared(on, c.watchers[m].off), -1, -m)
		}
	}
	c.room.tally = t
	t = slices.Clone(t.settle())
	c.known[s] = t
	return t
}

// variant returns how the shift at a place is looked at in a situation.
func (c *staffing) variant(s situation, shift int, eras []era) variant {
	if s.era == 0 {
		return variant{bare: s.bare}
	}
	return variant{s.bare, c.clock, eras[s.era-1].ahead[shift]}
}

// leaves notes when each watcher is absent.
func (c *staffing) leaves() {
	for i := range c.watchers {
		w := &c.watchers[i]
		for _, l := range w.leave {
			w.off = append(w.off, l.Stretch)
			c.ends = append(c.ends, l.From, l.Until)
		}
		w.off = inOrder(w.off)
	}
	slices.Sort(c.ends)
	c.ends = slices.Compact(c.ends)
}
