package sla

import (
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// fewEvents is how many events the log of a ticket has room for at least.
const fewEvents = 8

// longLog is the length from which keys are found by a map, and fewLooks how often they are found without one.
const (
	longLog  = 32
	fewLooks = 4
)

// Step takes one event into the state of its ticket and appends to out what became true by it, each with its own instant
// and in that order. It is pure but for st, which it changes in place; Clone first to keep the old state. On an error st
// is as it was.
//
// An event whose key is known changes nothing. One that happened before what is already known is put in its place and
// the ticket replayed: effects that no longer hold come out as retractions, those that moved as amendments. Any order
// of the same events ends in the same state. Each event stays under the release of the policies that took it, a late one under
// that of the event before it.
//
// The error is calendar.Problems for a malformed event, and ErrUnknownVersion when st is pinned to terms that p does not
// know.
func (p *Policies) Step(st *State, ev Event, out []Effect) ([]Effect, error) {
	if err := p.check(&ev); err != nil {
		return out, err
	}
	if st.has(ev.Key) {
		return out, nil
	}
	if err := p.bind(st); err != nil {
		return out, err
	}
	if ev.RecordedAt == ev.At {
		ev.RecordedAt = 0
	}
	if n := len(st.Log); n > 0 && st.Log[n-1].order(&ev) > 0 || st.saidAfter(ev.At) {
		return p.replay(st, ev, out)
	}
	st.takenBy(p.release, ev.Key)
	st.append(ev)
	f := fold{p: p, st: st, out: out}
	f.take(&st.Log[len(st.Log)-1])
	sortEffects(f.out[len(out):])
	return f.out, nil
}

// Advance appends to out what became true before now without an event: thresholds, breaches, spent pauses. Looking is not
// changing: any schedule of calls gives the same effects, each stamped with the instant it became true.
func (p *Policies) Advance(st *State, now Instant, out []Effect) ([]Effect, error) {
	if err := p.bind(st); err != nil {
		return out, err
	}
	f := fold{p: p, st: st, out: out}
	f.advance(now)
	sortEffects(f.out[len(out):])
	return f.out, nil
}

// Rebuild returns the state of a ticket and the effects that its events give under p, in whatever order they are listed.
// imported is the instant up to which they are history that nobody is paged for, or no instant.
func (p *Policies) Rebuild(ticket string, imported Instant, events []Event) (*State, []Effect, error) {
	st := NewState(ticket)
	st.Imported = imported
	st.log = roomFor[Event](nil, len(events))
	order := func(a, b Event) int { return a.order(&b) }
	if !slices.IsSortedFunc(events, order) {
		events = slices.Clone(events)
		slices.SortStableFunc(events, order)
	}
	var out []Effect
	for i := range events {
		var err error
		if out, err = p.Step(st, events[i], out); err != nil {
			return nil, nil, fmt.Errorf("event %q, number %d in time: %w", events[i].Key, i+1, err)
		}
	}
	return st, out, nil
}

// Check returns every fault of an event as [calendar.Problems], each at its field, or nil: those of [Event.Check] and those
// against the vocabulary and the names that the policies know. Step asks it first.
func (p *Policies) Check(ev Event) error { return p.check(&ev) }

// check returns the faults of an event against the vocabulary and the names that the policies know.
func (p *Policies) check(ev *Event) error {
	if p.sound(ev) {
		return nil
	}
	var faults calendar.Problems
	faults.Merge("", ev.Check())
	faults.Merge("fields", p.terms.Check(ev.Fields))
	p.checkReserved(&faults, ev)
	if ev.Status != "" && !p.knowsStatus(ev.Status) {
		faults.Unknown("status", "status", ev.Status, p.statuses)
	}
	if ev.Change != nil && ev.Change.Calendar != "" {
		if _, ok := p.calendars[ev.Change.Calendar]; !ok {
			faults.Unknown("change.calendar", "calendar", ev.Change.Calendar, p.calendarNames())
		}
	}
	if ev.Kind == Attach && p.target(PolicyRef{}, ev.Clock) == nil {
		faults.Add("clock", "no policy has a target %q", ev.Clock)
	}
	return faults.Err()
}

// sound says at a glance that an event is well formed: one of the everyday facts that set no field.
func (p *Policies) sound(ev *Event) bool {
	if ev.Key == "" || ev.At <= 0 || len(ev.Fields) > 0 || ev.Change != nil {
		return false
	}
	switch ev.Kind {
	case Message:
		return ev.By == Customer || ev.By == Agent || ev.By == Bot || ev.By == System
	case StatusSet:
		return ev.Status != "" && p.knowsStatus(ev.Status)
	case Assigned:
		return ev.Status == ""
	}
	return false
}

func (p *Policies) knowsStatus(status string) bool {
	return p.statuses == nil || slices.Contains(p.statuses, status)
}

// checkReserved refuses fields that events of their own set.
func (p *Policies) checkReserved(faults *calendar.Problems, ev *Event) {
	for _, r := range reserved {
		if _, ok := ev.Fields[r.name]; ok {
			faults.Add(calendar.KeyPath("fields", r.name), "is set by %s; remove it here", r.way)
		}
	}
}

// reserved are the fields that have ways of their own to be set.
var reserved = []struct{ name, way string }{
	{"id", "the ticket of the state"}, {"tenant", "the tenant of the state"}, {"status", "a status event"},
	{"team", "an assigned event"}, {"assignee", "an assigned event"},
}

// has says whether the key is known. Only a long log that is searched again and again is worth a map.
func (st *State) has(key string) bool {
	if st.keys == nil && (len(st.Log) < longLog || st.looked < fewLooks) {
		st.looked++
		for i := range st.Log {
			if st.Log[i].Key == key {
				return true
			}
		}
		return false
	}
	if st.keys == nil {
		st.keys = make(map[string]struct{}, 2*len(st.Log))
		for i := range st.Log {
			st.keys[st.Log[i].Key] = struct{}{}
		}
	}
	_, ok := st.keys[key]
	return ok
}

func (st *State) append(ev Event) {
	st.Log, st.log = st.log.add(st.Log, ev, fewEvents)
	if st.keys != nil {
		st.keys[ev.Key] = struct{}{}
	}
}

// saidAfter says whether an effect was reported that an event at this instant might undo.
func (st *State) saidAfter(at Instant) bool {
	for i := len(st.Emitted) - 1; i >= 0 && st.Emitted[i].At >= at; i-- {
		if e := &st.Emitted[i]; e.At > at || e.Kind.swept() {
			return true
		}
	}
	return false
}
