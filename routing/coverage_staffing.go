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
	clock    zoneClock // of the promise
	known    map[situation]tally
	ends     []sla.Instant // of leaves, in order
	dated    bool          // some shift has holidays or special dates
	// short is the promised time in which too few are on, and shortShown what the clock of the promise shows of it.
	short, shortShown []Stretch
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

// tally returns who is on in a situation. That of an era is in what the clock of the promise shows. Unless nothing is taken
// away it knows of the short times alone.
func (c *staffing) tally(s situation, eras []era) tally {
	s.present = s.present && len(c.ends) > 0
	s.bare = s.bare && c.dated
	t, ok := c.known[s]
	if ok {
		return t
	}
	for i, sh := range c.shifts {
		on := sh.on(s.variant(i, eras))
		if s != (situation{}) {
			on = shared(on, c.windows(s.era > 0))
		}
		t = t.add(on, len(sh.members), sh.sum)
		if s.present {
			continue
		}
		for _, m := range sh.members {
			t = t.add(shared(on, c.shown(c.watchers[m].off, s.era > 0)), -1, -m)
		}
	}
	t = t.settle()
	c.known[s] = t
	return t
}

// windows returns the short times, as instants or in what the clock of the promise shows.
func (c *staffing) windows(shown bool) []Stretch {
	if shown && c.shortShown == nil {
		c.shortShown = c.shown(c.short, true)
	}
	if shown {
		return c.shortShown
	}
	return c.short
}

// variant returns how the shift at a place is looked at.
func (s situation) variant(shift int, eras []era) variant {
	if s.era == 0 {
		return variant{bare: s.bare}
	}
	return variant{s.bare, true, eras[s.era-1].ahead[shift]}
}

// shown returns stretches as they are, or in what the clock of the promise shows.
func (c *staffing) shown(list []Stretch, shown bool) []Stretch {
	if !shown || len(list) == 0 {
		return list
	}
	moved := make([]Stretch, len(list))
	for i, s := range list {
		moved[i] = Stretch{c.clock.civil(s.From), c.clock.civil(s.Until)}
	}
	return inOrder(moved)
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
