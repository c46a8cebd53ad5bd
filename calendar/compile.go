package calendar

import (
	"maps"
	"slices"
	"strings"
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
	first, before := s.version(spec, path, nil, problems)
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
	return build(s.versions(first, before, spec, path, problems))
}

// versions returns the plan that goes from first through the versions of spec.
func (s *scope) versions(first plan, before *Spec, spec Spec, path string, problems *Problems) plan {
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
		p, before = inner.version(v.Spec, at, before, problems)
		if inner != s {
			inner.compileNamed(problems)
		}
		if v.Name != "" {
			p.name = v.Name
		}
		if spec.Horizon != 0 {
			p.horizon = spec.Horizon
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
	if t, ok := parseInstant(from); ok {
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

// parseInstant reads an instant, and refuses what package time lets pass: hours of one digit, commas and offsets of a day.
func parseInstant(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	zone := strings.HasSuffix(text, "Z") || strings.HasSuffix(text, t.Format("-07:00"))
	return t, err == nil && zone && strings.HasPrefix(text, t.Format("2006-01-02T15:04:05")) && !strings.Contains(text, ",")
}

// version returns the plan of what spec says, without its versions, and what goes on in the next version. What spec leaves
// out goes on from before, which is nil where nothing does.
func (s *scope) version(spec Spec, path string, before *Spec, problems *Problems) (plan, *Spec) {
	if spec.composed() {
		return s.composition(spec, path, problems), nil
	}
	if spec.Calendars != nil && !slices.ContainsFunc(spec.Versions, func(v Version) bool { return v.composed() }) {
		problems.Add(JoinPath(path, "calendars"), "no composition names these: write union, intersect or subtract, or leave them out")
	}
	whole, written := spec, spec.written()
	if before != nil {
		whole = spec.after(*before)
		if len(written) == 0 {
			problems.Add(path, "changes nothing: write what is different from then on")
		}
	}
	var found Problems
	t := reader{path: path, problems: &found}.timetable(whole, s.src.Holidays)
	for _, p := range found {
		// A fault of what goes on has been told where it is written.
		if before == nil || slices.ContainsFunc(written, func(key string) bool { return leadsTo(JoinPath(path, key), p.Path) }) {
			*problems = append(*problems, p)
		}
	}
	return plan{table: t, doc: newDocument(t, whole.Holidays)}, &whole
}

// after returns s with what it leaves out taken from before.
func (s Spec) after(before Spec) Spec {
	if s.Zone == "" {
		s.Zone = before.Zone
	}
	if s.Hours == nil && !s.Closed {
		s.Hours, s.Closed = before.Hours, before.Closed
	}
	if s.Breaks == nil {
		s.Breaks = before.Breaks
	}
	if s.Shifts == nil {
		s.Shifts = before.Shifts
	}
	if s.Special == nil {
		s.Special = before.Special
	}
	if s.Holidays == nil {
		s.Holidays = before.Holidays
	}
	return s
}

// written returns the keys of hours that stand in s, in order.
func (s Spec) written() []string {
	var keys []string
	for _, k := range []struct {
		key    string
		stands bool
	}{
		{"zone", s.Zone != ""},
		{"closed", s.Closed},
		{"hours", s.Hours != nil},
		{"breaks", s.Breaks != nil},
		{"shifts", s.Shifts != nil},
		{"special", s.Special != nil},
		{"holidays", s.Holidays != nil},
	} {
		if k.stands {
			keys = append(keys, k.key)
		}
	}
	return keys
}

// composed says whether spec joins other calendars.
func (s Spec) composed() bool { return s.Union != nil || s.Intersect != nil || s.Subtract != nil }

// sortedKeys returns the keys of m in order, so that problems come in the same order each time.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
