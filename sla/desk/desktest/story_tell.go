package desktest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// load returns the case of a ticket.
func (t *teller) load(ticket string) (desk.Case, error) {
	reader, ok := t.store.(desk.Reader)
	if !ok {
		return desk.Case{}, fmt.Errorf("%T is no desk.Reader", t.store)
	}
	return reader.Load(context.Background(), ticket)
}

// tell tells the new records of each ticket and what arrived.
func (t *teller) tell() error {
	reader, ok := t.store.(desk.Reader)
	if !ok {
		return fmt.Errorf("%T is no desk.Reader", t.store)
	}
	cases, err := reader.Cases(context.Background(), "", 1000)
	if err != nil {
		return err
	}
	for _, c := range cases {
		sealed, err := reader.Trail(context.Background(), c.Ticket, t.told[c.Ticket], 1000)
		if err != nil {
			return err
		}
		for _, b := range sealed {
			r, err := audit.Open(b)
			if err != nil {
				return err
			}
			t.told[c.Ticket] = r.Seq
			t.record(&r)
		}
	}
	slices.SortFunc(t.arrived, func(a, b escalation.Notice) int { return strings.Compare(a.Key, b.Key) })
	for _, n := range t.arrived {
		t.say("→ %s hears: %s of %s (%s)", n.To.Address, n.Kind, n.Ticket, n.Key)
	}
	t.arrived = nil
	return nil
}

// record tells one record: who did what, and the fields before and after.
func (t *teller) record(r *audit.Record) {
	text := fmt.Sprintf("%s %d  %s  %s", r.Entity, r.Seq, t.clock(r.At), r.Action)
	if r.Outcome != audit.Applied {
		text += " (" + string(r.Outcome) + ")"
	}
	text += fmt.Sprintf("  %s %s", r.Actor.Kind, r.Actor.ID)
	t.say("%s", text)
	for _, change := range r.Changes {
		if strings.Contains(change.Field, "version") {
			continue
		}
		t.say("    %s: %s → %s", change.Field, t.value(change.Before), t.value(change.After))
	}
}

// clock writes an instant in the zone of the story.
func (t *teller) clock(at time.Time) string { return at.In(t.zone).Format("Mon 15:04:05") }

// value writes a value; an instant in the zone of the story.
func (t *teller) value(v audit.Value) string {
	text := v.String()
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.clock(at)
	}
	return text
}

// clocks tells where the clocks of a ticket stand.
func (t *teller) clocks(ticket string) error {
	c, err := t.load(ticket)
	if err != nil {
		return err
	}
	views, err := t.pack.Policies.Views(c.State, sla.At(t.now))
	for _, v := range views {
		line := fmt.Sprintf("%s: %s, %s of %s used", v.Clock, v.Phase, v.Elapsed, v.Target)
		if v.Due != 0 {
			line += ", due " + t.clock(v.Due.Time())
		}
		if v.Breached {
			line += ", breached " + t.clock(v.BreachedAt.Time())
		}
		t.say("%s", line)
	}
	return err
}

// trail tells the head of the chain of a ticket, after the chain was verified.
func (t *teller) trail(ticket string) error {
	c, err := t.load(ticket)
	if err != nil {
		return err
	}
	sealed, err := t.store.(desk.Reader).Trail(context.Background(), ticket, 0, 1<<20)
	if err != nil {
		return err
	}
	head, err := audit.Verify(ticket, slices.Values(sealed))
	if err != nil {
		return err
	}
	if head != c.Head {
		return fmt.Errorf("the chain ends at %d, the case at %d", head.Seq, c.Head.Seq)
	}
	hash, _ := head.Hash.MarshalText()
	t.say("%d records, head %s", head.Seq, hash)
	return nil
}
