package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
)

// Written is what a customer wrote who opened a ticket, and what came of reading it: before the step, so that the step is pure
// and a replay reads nothing again.
type Written struct {
	Message intake.Message `json:"message"`
	// Reading is what was understood. A host that has read the message gives it; otherwise the desk reads.
	Reading *intake.Reading `json:"reading,omitempty"`
	// Profile is what is known of the customer.
	Profile *intake.Profile `json:"profile,omitempty"`
	// Alike are earlier messages that this one says again, by ticket.
	Alike []intake.Match `json:"alike,omitempty"`
}

// patience is how long a classifier or an enricher may take where Config.Patience is not set.
const patience = 2 * time.Second

// read reads what a customer wrote who opens a ticket, with the rules of the pack and then the host's classifier, and asks who the
// customer is and whether the same was said before. Nothing of it fails the event: what could not be had is told in its records.
func (d *Desk) read(ctx context.Context, ev *Event) {
	if ev.Kind != sla.Created || ev.Written == nil {
		return
	}
	w := *ev.Written
	ev.Written = &w
	wait := cmp.Or(d.config.Patience, patience)
	if w.Reading == nil {
		r := d.understand(ctx, w.Message, wait)
		w.Reading = &r
	}
	if d.config.Customers != nil && w.Profile == nil && ev.By == sla.Customer && ev.Actor != "" {
		p := d.config.Customers.Get(ctx, ev.Actor, d.now())
		w.Profile = &p
	}
	if d.config.Earlier != nil && w.Alike == nil {
		within, cancel := context.WithTimeout(ctx, wait)
		w.Alike = d.alike(within, ev, w.Message)
		cancel()
	}
	ev.Fields = w.fields(d.config.Pack.Terms, ev.Fields)
}

// alike returns what the opening of a ticket says again. Who is no customer says nothing again but what has the same key.
func (d *Desk) alike(ctx context.Context, ev *Event, m intake.Message) []intake.Match {
	customer := ""
	if ev.By == sla.Customer {
		customer = ev.Actor
	}
	earlier, err := d.config.Earlier(ctx, customer, m)
	d.warn(ctx, "desk: earlier messages", err)
	list := d.config.Pack.Duplicates.Find(intake.PrintOf(ev.Ticket, customer, m), earlier)
	for i := range list {
		if list[i].Verdict == intake.Merge && !d.goesOn(ctx, list[i].Pair[1]) {
			list[i].Verdict = intake.Link
		}
	}
	return list
}

// goesOn says whether a ticket is known and open, as far as the store can tell: what is solved, gone or unknown takes nothing in.
func (d *Desk) goesOn(ctx context.Context, ticket string) bool {
	reader, ok := d.config.Store.(Reader)
	if !ok {
		return true
	}
	c, err := reader.Load(ctx, ticket)
	if !errors.Is(err, ErrUnknownTicket) {
		d.warn(ctx, "desk: earlier ticket", err)
	}
	return err == nil && c.Open
}

// understand reads a message.
func (d *Desk) understand(ctx context.Context, m intake.Message, wait time.Duration) intake.Reading {
	p := d.config.Pack
	readers := []intake.Classifier{p.Rules}
	if d.config.Classifier != nil {
		readers = append(readers, intake.Within(wait, d.config.Classifier))
	}
	c := intake.First(p.Confidence(), readers...)
	if d.config.Language != nil {
		c = intake.InLanguage(d.config.Language, c)
	}
	r, _ := c.Classify(ctx, m) // it never fails
	return r
}

// fields returns the fields of a ticket with what was read and what is known of the customer, where the sender said nothing and the
// vocabulary has a word for it.
func (w *Written) fields(terms *sla.Terms, said sla.Fields) sla.Fields {
	fields := maps.Clone(said)
	if fields == nil {
		fields = sla.Fields{}
	}
	set := func(name string, value any) {
		if _, there := fields[name]; there || value == "" {
			return
		}
		if _, known := terms.Type(name); known && terms.Check(sla.Fields{name: value}) == nil {
			fields[name] = value
		}
	}
	set("channel", w.Message.Channel)
	r := cmp.Or(w.Reading, new(intake.Reading))
	if r.Type != intake.Unclassified {
		set("type", r.Type)
	}
	if r.Language != intake.Unknown {
		set("language", r.Language)
	}
	set("intent", r.Intent)
	set("priority", r.Priority)
	if w.Profile != nil {
		for name, value := range w.Profile.Fields {
			set(name, value)
		}
	}
	set("type", r.Type) // that nobody knows, unless the profile does
	set("language", r.Language)
	return fields
}

// written writes down what was understood of what a customer wrote, and merges a ticket that says an earlier one again.
func (s *step) written(ev *Event) error {
	w := ev.Written
	if w == nil {
		return nil
	}
	if w.Reading != nil {
		s.watch(nil, w.Reading.Tags)
		s.tellReading(w.Reading, ev)
	}
	if p := w.Profile; p != nil {
		s.tellIntake("intake.customer", ev, given("as_of", p.AsOf.String()), audit.Arg{Name: "stale", Value: audit.Flag(p.Stale)}, given("why", clean(p.Why)),
			audit.Arg{Name: "fields", Value: audit.List(takenFrom(p.Fields, ev.Fields))})
	}
	for _, m := range w.Alike {
		s.tellIntake("intake.alike", ev, given("verdict", m.Verdict), given("ticket", clean(m.Pair[1])), given("match", clean(m.String())))
	}
	one := slices.IndexFunc(w.Alike, func(m intake.Match) bool { return m.Verdict == intake.Merge })
	if one < 0 {
		return nil
	}
	merged := Event{Ticket: s.c.Ticket, Own: true, Into: w.Alike[one].Pair[1], Trace: ev.Trace}
	merged.Key, merged.Kind, merged.At, merged.By, merged.Actor = "duplicate/"+ev.Key, sla.TicketMerged, ev.At, sla.System, "desk"
	return s.take(&merged)
}

// takenFrom lists the names of the fields of a profile that a ticket has as they are there, sorted.
func takenFrom(profile, ticket sla.Fields) []string {
	return slices.DeleteFunc(fieldNames(profile), func(name string) bool { return !sameField(ticket[name], profile[name]) })
}

// fieldNames lists the names of fields, sorted.
func fieldNames(fields sla.Fields) []string { return slices.Sorted(maps.Keys(fields)) }

// tellReading writes down a reading with its evidence.
func (s *step) tellReading(r *intake.Reading, ev *Event) {
	list := func(name string, n int, text func(i int) string) audit.Arg {
		if n == 0 {
			return audit.Arg{}
		}
		texts := make([]string, n)
		for i := range texts {
			texts[i] = clean(text(i))
		}
		return audit.Arg{Name: name, Value: audit.List(texts)}
	}
	s.tellIntake("intake.read", ev,
		given("type", clean(r.Type)), given("intent", clean(r.Intent)), given("language", clean(r.Language)), given("priority", clean(r.Priority)),
		given("confidence", fmt.Sprintf("%.3f", r.Confidence)), given("by", clean(r.By)), given("why", clean(r.Why)),
		list("evidence", len(r.Evidence), func(i int) string { return r.Evidence[i].String() }),
		list("hints", len(r.Hints), func(i int) string { return r.Hints[i].String() }),
		list("missed", len(r.Missed), func(i int) string { return r.Missed[i].Why }))
}

// tellIntake writes down one finding of intake.
func (s *step) tellIntake(action string, ev *Event, args ...audit.Arg) {
	d := s.trail.add(noPart)
	d.Action, d.Outcome, d.At, d.Actor = action, audit.Applied, ev.At, audit.Actor{ID: "intake", Kind: audit.System}
	d.Reason = s.reason(action, args...)
}
