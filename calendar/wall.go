package calendar

import (
	"math"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// wall is the wall clock of a zone over some years, as stretches of constant offset in the order of time. It answers which
// instant a civil time means: the first at which the clock reads it or later. The instants of the answers never fall as the
// civil times rise, so windows that tile the civil day tile the real day too.
type wall []stretch

// stretch is a time during which a wall clock runs at one offset.
type stretch struct {
	from   int64 // its first Unix second
	offset int64 // seconds east of Greenwich
	reach  int64 // the clock has read less than this civil second when the stretch ends
}

// newWall reads the wall clock of a zone between two Unix seconds by looking up the offset of one instant a day and halving
// the days on which it changes. It asks for offsets alone: time.Date guesses in gaps, and Time.ZoneBounds errs on some days.
func newWall(zone *time.Location, from, to int64) wall {
	w := wall{{from: from, offset: offsetAt(zone, from)}}
	for at := from; at < to; {
		next := min(at+secondsPerDay, to)
		offset := w[len(w)-1].offset
		if offsetAt(zone, next) != offset {
			next = firstOther(zone, offset, at, next)
			w = append(w, stretch{from: next, offset: offsetAt(zone, next)})
		}
		at = next
	}
	reach := int64(math.MinInt64)
	for i := range w[:len(w)-1] {
		reach = max(reach, w[i+1].from+w[i].offset)
		w[i].reach = reach
	}
	w[len(w)-1].reach = math.MaxInt64
	return w
}

// firstOther returns the second at which the offset of a zone ceases to be the given one, which it is at low and not at high.
func firstOther(zone *time.Location, offset, low, high int64) int64 {
	for high-low > 1 {
		if middle := low + (high-low)/2; offsetAt(zone, middle) == offset {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

func offsetAt(zone *time.Location, second int64) int64 {
	_, offset := time.Unix(second, 0).In(zone).Zone()
	return int64(offset)
}

// instant returns the first Unix second at which the clock reads the civil second or later. It looks for the stretch from
// place i on, and returns the place where it was found. Civil seconds count from the midnight that begins 1970-01-01.
func (w wall) instant(civil int64, i int) (second int64, place int) {
	for i > 0 && w[i-1].reach > civil {
		i--
	}
	for w[i].reach <= civil {
		i++
	}
	return max(w[i].from, civil-w[i].offset), i
}

// startOf returns the Unix second at which day d, counted from 1970-01-01, begins in a zone.
func startOf(zone *time.Location, d int64) int64 {
	const margin = 3 * secondsPerDay
	civil := d * secondsPerDay
	second, _ := newWall(zone, civil-margin, civil+margin).instant(civil, 0)
	return second
}

// dayOf returns the day, counted from 1970-01-01, whose span in the zone holds the Unix second.
func dayOf(zone *time.Location, second int64) int64 {
	d := floorDiv(second+offsetAt(zone, second), secondsPerDay)
	for startOf(zone, d+1) <= second {
		d++
	}
	return d
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
