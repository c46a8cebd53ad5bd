package sim

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// ticket is one ticket of a history whose rows are being gathered.
type ticket struct {
	id    string
	steps []step
	// faulty says that a row of it could not be used.
	faulty bool
}

// sort puts the steps in order. No step lies before the opening, which is the first.
func (t *ticket) sort() {
	slices.SortStableFunc(t.steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.line, b.line)) })
	opened := t.steps[0].opened
	if opened == 0 {
		return
	}
	t.steps[0].at = opened
	for i := range t.steps {
		t.steps[i].at = max(t.steps[i].at, opened)
	}
}

// opened returns when the ticket was opened, once it is sorted.
func (t *ticket) opened() sla.Instant { return t.steps[0].at }

// claim returns what the history claims of the promise in the last step that claims anything.
func (t *ticket) claim() (last claim) {
	for i := range t.steps {
		c := t.steps[i].claim
		last.verdict = cmp.Or(c.verdict, last.verdict)
		last.due = cmp.Or(c.due, last.due)
	}
	return last
}

// script turns the steps of one ticket after another into events. It reuses its slices.
type script struct {
	columns []fieldColumn
	events  []sla.Event
	keys    []string

	now step // what held after the last step
}

// write returns the events of a sorted ticket in their order.
func (s *script) write(t *ticket) []sla.Event {
	s.events = s.events[:0]
	s.now = t.steps[0]
	opening := sla.Event{
		Kind: sla.Created, At: s.now.at, By: sla.Customer, Status: s.now.status,
		Team: s.now.team, Assignee: s.now.agent, Fields: s.fields(nil, s.now.fields),
	}
	if s.now.kind == OpenedByAgent {
		opening.By = sla.Agent
	}
	s.add(opening)
	s.happen(s.now.kind, s.now.at)
	for i := range t.steps[1:] {
		s.step(&t.steps[i+1])
	}
	return s.events
}

// step adds what a later step says beyond what held before it.
func (s *script) step(next *step) {
	if changed := s.fields(s.now.fields, next.fields); len(changed) > 0 {
		s.add(sla.Event{Kind: sla.Changed, At: next.at, Fields: changed})
		s.now.fields = next.fields
	}
	if next.assigned && (next.team != s.now.team || next.agent != s.now.agent) {
		s.add(sla.Event{Kind: sla.Assigned, At: next.at, Team: next.team, Assignee: next.agent})
		s.now.team, s.now.agent = next.team, next.agent
	}
	s.happen(next.kind, next.at)
	if next.status != "" && next.status != s.now.status {
		s.add(sla.Event{Kind: sla.StatusSet, At: next.at, Status: next.status})
		s.now.status = next.status
	}
}

func (s *script) happen(kind Kind, at sla.Instant) {
	event := kind.happening()
	if event.Kind != "" {
		event.At = at
		s.add(event)
	}
}

// add appends an event with the next key, so that events of one instant and rank keep the order of the file.
func (s *script) add(event sla.Event) {
	n := len(s.events)
	if n == len(s.keys) {
		s.keys = append(s.keys, fmt.Sprintf("%08d", n))
	}
	event.Key = s.keys[n]
	s.events = append(s.events, event)
}

// fields returns the fields that differ from before, which may be nil, or nil where now is.
func (s *script) fields(before, now []any) sla.Fields {
	if now == nil {
		return nil
	}
	var changed sla.Fields
	for i, v := range now {
		if before == nil && v == nil || before != nil && equal(before[i], v) {
			continue
		}
		if changed == nil {
			changed = sla.Fields{}
		}
		changed[s.columns[i].name] = v
	}
	return changed
}

func equal(a, b any) bool {
	list, ok := a.([]string)
	if !ok {
		_, ok = b.([]string)
		return !ok && a == b
	}
	other, ok := b.([]string)
	return ok && slices.Equal(list, other)
}
