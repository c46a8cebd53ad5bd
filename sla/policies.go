package sla

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Policies are compiled policies with their calendars and vocabulary: immutable and safe for any number of goroutines.
// They know the versions of the present Spec and, after With, earlier ones that open clocks may still be pinned to.
type Policies struct {
	list      []*policy
	terms     *Terms
	calendars map[string]calendar.Calendar // by name, the present ones
	prints    map[string]calendar.Calendar // by fingerprint, all known
	versions  map[PolicyRef]*policy
	statuses  []string        // that the vocabulary declares, nil for any
	uses      map[string]bool // fields that a condition or a goal reads
	release   string          // names these policies and calendars as a whole
	releases  map[string]*Policies
	terminal  map[string]bool // statuses in which a ticket is resolved
}

// ErrUnknownVersion says that a state was written in a later format than StateFormat, or that a clock is pinned to a policy
// version or a calendar that the Policies do not know. Give the earlier ones to With: new rules alone must not move a live
// promise.
var ErrUnknownVersion = errors.New("unknown version")

// With returns policies that choose as p does and also know every version and every release that earlier knows.
func (p *Policies) With(earlier *Policies) *Policies {
	q := *p
	q.versions, q.prints = maps.Clone(earlier.versions), maps.Clone(earlier.prints)
	maps.Copy(q.versions, p.versions)
	maps.Copy(q.prints, p.prints)
	q.knowReleases(earlier.releases)
	return &q
}

// Versions returns the present policies in the order in which they are tried.
func (p *Policies) Versions() []PolicyRef {
	refs := make([]PolicyRef, len(p.list))
	for i, q := range p.list {
		refs[i] = PolicyRef{q.name, q.version}
	}
	return refs
}

// Terms returns the vocabulary that the policies were compiled with.
func (p *Policies) Terms() *Terms { return p.terms }

// Calendar returns the present calendar of that name.
func (p *Policies) Calendar(name string) (calendar.Calendar, bool) {
	c, ok := p.calendars[name]
	return c, ok
}

// Terminal says whether a ticket is resolved in that status.
func (p *Policies) Terminal(status string) bool { return p.terminal[status] }

func (p *Policies) calendarNames() []string { return slices.Sorted(maps.Keys(p.calendars)) }

// bind finds the terms that the pins of st name.
func (p *Policies) bind(st *State) error {
	if st.Format > StateFormat {
		return fmt.Errorf("state of ticket %q in format %d, this release reads %d: %w", st.Ticket, st.Format, StateFormat, ErrUnknownVersion)
	}
	for i := range st.Pins {
		if st.Pins[i].by != p {
			return p.resolveAll(st)
		}
	}
	return nil
}

// resolveAll finds the terms of all pins, in a list of st's own: clones of it may share the present one.
func (p *Policies) resolveAll(st *State) error {
	pins := slices.Clone(st.Pins)
	for i := range pins {
		if err := p.resolve(&pins[i]); err != nil {
			return err
		}
	}
	st.Pins = pins
	return nil
}

func (p *Policies) resolve(pin *Pin) error {
	q := p.versions[PolicyRef{pin.Policy, pin.Version}]
	if q == nil {
		return fmt.Errorf("policy %q version %s: %w", pin.Policy, pin.Version, ErrUnknownVersion)
	}
	i := slices.IndexFunc(q.targets, func(t *target) bool { return t.name == pin.Target })
	if i < 0 {
		return fmt.Errorf("policy %q version %s has no target %q: %w", pin.Policy, pin.Version, pin.Target, ErrUnknownVersion)
	}
	hours := calendar.Calendar{}
	if pin.Fingerprint != "" {
		c, ok := p.prints[pin.Fingerprint]
		if !ok {
			return fmt.Errorf("calendar %q with fingerprint %s: %w", pin.Calendar, pin.Fingerprint, ErrUnknownVersion)
		}
		hours = c
	}
	pin.target, pin.hours, pin.by = q.targets[i], hours, p
	pin.goal = pin.target.goalFor(pin.Key)
	return nil
}

// AllFields returns the fields of the ticket as conditions see them: those that events set, and id, tenant, status, team and
// assignee. The map is new with each call.
func (st *State) AllFields() Fields { return (&presentFields{st}).all() }

// presentFields reads the fields of a ticket as conditions see them.
type presentFields struct{ st *State }

func (f *presentFields) text(name string) string {
	switch name {
	case "id":
		return f.st.Ticket
	case "tenant":
		return f.st.Tenant
	case "status":
		return f.st.Facts.Status
	case "team":
		return f.st.Facts.Team
	case "assignee":
		return f.st.Facts.Assignee
	}
	s, _ := f.st.Fields[name].(string)
	return s
}

// all returns every field as one set.
func (f *presentFields) all() Fields {
	all := make(Fields, len(f.st.Fields)+5)
	maps.Copy(all, f.st.Fields)
	for _, name := range []string{"id", "tenant", "status", "team", "assignee"} {
		if s := f.text(name); s != "" {
			all[name] = s
		}
	}
	return all
}

// choose returns the first policy whose condition holds, or nil. A condition that fails is no match and is reported.
func (p *Policies) choose(st *State, fault func(policy string, err error)) *policy {
	var all Fields // of the ticket, when a condition asks for them
	for _, q := range p.list {
		if q.when.program == nil { // it holds always
			return q
		}
		if all == nil {
			all = st.AllFields()
		}
		ok, err := q.when.Match(all)
		if err != nil {
			fault(q.name, err)
			continue
		}
		if ok {
			return q
		}
	}
	return nil
}
