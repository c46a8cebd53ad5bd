package main

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Activities are what the workflows ask of the world. Each may be called again after it was done, and comes to the same.
type Activities struct {
	// Store keeps the cases, the records and the agents' loads, to be read and so that no two tickets take one place. Any store
	// that passes desktest will do; nobody sweeps it.
	Store desk.Store
	// Sender is how a notice is sent: its notifiers, back-off, attempts and time-out. Now is required.
	Sender outbox.Deliverer
	// Hand gives an event to another ticket of the desk.
	Hand func(ctx context.Context, ev desk.Event) (desk.Outcome, error)
}

// Entry is what is stored of a change.
type Entry struct {
	Case    desk.Case   `json:"case"`
	Before  audit.Head  `json:"before"`
	Records [][]byte    `json:"records,omitempty"`
	Loads   []desk.Load `json:"loads,omitempty"`
}

// Roster returns how the agents stand.
func (a *Activities) Roster(ctx context.Context) (routing.Roster, error) {
	return a.Store.Loads(ctx)
}

// Keep stores an entry, all of it or nothing, and says whether there was room for its loads. The head of the chain tells an
// entry that was stored before, by an attempt whose answer was lost. An attempt that comes late is refused, and nobody hears it.
func (a *Activities) Keep(ctx context.Context, e Entry) (kept bool, err error) {
	err = a.Store.Update(ctx, e.Case.Ticket, func(c desk.Case) (desk.Change, error) {
		if c.Head == e.Case.Head && c.Head != e.Before {
			return desk.Change{Before: c.Head, Case: c}, nil
		}
		return desk.Change{Case: e.Case, Before: e.Before, Records: e.Records, Loads: e.Loads, Wake: c.Wake != e.Case.Wake}, nil
	})
	switch {
	case errors.Is(err, desk.ErrNoRoom):
		return false, nil
	case errors.Is(err, desk.ErrConflict): // somebody else writes this ticket: no attempt mends that
		return false, temporal.NewNonRetryableApplicationError(err.Error(), "conflict", err)
	}
	return err == nil, err
}

// Sent is the verdict on a notice and how many attempts it took.
type Sent struct {
	outbox.Outcome
	Attempts int `json:"attempts"`
}

// Notify makes one attempt to send a notice, as a desk does: within its time-out, before it expires, and at most so often. A
// dead letter is an error that is not retried; one to be tried again says when.
func (a *Activities) Notify(ctx context.Context, d outbox.Delivery) (Sent, error) {
	d.Attempts += int(activity.GetInfo(ctx).Attempt) - 1
	d.Next, d.Lease = d.Due, 0
	one := &single{delivery: d}
	sender := a.Sender
	sender.Queue, sender.Workers, sender.Batch = one, 1, 1
	sender.Notifiers = map[string]escalation.Notifier{desk.Scheme: escalation.NotifierFunc(a.inner)}
	maps.Copy(sender.Notifiers, a.Sender.Notifiers)
	if _, err := sender.Deliver(ctx); err != nil {
		return Sent{}, err
	}
	sent := Sent{one.outcome, d.Attempts + 1}
	switch one.outcome.Verdict {
	case outbox.Again:
		return sent, temporal.NewApplicationErrorWithOptions(sent.Reason, "again",
			temporal.ApplicationErrorOptions{NextRetryDelay: max(time.Millisecond, sent.Next.Sub(sla.At(sender.Now())))})
	case outbox.GiveUp:
		return sent, temporal.NewNonRetryableApplicationError(sent.Reason, "dead", nil, sent)
	}
	return sent, nil
}

// inner gives an event to another ticket. That it is refused does not change by trying again.
func (a *Activities) inner(ctx context.Context, n escalation.Notice) error {
	var ev desk.Event
	if err := json.Unmarshal(n.Data, &ev); err != nil {
		return outbox.Permanent(err)
	}
	_, err := a.Hand(ctx, ev)
	var refusal *desk.Refusal
	if errors.As(err, &refusal) {
		return outbox.Permanent(err)
	}
	return err
}

// single is a queue of one delivery: the one that Temporal gave to this attempt.
type single struct {
	delivery outbox.Delivery
	outcome  outbox.Outcome
}

// Claim returns the delivery.
func (s *single) Claim(context.Context, sla.Instant, time.Duration, int) ([]outbox.Delivery, error) {
	return []outbox.Delivery{s.delivery}, nil
}

// Settle keeps the verdict.
func (s *single) Settle(_ context.Context, outcomes ...outbox.Outcome) error {
	s.outcome = outcomes[0]
	return nil
}
