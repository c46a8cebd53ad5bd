package desktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// tape is a store that notes what every change that was stored was made of, so that a life can be replayed.
type tape struct {
	complete
	world *world
	// event is what the desk is given now, or nil: that of a verdict is known by its change.
	event  *desk.Event
	loads  routing.Roster // as the desk saw them last
	inputs map[string][]desk.Input
	put    map[string]bool // the keys of messages that were put
	faults []error         // what must not be
}

func newTape(s complete, w *world) *tape {
	return &tape{complete: s, world: w, inputs: map[string][]desk.Input{}, put: map[string]bool{}}
}

// taken is a change that fn made, and of what.
type taken struct {
	input desk.Input
	desk.Change
}

// Loads returns the loads and notes them.
func (t *tape) Loads(ctx context.Context) (routing.Roster, error) {
	loads, err := t.complete.Loads(ctx)
	t.loads = maps.Clone(loads)
	return loads, err
}

// Waiting returns who waits. What is made of them is no event.
func (t *tape) Waiting(ctx context.Context, now sla.Instant, limit int) ([]desk.Case, error) {
	t.event = nil
	return t.complete.Waiting(ctx, now, limit)
}

// Update makes one change of one case, and notes it when it was stored.
func (t *tape) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	var made taken
	err := t.complete.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		next, err := fn(c)
		made = taken{t.input(&next), next}
		return next, err
	})
	if err == nil {
		t.note(made)
		t.judgeRoom(ctx, made)
		if made.input.Dispatch {
			t.gave(made.Loads)
		}
	}
	return err
}

// Sweep makes a change of each case that is due, and notes those that were stored.
func (t *tape) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	if now > t.world.now {
		t.faults = append(t.faults, fmt.Errorf("a sweep of %s at %s", now, t.world.now))
	}
	var all []taken
	n, err := t.complete.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		input := desk.Input{Now: now, Roster: maps.Clone(t.loads), Secret: t.world.secret(), Lined: true}
		next, err := fn(c, now)
		if err == nil {
			all = append(all, taken{input, next})
			t.gave(next.Loads)
		}
		return next, err
	})
	var stored []taken
	for _, made := range all {
		c, loadErr := t.Load(ctx, made.Case.Ticket)
		if loadErr == nil && c.Head == made.Case.Head && c.Wake == made.Case.Wake {
			t.note(made)
			stored = append(stored, made)
		}
	}
	t.judgeRoom(ctx, stored...)
	return n, err
}

// gave notes what the next case sees of the loads.
func (t *tape) gave(loads []desk.Load) {
	for _, l := range loads {
		t.loads[l.Agent] = l.To(t.loads[l.Agent])
	}
}

// Claim claims deliveries, and notes the event for another ticket that a delivery may be.
func (t *tape) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	list, err := t.complete.Claim(ctx, now, lease, limit)
	t.event = nil
	for _, d := range list {
		if d.Kind == escalation.Inner {
			t.event = &desk.Event{}
			err = errors.Join(err, json.Unmarshal(d.Data, t.event))
		}
	}
	return list, err
}

// input returns what a change was made of.
func (t *tape) input(next *desk.Change) desk.Input {
	in := desk.Input{Now: t.world.now, Event: t.event, Roster: maps.Clone(t.loads), Secret: t.world.secret(), Lined: true}
	for _, op := range next.Ops {
		if o := op.Outcome; op.Kind == outbox.Settle {
			in.Event = &desk.Event{
				Ticket: o.Ticket, Own: true, Verdict: &o,
				Event: sla.Event{Key: "settled/" + o.Key, Kind: desk.Settled, At: o.At, By: sla.System, Actor: "outbox"},
			}
		}
	}
	in.Dispatch = in.Event == nil // beside events, single tickets change when they are given to who is free
	return in
}

// note keeps the input of a change that was stored.
func (t *tape) note(made taken) {
	if made.Case.State == nil || made.Empty() {
		return
	}
	t.inputs[made.Case.Ticket] = append(t.inputs[made.Case.Ticket], made.input)
	for _, op := range made.Ops {
		if op.Kind == outbox.Put || op.Kind == outbox.Amend {
			t.put[op.Key] = true
		}
	}
}

// judgeRoom looks whether an offer went beyond what an agent may carry, in changes that were stored one after the other. One
// without a limit may follow, such as of a ticket that goes back to who had it: each is held against the loads of its own time.
func (t *tape) judgeRoom(ctx context.Context, stored ...taken) {
	loads, err := t.complete.Loads(ctx)
	if err != nil {
		t.faults = append(t.faults, err)
		return
	}
	for _, made := range slices.Backward(stored) {
		for _, l := range slices.Backward(made.Loads) {
			p := loads[l.Agent]
			p.Load, p.Interruptible = p.Load-l.By, p.Interruptible-l.Interruptible
			if loads[l.Agent] = p; !l.Fits(p) {
				t.faults = append(t.faults, fmt.Errorf("%s carries %d, of which %d may be set aside, and may carry %d",
					l.Agent, p.Load+l.By, p.Interruptible+l.Interruptible, l.Room))
			}
		}
	}
}

// replay makes the case of a ticket again of all that it was made of.
func (t *tape) replay(p *pack.Pack, ticket string) (desk.Case, error) {
	c := desk.Case{Ticket: ticket}
	for _, in := range t.inputs[ticket] {
		next, err := desk.Step(p, c, in)
		if err != nil {
			return c, err
		}
		c = next.Case
	}
	return c, nil
}
