package main

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// activities name the activities; none is called through it.
var activities *Activities

// keeping is how the host's store is called: until it answers.
func keeping(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
	})
}

// tries is how often a change is made again that lost the race for an agent's last place.
const tries = 16

// take takes an event, or a look when there is none, into the case: one at a time, and stored before anything of it is acted
// on.
func (t *ticket) take(ctx workflow.Context, ev *desk.Event) (change desk.Change, err error) {
	fault := t.alone(ctx, func() { change, err = t.change(ctx, ev) })
	return change, errors.Join(fault, err)
}

// alone runs a function while no other is run so. Nothing here is deferred: what is deferred runs beside the workflow when a
// run is torn down.
func (t *ticket) alone(ctx workflow.Context, fn func()) error {
	if err := t.lock.Lock(ctx); err != nil {
		return err
	}
	fn()
	t.lock.Unlock()
	return nil
}

// change makes a change and commits it. The roster is read only for a step that routes.
func (t *ticket) change(ctx workflow.Context, ev *desk.Event) (change desk.Change, err error) {
	t.taken++
	in := desk.Input{Now: now(ctx), Event: ev, Secret: t.secret, Unread: true}
	for range tries {
		change, err = desk.Step(t.rules(), t.Case, in)
		if err == nil {
			err = t.commit(ctx, &change)
		}
		if !errors.Is(err, desk.ErrUnread) && !errors.Is(err, desk.ErrNoRoom) {
			return change, err
		}
		in.Unread = false
		if err := workflow.ExecuteActivity(keeping(ctx), activities.Roster).Get(ctx, &in.Roster); err != nil {
			return desk.Change{}, err
		}
	}
	return change, err
}

// commit stores a change and then acts on it: the case is that of the change, and its notices go. ErrNoRoom stores nothing.
func (t *ticket) commit(ctx workflow.Context, change *desk.Change) error {
	if change.Empty() {
		return nil
	}
	list, send, err := t.applied(change.Ops)
	if err != nil {
		return err
	}
	var kept bool
	entry := Entry{Case: change.Case, Before: change.Before, Records: change.Records, Loads: change.Loads}
	if err := workflow.ExecuteActivity(keeping(ctx), activities.Keep, entry).Get(ctx, &kept); err != nil {
		return err
	}
	if !kept {
		return desk.ErrNoRoom
	}
	t.Case, t.Outbox, t.Aside = change.Case, list, ""
	t.changes++
	for _, key := range send {
		t.send(key)
	}
	return nil
}
