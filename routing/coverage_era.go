package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// era is a time during which the clocks of a staffing keep their distances.
type era struct {
	Stretch
	ahead []sla.Instant // by shift: how far its clock is ahead of that of the promise
	like  int           // the place of the first era with these distances
}

// erasOf returns the eras of a staffing during a stretch.
func erasOf(c *staffing, during Stretch) (list []era) {
	for _, s := range c.turns(during) {
		next := era{Stretch: s, like: len(list)}
		for _, sh := range c.shifts {
			next.ahead = append(next.ahead, sh.clock.offset(s.From)-c.clock.offset(s.From))
		}
		if n := len(list) - 1; n >= 0 && slices.Equal(list[n].ahead, next.ahead) {
			list[n].Until = next.Until
			continue
		}
		if i := slices.IndexFunc(list, func(e era) bool { return slices.Equal(e.ahead, next.ahead) }); i >= 0 {
			next.like = i
		}
		list = append(list, next)
	}
	return list
}

// turns cuts a stretch wherever a clock of the staffing changes.
func (c *staffing) turns(during Stretch) []Stretch {
	parts := c.clock.split(during)
	for _, sh := range c.shifts {
		var finer []Stretch
		for _, s := range parts {
			finer = append(finer, sh.clock.split(s)...)
		}
		parts = finer
	}
	return parts
}

// eraAt returns the place of the era at an instant.
func eraAt(eras []era, when sla.Instant) int {
	return slices.IndexFunc(eras, func(e era) bool { return e.holds(when) })
}

// nearest calls out with the first of each other sort of era, seen from the one at a place: the one before, the one after,
// the one before that, until out returns false.
func nearest(eras []era, from int, out func(like int) bool) {
	seen := map[int]bool{eras[from].like: true}
	for away := 1; away < len(eras); away++ {
		for _, i := range [...]int{from - away, from + away} {
			if i < 0 || i >= len(eras) || seen[eras[i].like] {
				continue
			}
			seen[eras[i].like] = true
			if !out(eras[i].like) {
				return
			}
		}
	}
}
