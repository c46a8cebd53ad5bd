package routing

import (
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

const day = sla.Instant(24 * time.Hour)

// zoneClock is the wall clock of a zone over some time.
type zoneClock struct {
	zone  *time.Location
	turns []turn // in order; the first stands at the start of the time
}

// turn is an instant from which on a clock runs at an offset east of Greenwich.
type turn struct {
	at     sla.Instant
	offset sla.Instant
}

// clockOf reads the wall clock of a zone between two instants: it looks at one instant a day and halves the days on which
// the offset changes.
func clockOf(zone *time.Location, from, until sla.Instant) *zoneClock {
	c := &zoneClock{zone, []turn{{from, offsetOf(zone, from)}}}
	for at := from; at < until; {
		next := min(at+day, until)
		last := c.turns[len(c.turns)-1].offset
		if offsetOf(zone, next) != last {
			next = firstOther(zone, last, at, next)
			c.turns = append(c.turns, turn{next, offsetOf(zone, next)})
		}
		at = next
	}
	return c
}

// firstOther returns the second at which the offset of a zone ceases to be the given one, which it is at low and not at high.
func firstOther(zone *time.Location, offset, low, high sla.Instant) sla.Instant {
	const second = sla.Instant(time.Second)
	low, high = low/second, (high+second-1)/second
	for high-low > 1 {
		if middle := low + (high-low)/2; offsetOf(zone, middle*second) == offset {
			low = middle
		} else {
			high = middle
		}
	}
	return high * second
}

func offsetOf(zone *time.Location, at sla.Instant) sla.Instant {
	_, seconds := time.Unix(0, int64(at)).In(zone).Zone()
	return sla.Instant(seconds) * sla.Instant(time.Second)
}

// offset returns the offset at an instant.
func (c *zoneClock) offset(at sla.Instant) sla.Instant {
	i, found := slices.BinarySearchFunc(c.turns, at, func(t turn, at sla.Instant) int { return int(max(-1, min(1, t.at-at))) })
	if !found {
		i = max(0, i-1)
	}
	return c.turns[i].offset
}

// civil returns what the wall clock shows at an instant, as the instant at which a clock in Greenwich shows it.
func (c *zoneClock) civil(at sla.Instant) sla.Instant { return at + c.offset(at) }

// reads returns the first instant at which the wall clock shows a civil time or later.
func (c *zoneClock) reads(civil sla.Instant) sla.Instant {
	last := len(c.turns) - 1
	for i, t := range c.turns[:last] {
		if civil < c.turns[i+1].at+t.offset {
			return max(t.at, civil-t.offset)
		}
	}
	return max(c.turns[last].at, civil-c.turns[last].offset)
}

// split cuts a stretch where the clock changes.
func (c *zoneClock) split(s Stretch) (parts []Stretch) {
	for _, t := range c.turns[1:] {
		if s.From < t.at && t.at < s.Until {
			parts = append(parts, Stretch{s.From, t.at})
			s.From = t.at
		}
	}
	return append(parts, s)
}
