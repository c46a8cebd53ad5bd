package calendar

import (
	"sync/atomic"
	"time"
)

// Calendar says when a desk is open. It is a small immutable value: calendars compare with ==, which asks whether both are
// the same one, and any number of goroutines may ask one without a lock. Its questions and answers are instants; an answer
// stands in the location of the question and carries no monotonic reading.
//
// The zero Calendar is always open. Any other calendar holds hours from the start of 1900 to the end of 2199 in UTC and is
// closed outside.
type Calendar struct{ c *compiled }

// compiled is the plan of a calendar with what has been worked out of it.
type compiled struct {
	plan  plan
	never bool   // no window at all
	rules *rules // of a leaf
	span  atomic.Pointer[span]
}

// Zone returns the zone that the calendar's civil times are read in. That of a join is the zone of its first part, that of
// the zero Calendar is UTC.
func (c Calendar) Zone() *time.Location {
	switch {
	case c.c == nil:
		return time.UTC
	case c.c.plan.table != nil:
		return c.c.plan.table.zone
	case len(c.c.plan.parts) > 0:
		return c.c.plan.parts[0].Zone()
	}
	return time.UTC
}

// Name returns the name that the calendar was written under, or "".
func (c Calendar) Name() string {
	if c.c == nil {
		return ""
	}
	return c.c.plan.name
}
