package routing

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// tally is how many agents are on from each of some instants until the next, in order. Before the first nobody is.
type tally []tallied

// tallied is how many agents are on from an instant until the next, and the sum of their places: that of one who is alone
// is the place.
type tallied struct {
	at      sla.Instant
	on, sum int
}

// add notes that as many agents with that sum of places are on during stretches, or fewer when both are less than zero.
// The tally is out of order until it is settled.
func (t tally) add(list []Stretch, on, sum int) tally {
	for _, s := range list {
		t = append(t, tallied{s.From, on, sum}, tallied{s.Until, -on, -sum})
	}
	return t
}

// settle puts what was added into order and sums it up.
func (t tally) settle() tally {
	slices.SortFunc(t, func(a, b tallied) int { return cmp.Compare(a.at, b.at) })
	done := t[:0]
	var now tallied
	for i, step := range t {
		now = tallied{step.at, now.on + step.on, now.sum + step.sum}
		if i+1 == len(t) || t[i+1].at != step.at {
			done = append(done, now)
		}
	}
	return done
}

// place returns the place of the step in force at an instant, or none before the first.
func (t tally) place(at sla.Instant) int {
	i, found := slices.BinarySearchFunc(t, at, func(s tallied, at sla.Instant) int { return cmp.Compare(s.at, at) })
	if found {
		return i
	}
	return i - 1
}

// within calls out for each part of a stretch during which the same agents are on.
func (t tally) within(s Stretch, out func(part Stretch, now tallied)) {
	for i := t.place(s.From); s.From < s.Until; i++ {
		var now tallied
		if i >= 0 {
			now = t[i]
		}
		part := s
		if i+1 < len(t) {
			part.Until = min(s.Until, t[i+1].at)
		}
		out(part, now)
		s.From = part.Until
	}
}
