package routing

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// Stretch is the time from one instant until another, which is not part of it.
type Stretch struct {
	From  sla.Instant `json:"from"`
	Until sla.Instant `json:"until"`
}

// Length returns how long the stretch is.
func (s Stretch) Length() sla.Duration { return sla.Duration(s.Until.Sub(s.From)) }

// holds says whether an instant lies in the stretch.
func (s Stretch) holds(at sla.Instant) bool { return s.From <= at && at < s.Until }

// meet returns what two stretches share; it is empty, with Until at or before From, when they share nothing.
func (s Stretch) meet(o Stretch) Stretch {
	return Stretch{max(s.From, o.From), min(s.Until, o.Until)}
}

// attach appends a stretch that begins no earlier than the last of list: it joins that one if they touch, and is left out
// if empty.
func attach(list []Stretch, s Stretch) []Stretch {
	if s.From >= s.Until {
		return list
	}
	if n := len(list) - 1; n >= 0 && s.From <= list[n].Until {
		list[n].Until = max(list[n].Until, s.Until)
		return list
	}
	return append(list, s)
}

// inOrder returns the time of stretches in any order as stretches in order that do not touch. It changes the list.
func inOrder(list []Stretch) []Stretch {
	byStart := func(a, b Stretch) int { return cmp.Compare(a.From, b.From) }
	if !slices.IsSortedFunc(list, byStart) {
		slices.SortFunc(list, byStart)
	}
	ordered := list[:0]
	for _, s := range list {
		ordered = attach(ordered, s)
	}
	return ordered
}

// shared returns the time that lies in both of two lists in order.
func shared(a, b []Stretch) (both []Stretch) {
	for len(a) > 0 && len(b) > 0 {
		both = attach(both, a[0].meet(b[0]))
		if a[0].Until < b[0].Until {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

// without returns the time of a list in order that does not lie in another.
func without(a, b []Stretch) (rest []Stretch) {
	for _, s := range a {
		for len(b) > 0 && b[0].Until <= s.From {
			b = b[1:]
		}
		for i := 0; i < len(b) && b[i].From < s.Until; i++ {
			rest = attach(rest, Stretch{s.From, b[i].From})
			s.From = b[i].Until
		}
		rest = attach(rest, s)
	}
	return rest
}

// covers says whether an instant lies in a list in order.
func covers(list []Stretch, when sla.Instant) bool {
	i, found := slices.BinarySearchFunc(list, when, func(s Stretch, t sla.Instant) int { return cmp.Compare(s.From, t) })
	return found || i > 0 && list[i-1].holds(when)
}

// length returns the time of a list in order.
func length(list []Stretch) (sum sla.Duration) {
	for _, s := range list {
		sum += s.Length()
	}
	return sum
}
