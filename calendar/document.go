package calendar

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// document is what the written form of a timetable adds to its civil data: the lists of holidays by code, and what is worked
// out of the timetable at first use.
type document struct {
	holidays []HolidayList
	print    func() string // fingerprint of the hours
	clock    func() string // the clock changes of the zone
}

// newDocument returns the document of t, with sound lists of holidays.
func newDocument(t *timetable, lists []HolidayList) *document {
	return &document{
		holidays: canonicalLists(lists),
		print:    sync.OnceValue(func() string { return digest(tableText(t)) }),
		clock:    sync.OnceValue(func() string { return clockChanges(t.zone) }),
	}
}

// MarshalJSON returns the canonical bytes of the calendar: a Spec in JSON that compiles to a calendar with the same
// fingerprint, given the same lists of holidays. Days and dates stand in order, alike ones gathered into ranges; windows
// that touch are one; calendars that a composition joins stand within it under calendars, named by numbers.
func (c Calendar) MarshalJSON() ([]byte, error) { return json.Marshal(c.Spec()) }

// Spec returns the canonical written form of the calendar, as MarshalJSON describes it. It shares nothing with c.
func (c Calendar) Spec() Spec {
	w := writer{names: map[Calendar]string{}, forms: forms{}}
	spec := w.spec(c)
	if len(w.parts) > 0 {
		spec.Calendars = w.parts
	}
	return spec
}

// writer turns plans back into specs. Every calendar that is part of another gets a number as its name.
type writer struct {
	names map[Calendar]string
	parts map[string]Spec
	forms forms
}

func (w *writer) spec(c Calendar) Spec {
	if c.c == nil {
		return Spec{Zone: "UTC", Hours: map[string]string{"mon-sun": "00:00-24:00"}}
	}
	p := c.c.plan
	var spec Spec
	switch p.op {
	case opNone:
		spec = w.leaf(p)
	case opVersions:
		spec = w.versions(p)
	default:
		spec = w.join(p)
	}
	spec.Name = p.name
	own := p
	own.horizon = 0
	if horizonOf(own) != p.horizon {
		spec.Horizon = p.horizon
	}
	return spec
}

// leaf writes a timetable.
func (w *writer) leaf(p plan) Spec {
	if p.table == nil {
		return Spec{Zone: "UTC", Closed: true}
	}
	t := p.table
	spec := Spec{
		Zone:    t.zone.String(),
		Hours:   weekText(t.week),
		Breaks:  weekText(t.weekBreaks),
		Shifts:  datedText(t.shifts),
		Special: specialText(t.special),
		Closed:  true,
	}
	for _, windows := range t.week {
		spec.Closed = spec.Closed && len(windows) == 0
	}
	if dated := datedText(t.breaks); dated != nil && spec.Breaks == nil {
		spec.Breaks = dated
	} else {
		maps.Copy(spec.Breaks, dated)
	}
	if p.doc != nil {
		spec.Holidays = canonicalLists(p.doc.holidays)
	} else if t.holidays != nil {
		spec.Holidays = writtenOut(t.holidays)
	}
	return spec
}

// versions writes each version as the calendar that it names.
func (w *writer) versions(p plan) Spec {
	parts, starts := p.reachable()
	spec := Spec{Union: []string{w.name(parts[0])}}
	for i, part := range parts[1:] {
		from := starts[i+1].UTC().Format(time.RFC3339Nano)
		spec.Versions = append(spec.Versions, Version{From: from, Spec: Spec{Union: []string{w.name(part)}}})
	}
	return spec
}

// reachable returns the versions that hold at some instant of the years that calendars hold.
func (p *plan) reachable() ([]Calendar, []time.Time) {
	parts, starts := []Calendar{p.parts[0]}, []time.Time{{}}
	for i := 1; i < len(p.parts); i++ {
		switch at := p.starts[i].Unix(); {
		case at < firstSecond:
			parts[0] = p.parts[i]
		case at < endSecond:
			parts, starts = append(parts, p.parts[i]), append(starts, p.starts[i])
		}
	}
	return parts, starts
}

// join writes a composition. The order of a union's or an intersection's parts says nothing, so they stand by fingerprint.
func (w *writer) join(p plan) Spec {
	if p.op == opSubtract && slices.Contains(p.parts[1:], p.parts[0]) {
		return Spec{Zone: "UTC", Closed: true} // a calendar without itself is never open
	}
	parts := slices.Clone(p.parts)
	sorted := parts
	if p.op == opSubtract {
		sorted = parts[1:]
	}
	slices.SortStableFunc(sorted, func(a, b Calendar) int { return strings.Compare(w.forms.of(a).print, w.forms.of(b).print) })
	var names []string
	for _, part := range parts {
		if name := w.name(part); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case p.op == opUnion && names == nil:
		return Spec{Zone: "UTC", Closed: true}
	case p.op == opUnion || len(names) == 1 && p.op == opIntersect:
		return Spec{Union: names}
	case p.op == opIntersect:
		return Spec{Intersect: names}
	}
	return Spec{Subtract: names}
}

// name returns the number of a part, which it writes at first sight.
func (w *writer) name(c Calendar) string {
	if name, ok := w.names[c]; ok {
		return name
	}
	if w.parts == nil {
		w.parts = map[string]Spec{}
	}
	name := strconv.Itoa(len(w.names) + 1)
	w.names[c] = name
	w.parts[name] = w.spec(c)
	return name
}
