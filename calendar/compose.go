package calendar

import "time"

// Union returns the calendar that is open when any of the given ones is. Without any it never opens. Its horizon is the
// longest of theirs, as with every join.
func Union(calendars ...Calendar) Calendar {
	return build(plan{op: opUnion, parts: append([]Calendar(nil), calendars...)})
}

// Intersect returns the calendar that is open when all of the given ones are. Without any it is always open.
func Intersect(calendars ...Calendar) Calendar {
	if len(calendars) == 0 {
		return Calendar{}
	}
	return build(plan{op: opIntersect, parts: append([]Calendar(nil), calendars...)})
}

// Subtract returns the calendar that is open when a is and b is not, such as hours without their maintenance windows.
func Subtract(a, b Calendar) Calendar {
	return build(plan{op: opSubtract, parts: []Calendar{a, b}})
}

// reading works out runs and remembers them, so that a calendar which is part of many joins is worked out once.
type reading map[question][]run

// question asks for the runs of a calendar between two instants.
type question struct {
	calendar Calendar
	from, to int64
}

// runs returns the runs of c between two instants. Nobody may change them.
func (m reading) runs(c Calendar, from, to int64) []run {
	if c.c == nil {
		return add(nil, run{from, to})
	}
	q := question{c, from, to}
	runs, known := m[q]
	if !known {
		runs = m.workOut(&c.c.plan, c.c.rules, from, to)
		m[q] = runs
	}
	return runs
}

func (m reading) workOut(p *plan, r *rules, from, to int64) []run {
	switch {
	case r != nil:
		return r.runs(from, to)
	case len(p.parts) == 0:
		return nil
	case p.op == opVersions:
		return m.versions(p, from, to)
	}
	runs := m.runs(p.parts[0], from, to)
	for _, part := range p.parts[1:] {
		runs = combine(p.op, runs, m.runs(part, from, to))
	}
	return runs
}

func combine(o op, a, b []run) []run {
	switch o {
	case opUnion:
		return union(a, b)
	case opIntersect:
		return intersect(a, b)
	}
	return subtract(a, b)
}

// versions returns the runs of each version while it is in force, one after the other.
func (m reading) versions(p *plan, from, to int64) []run {
	var runs []run
	for i, part := range p.parts {
		start, end := from, to
		if i > 0 {
			start = max(from, clamped(p.starts[i]))
		}
		if i+1 < len(p.parts) {
			end = min(to, clamped(p.starts[i+1]))
		}
		if start >= end {
			continue
		}
		more := m.runs(part, start, end)
		if runs == nil {
			runs = more
			continue
		}
		for _, r := range more {
			runs = add(runs, r)
		}
	}
	return runs
}

// clamped returns t in nanoseconds, or the nearest end of the years that calendars hold.
func clamped(t time.Time) int64 {
	switch {
	case t.Unix() < firstSecond:
		return firstSecond * nanos
	case t.Unix() >= endSecond:
		return endSecond * nanos
	}
	return t.UnixNano()
}
