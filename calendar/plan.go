package calendar

import "time"

// plan is what a calendar is made of: one timetable, or other calendars joined.
type plan struct {
	name    string      // as written, for explanations; may be empty
	horizon int         // years that an answer may lie away from its question; 0 = 50, or that of the longest part
	table   *timetable  // of a leaf
	op      op          // of a join; opNone for a leaf
	parts   []Calendar  // of a join; for opVersions parts[i] holds from starts[i]
	starts  []time.Time // of opVersions: starts[0] is zero, for since ever, and the others ascend
	doc     *document   // the canonical written form, nil for a join made in code
}

// op says how a plan joins its parts.
type op uint8

const (
	opNone      op = iota
	opUnion        // open when a part is; without parts never open
	opIntersect    // open when all parts are; without parts always open
	opSubtract     // open when the first part is and no other
	opVersions     // open as the part in force is
)

// defaultHorizon is how many years an answer may lie away from its question.
const defaultHorizon = 50

// build returns the calendar of p, which must be sound: build checks nothing. It compiles no year yet.
func build(p plan) Calendar {
	c := &compiled{plan: p}
	c.plan.horizon = horizonOf(p)
	c.never = neverOpens(p)
	if p.table != nil {
		c.rules = newRules(p.table)
	}
	return Calendar{c}
}

// horizonOf returns the horizon of p in years.
func horizonOf(p plan) int {
	years := p.horizon
	for _, part := range p.parts {
		if p.horizon == 0 && part.c != nil {
			years = max(years, part.c.plan.horizon)
		}
	}
	if years <= 0 {
		return defaultHorizon
	}
	return min(years, lastYear-firstYear)
}

// neverOpens says whether the text of p alone shows that it never opens: it has no window at all.
func neverOpens(p plan) bool {
	switch p.op {
	case opUnion, opVersions:
		return !someOpen(p.parts)
	case opIntersect:
		return !allOpen(p.parts)
	case opSubtract:
		return !allOpen(p.parts[:1])
	}
	return p.table == nil || !p.table.hasWindows()
}

func someOpen(parts []Calendar) bool {
	for _, part := range parts {
		if part.c == nil || !part.c.never {
			return true
		}
	}
	return false
}

func allOpen(parts []Calendar) bool {
	for _, part := range parts {
		if part.c != nil && part.c.never {
			return false
		}
	}
	return true
}

// hasWindows says whether t opens by any weekly, shift or special window.
func (t *timetable) hasWindows() bool {
	for _, windows := range t.week {
		if len(windows) > 0 {
			return true
		}
	}
	for _, windows := range t.shifts {
		if len(windows) > 0 {
			return true
		}
	}
	for _, s := range t.special {
		if len(s.windows) > 0 {
			return true
		}
	}
	return false
}
