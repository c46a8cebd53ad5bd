package routing

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// stint is a shift of one agent that leave begins or ends.
type stint struct {
	at int
	shift
}

// findStints notes the shifts now that leave begins or ends, and that end before an instant, the earliest first.
func (f *Floor) findStints(until sla.Instant) {
	f.stints = f.stints[:0]
	for _, at := range f.r.crew.leaving {
		a := &f.r.agents[at]
		s := f.stint(a)
		cut := a.hours == none || s.began != f.shift(a.hours).began || s.closes != f.shift(a.hours).closes
		if cut && s.open && s.closes != 0 && s.closes < until {
			f.stints = append(f.stints, stint{at, s})
		}
	}
	slices.SortFunc(f.stints, func(a, b stint) int { return cmp.Compare(a.closes, b.closes) })
}

// leaves returns when an agent goes on leave next, or no instant.
func (a *agent) leaves(now sla.Instant) (from sla.Instant) {
	for i := range a.leave {
		from = earliest(from, after(a.leave[i].from, now))
	}
	return from
}

// stint returns the shift of an agent as leave cuts it. Without hours leave alone begins and ends it.
func (f *Floor) stint(a *agent) shift {
	s := shift{open: true}
	if a.hours != none {
		s = *f.shift(a.hours)
	}
	s.closes = earliest(s.closes, a.leaves(f.now))
	for i := range a.leave {
		if l := &a.leave[i]; l.till <= f.now {
			s.began = max(s.began, l.till)
		}
	}
	return s
}

// goesOnLeave says whether it is leave that ends the shift of an agent.
func (s *search) goesOnLeave(at int) bool {
	a := &s.r.agents[at]
	return a.hours == none || s.f.stint(a).closes != s.f.shift(a.hours).closes
}

// tooShort says whether a shift ends before some work is done that would fit into the whole of it.
func (s *shift) tooShort(work sla.Duration, now sla.Instant) bool {
	return s.open && s.closes != 0 && later(now, work) > s.closes && (s.began == 0 || later(s.began, work) <= s.closes)
}

// hurry notes whose shift ends too soon for the work, when that is asked for.
func (s *search) hurry() {
	f := s.f
	clear(f.short)
	if !s.r.plan.Fit || s.q.Expect <= 0 {
		return
	}
	for hours, set := range s.r.crew.hours {
		if f.shift(hours).tooShort(s.q.Expect, s.q.Now) {
			f.short.join(set)
		}
	}
	done := later(s.q.Now, s.q.Expect)
	if !f.kept {
		f.findStints(done)
	}
	for i := range f.stints {
		one := &f.stints[i]
		if one.closes >= done {
			break
		}
		f.short.put(one.at, one.tooShort(s.q.Expect, s.q.Now))
	}
}
