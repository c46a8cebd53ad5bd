package calendar

import (
	"maps"
	"slices"
	"time"
)

// maxHorizon is the longest horizon that a document may ask for, in years.
const maxHorizon = 200

// Sources is where Compile looks up what a Spec only names.
type Sources struct {
	// Holidays finds lists of holidays by code. Nil knows none.
	Holidays HolidaySource
	// Calendars finds the calendars of compositions by name, after those of the document itself. Nil knows none.
	Calendars func(name string) (Calendar, bool)
}

// Compile turns a written calendar into one that answers. It refuses a faulty document with Problems: every fault at
// once, each at its path.
func Compile(spec Spec, src Sources) (Calendar, error) {
	s := &scope{src: src}
	var problems Problems
	c := s.compile(spec, "", &problems)
	if err := problems.Err(); err != nil {
		return Calendar{}, err
	}
	return c, nil
}

// CompileAll turns named calendars, which may name each other in compositions, into ones that answer. It refuses faulty
// ones with Problems: every fault at once, each at a path that begins with the calendar's name. A composition that leads
// back to itself is a fault.
func CompileAll(specs map[string]Spec, h HolidaySource) (map[string]Calendar, error) {
	s := &scope{src: Sources{Holidays: h}}
	var problems Problems
	s = s.inner(specs, "")
	s.compileNamed(&problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	all := make(map[string]Calendar, len(specs))
	for name, c := range s.named {
		all[name] = c.calendar
	}
	return all, nil
}

// compile returns the calendar of spec and notes its faults; with faults the calendar is worth nothing.
func (s *scope) compile(spec Spec, path string, problems *Problems) Calendar {
	if spec.Calendars != nil {
		s = s.inner(spec.Calendars, JoinPath(path, "calendars"))
		defer s.compileNamed(problems)
	}
	first, zone := s.version(spec, path, "", problems)
	if spec.Horizon < 0 || spec.Horizon > maxHorizon {
		problems.Add(JoinPath(path, "horizon"), "%d years is out of reach: write 1 to %d, or leave it out for %d", spec.Horizon, maxHorizon, defaultHorizon)
	}
	if spec.Name != "" {
		first.name = spec.Name
	}
	if spec.Horizon != 0 {
		first.horizon = spec.Horizon
	}
	if len(spec.Versions) == 0 {
		return build(first)
	}
	return build(s.versions(first, zone, spec, path, problems))
}

// versions returns the plan that goes from first through the versions of spec.
func (s *scope) versions(first plan, zone string, spec Spec, path string, problems *Problems) plan {
	all := plan{name: spec.Name, horizon: spec.Horizon, op: opVersions, parts: []Calendar{build(first)}, starts: []time.Time{{}}}
	for i, v := range spec.Versions {
		at := IndexPath(JoinPath(path, "versions"), i)
		if v.Versions != nil {
			problems.Add(JoinPath(at, "versions"), "a version has no versions: write it into the list above")
		}
		if v.Horizon != 0 {
			problems.Add(JoinPath(at, "horizon"), "a version has no horizon: write it beside the list of versions")
		}
		inner := s
		if v.Calendars != nil {
			inner = s.inner(v.Calendars, JoinPath(at, "calendars"))
		}
		var p plan
		p, zone = inner.version(v.Spec, at, zone, problems)
		if inner != s {
			inner.compileNamed(problems)
		}
		if v.Name != "" {
			p.name = v.Name
		}
		part := build(p)
		start := beginning(v.From, part, at, problems)
		if n := len(all.starts); !start.IsZero() && !start.After(all.starts[n-1]) {
			problems.Add(JoinPath(at, "from"), "%s does not come after the version before: write versions in ascending order", v.From)
		}
		all.parts = append(all.parts, part)
		all.starts = append(all.starts, start)
	}
	return all
}

// beginning returns the instant at which a version begins.
func beginning(from string, part Calendar, at string, problems *Problems) time.Time {
	path := JoinPath(at, "from")
	if from == "" {
		problems.Add(path, "a version needs its beginning: write a date such as 2026-07-01, or an instant")
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, from); err == nil {
		if y := t.UTC().Year(); y < firstYear || y > lastYear {
			problems.Add(path, "%q is out of reach: write a year from %d to %d", from, firstYear, lastYear)
		}
		return t.UTC()
	}
	d, err := parseYear(from)
	if err != nil {
		problems.Add(path, "%q is neither a date nor an instant: write one such as 2026-07-01 or 2026-07-01T00:00:00+02:00", from)
		return time.Time{}
	}
	return time.Unix(startOf(part.Zone(), dayNumber(d)), 0).UTC()
}

// version returns the plan of what spec says by itself, without its versions, and the zone that goes on from there. The
// zone before is used where spec writes none.
func (s *scope) version(spec Spec, path, before string, problems *Problems) (plan, string) {
	if spec.composed() {
		return s.composition(spec, path, problems), before
	}
	if spec.Zone == "" && before != "" {
		spec.Zone = before
	}
	if spec.Calendars != nil {
		problems.Add(JoinPath(path, "calendars"), "no composition names these: write union, intersect or subtract, or leave them out")
	}
	r := reader{path: path, problems: problems}
	t := r.timetable(spec, s.src.Holidays)
	return plan{table: t, doc: newDocument(t, spec.Holidays)}, t.zone.String()
}

// composed says whether spec joins other calendars.
func (s Spec) composed() bool { return s.Union != nil || s.Intersect != nil || s.Subtract != nil }

// sortedKeys returns the keys of m in order, so that problems come in the same order each time.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
