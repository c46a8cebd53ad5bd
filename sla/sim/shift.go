package sim

import (
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// setShift makes the appointment of an agent's next shift that ends after an instant.
func (f *floor) setShift(w int, after sla.Instant) {
	from, _ := f.scene.shiftAfter(w, after)
	f.at(max(from, after), comesOn, none, w, 0)
}

// shiftEnd returns when the shift ends that is on or begins at an instant.
func (f *floor) shiftEnd(w int, at sla.Instant) sla.Instant {
	_, to := f.scene.shiftAfter(w, at)
	return to
}

// shiftAfter returns the first shift of an agent that ends after an instant.
func (c *scene) shiftAfter(w int, at sla.Instant) (from, to sla.Instant) {
	worker := &c.workers[w]
	region := &c.regions[worker.region]
	date := at.Add(region.ahead).Time().Truncate(day).Add(-2 * day)
	for ; ; date = date.Add(day) {
		if !slices.Contains(worker.shift.Days, weekday(date)) || region.holidays[date.Format(time.DateOnly)] {
			continue
		}
		midnight := sla.At(date).Add(-region.ahead)
		to = midnight.Add(time.Duration(worker.shift.EndMin) * time.Minute)
		if to > at {
			return midnight.Add(time.Duration(worker.shift.StartMin) * time.Minute), to
		}
	}
}
