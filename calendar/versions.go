package calendar

import (
	"slices"
	"time"
)

// Switch says that other hours hold from an instant on.
type Switch struct {
	// At is the first instant of the new hours.
	At time.Time
	// To holds the new hours.
	To Calendar
}

// Versions returns the calendar that follows first until the first switch and then each calendar switched to. The switches
// must stand in the order of time; the error is Problems.
func Versions(first Calendar, switches ...Switch) (Calendar, error) {
	var problems Problems
	p := plan{op: opVersions, parts: []Calendar{first}, starts: []time.Time{{}}}
	for i, s := range switches {
		if i > 0 && !s.At.After(switches[i-1].At) {
			problems.Add(JoinPath(IndexPath("switches", i), "at"), "must be later than the switch before it, at %s",
				switches[i-1].At.Format(time.RFC3339Nano))
		}
		p.parts = append(p.parts, s.To)
		p.starts = append(p.starts, s.At.Round(0))
	}
	if err := problems.Err(); err != nil {
		return Calendar{}, err
	}
	return build(p), nil
}

// Version returns the calendar pinned to the hours in force at t: the same hours before and after t, whatever switches
// stand in it. A join is pinned part by part. A calendar without versions is its own version.
func (c Calendar) Version(t time.Time) Calendar {
	if c.c == nil {
		return c
	}
	p := c.c.plan
	if p.op == opVersions {
		return p.parts[p.inForce(t)].Version(t)
	}
	parts := make([]Calendar, len(p.parts))
	for i, part := range p.parts {
		parts[i] = part.Version(t)
	}
	if slices.Equal(parts, p.parts) {
		return c
	}
	p.parts, p.doc = parts, nil
	return build(p)
}

// inForce returns the place of the version that holds at t.
func (p *plan) inForce(t time.Time) int {
	i := len(p.parts) - 1
	for i > 0 && t.Before(p.starts[i]) {
		i--
	}
	return i
}
