package main

import (
	"cmp"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// carrying is how a notice is sent: Temporal tries again until there is a verdict. The pauses here are those after a worker
// was lost; a notifier that fails names its own.
func carrying(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second, // more than Activities.Sender takes for an attempt
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 5 * time.Second, BackoffCoefficient: 2, MaximumInterval: 15 * time.Minute},
	})
}

// send carries one notice in a coroutine of its own.
func (t *ticket) send(key string) {
	workflow.Go(t.run, func(ctx workflow.Context) {
		if err := t.carry(ctx, key); err != nil && ctx.Err() == nil {
			t.Aside = "the verdict on notice " + key + " was not taken: " + err.Error()
		}
	})
}

// pending says whether a notice still waits for a verdict.
func (t *ticket) pending(key string) bool {
	d := t.delivery(key)
	return d != nil && d.State == outbox.Pending
}

// carry waits until a notice is due, sends it and takes the verdict into the case. What is taken back meanwhile does not go.
func (t *ticket) carry(ctx workflow.Context, key string) error {
	if !t.pending(key) {
		return nil
	}
	if err := until(ctx, t.delivery(key).Next, func() bool { return !t.pending(key) }); err != nil {
		return err
	}
	if err := t.senders.Acquire(ctx, 1); err != nil {
		return err
	}
	t.sending++
	err := t.deliver(ctx, key)
	t.sending--
	t.senders.Release(1)
	return err
}

// deliver sends a notice and takes the verdict into the case.
func (t *ticket) deliver(ctx workflow.Context, key string) error {
	d, err := t.claim(ctx, key)
	if err != nil || d == nil {
		return err
	}
	verdict, err := t.notify(ctx, *d)
	if err != nil || !t.pending(key) {
		return err
	}
	_, err = t.take(ctx, desk.VerdictEvent(&verdict))
	return err
}

// claim returns a notice to be sent, under a token for its verdict, or nil when it was taken back. Temporal keeps the lease.
func (t *ticket) claim(ctx workflow.Context, key string) (d *outbox.Delivery, err error) {
	err = t.alone(ctx, func() {
		if t.pending(key) {
			t.delivery(key).Claim(now(ctx), time.Nanosecond)
			claimed := *t.delivery(key)
			d = &claimed
		}
	})
	return d, err
}

// notify sends a notice and returns the verdict. It does not wait for one on a notice that was taken back.
func (t *ticket) notify(ctx workflow.Context, d outbox.Delivery) (outbox.Outcome, error) {
	sending, cancel := workflow.WithCancel(carrying(ctx))
	begun := now(ctx)
	answer := workflow.ExecuteActivity(sending, activities.Notify, d)
	err := workflow.Await(ctx, func() bool { return answer.IsReady() || !t.pending(d.Key) })
	cancel()
	if err != nil || !answer.IsReady() {
		return outbox.Outcome{}, err
	}
	sent := Sent{Outcome: outbox.Outcome{Key: d.Key, Ticket: d.Ticket, Verdict: outbox.GiveUp}, Attempts: d.Attempts + 1}
	err = answer.Get(ctx, &sent)
	var failed *temporal.ApplicationError
	if errors.As(err, &failed) && failed.HasDetails() {
		err = failed.Details(&sent)
	}
	if err != nil { // no verdict came of it at all
		sent.Reason = err.Error()
	}
	sent.Token, sent.At = d.Token, now(ctx)
	return sent.Outcome, t.alone(ctx, func() { t.tried(d.Key, sent.Attempts, begun) })
}

// tried notes how many attempts there were before the last, and when they began: the verdict counts the last one.
func (t *ticket) tried(key string, attempts int, begun sla.Instant) {
	if d := t.delivery(key); d != nil {
		d.Attempts = attempts - 1
		d.First = cmp.Or(d.First, begun)
	}
}
