package calendar

import (
	"slices"
	"strings"
)

// maxParts is how many calendars a composition may join, parts of parts counted.
const maxParts = 1000

// scope is where the names of a composition are looked up: the calendars written beside it, then the scope around, then
// the host's.
type scope struct {
	outer *scope
	path  string
	specs map[string]Spec
	named map[string]*namedCalendar
	trail []string // names that are being compiled, outermost first
	src   Sources
}

// namedCalendar is a calendar of a scope once it has been looked at.
type namedCalendar struct {
	calendar Calendar
	problems Problems
	open     bool // being compiled
	size     int  // calendars in it, parts of parts counted
}

// inner returns a scope for specs within s.
func (s *scope) inner(specs map[string]Spec, path string) *scope {
	return &scope{outer: s, path: path, specs: specs, named: map[string]*namedCalendar{}, src: s.src}
}

// compileNamed compiles what s holds and notes its faults, by name.
func (s *scope) compileNamed(problems *Problems) {
	for _, name := range sortedKeys(s.specs) {
		if name == "" {
			problems.Add(KeyPath(s.path, name), "a calendar needs a name")
		}
		s.lookUp(name)
		*problems = append(*problems, s.named[name].problems...)
	}
}

// lookUp returns the calendar of s of that name, compiled at its first use.
func (s *scope) lookUp(name string) *namedCalendar {
	if n, ok := s.named[name]; ok {
		return n
	}
	n := &namedCalendar{open: true}
	s.named[name] = n
	spec := s.specs[name]
	if spec.Name == "" {
		spec.Name = name
	}
	s.trail = append(s.trail, name)
	n.calendar = s.compile(spec, KeyPath(s.path, name), &n.problems)
	s.trail = s.trail[:len(s.trail)-1]
	n.open = false
	return n
}

// find returns the calendar of that name for the composition at path, and whether it may be used.
func (s *scope) find(name, path string, problems *Problems) (Calendar, bool) {
	for in := s; in != nil; in = in.outer {
		if _, ok := in.specs[name]; !ok {
			continue
		}
		n := in.lookUp(name)
		if n.open {
			way := in.trail[slices.Index(in.trail, name):]
			problems.Add(path, "%q leads back to itself: %s", name, strings.Join(append(slices.Clone(way), name), " > "))
		}
		return n.calendar, !n.open && len(n.problems) == 0
	}
	if s.src.Calendars != nil {
		if c, ok := s.src.Calendars(name); ok {
			return c, true
		}
	}
	problems.Unknown(path, "calendar", name, s.names())
	return Calendar{}, false
}

// names returns every name that s knows of, sorted.
func (s *scope) names() []string {
	var all []string
	for in := s; in != nil; in = in.outer {
		all = append(all, sortedKeys(in.specs)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// composition returns the plan of a spec that joins other calendars.
func (s *scope) composition(spec Spec, path string, problems *Problems) plan {
	kinds := []struct {
		key   string
		op    op
		names []string
		least int
	}{
		{"union", opUnion, spec.Union, 1},
		{"intersect", opIntersect, spec.Intersect, 2},
		{"subtract", opSubtract, spec.Subtract, 2},
	}
	var p plan
	for _, k := range kinds {
		if k.names == nil {
			continue
		}
		at := JoinPath(path, k.key)
		if p.op != opNone {
			problems.Add(at, "a calendar joins others in one way: give this part a name of its own under calendars")
		}
		if len(k.names) < k.least {
			problems.Add(at, "names %d of at least %d calendars", len(k.names), k.least)
		}
		p.op = k.op
		p.parts = append(p.parts, s.parts(k.names, at, problems)...)
	}
	mixed(spec, path, problems)
	if parts := countParts(p.parts); parts > maxParts {
		problems.Add(path, "joins more than %d calendars, parts of parts counted: join fewer", maxParts)
		return plan{}
	}
	if p.op == opUnion && len(p.parts) == 1 && p.parts[0].c != nil {
		return p.parts[0].c.plan
	}
	if p.op == opSubtract && len(p.parts) == 0 {
		return plan{}
	}
	return p
}

// parts returns the calendars of names.
func (s *scope) parts(names []string, at string, problems *Problems) []Calendar {
	var parts []Calendar
	for i, name := range names {
		here := IndexPath(at, i)
		if slices.Contains(names[:i], name) {
			problems.Add(here, "%q is named twice: leave it out here", name)
			continue
		}
		if c, ok := s.find(name, here, problems); ok {
			parts = append(parts, c)
		}
	}
	return parts
}

// mixed notes the keys of hours that a composition has no use for.
func mixed(spec Spec, path string, problems *Problems) {
	keys := []struct {
		key     string
		written bool
	}{
		{"zone", spec.Zone != ""},
		{"closed", spec.Closed},
		{"hours", spec.Hours != nil},
		{"breaks", spec.Breaks != nil},
		{"shifts", spec.Shifts != nil},
		{"special", spec.Special != nil},
		{"holidays", spec.Holidays != nil},
	}
	for _, k := range keys {
		if k.written {
			problems.Add(JoinPath(path, k.key), "a composition has none of its own: write it in one of the calendars that it joins")
		}
	}
}

// countParts returns how many calendars stand in parts, parts of parts counted, or a little over maxParts when there are
// more.
func countParts(parts []Calendar) int {
	total := len(parts)
	for _, p := range parts {
		if p.c != nil && total <= maxParts {
			total += countParts(p.c.plan.parts)
		}
	}
	return total
}
