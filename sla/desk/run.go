package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// Sweep does what Dispatch does, and then looks at every case that is due. It returns how many it changed. It stops at
// Config.Storm, so that notices get their turn, and then the storm stands in the trail of Storms.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	offered, fault := d.Dispatch(ctx)
	ctx, end := d.observe(ctx, "desk.sweep")
	swept, err := d.sweep(ctx)
	end(err)
	return offered + swept, errors.Join(fault, err)
}

// Storms is the entity of the records of sweeps that found a storm.
const Storms = "desk/storms"

func (d *Desk) sweep(ctx context.Context) (swept int, err error) {
	for swept < d.config.Storm {
		roster, err := d.Roster(ctx)
		if err != nil {
			return swept, err
		}
		counted := map[string]bool{}
		n, err := d.config.Store.Sweep(ctx, d.now(), min(d.config.Batch, d.config.Storm-swept), func(c Case, now sla.Instant) (Change, error) {
			change, err := Step(d.config.Pack, c, d.input(now, roster))
			for _, l := range change.Loads {
				if !counted[c.Ticket] {
					roster[l.Agent] = l.To(roster[l.Agent]) // the next case of the batch sees what this one took
				}
			}
			counted[c.Ticket] = counted[c.Ticket] || len(change.Loads) > 0
			return change, err
		})
		swept += n
		if n == 0 || err != nil {
			return swept, err
		}
	}
	return swept, d.record(ctx, Storms, audit.Record{
		Action: "desk.storm", Outcome: audit.Applied, Actor: audit.Actor{ID: "desk", Kind: audit.Timer},
		Reason: audit.Reason{Template: "desk.storm", Args: []audit.Arg{{Name: "swept", Value: audit.Int(int64(swept))}}},
	})
}

// ErrNoQueue says that the store keeps no deliveries.
var ErrNoQueue = errors.New("the store keeps no deliveries")

// Deliver sends one batch of notices and returns how many it settled.
func (d *Desk) Deliver(ctx context.Context) (int, error) {
	if d.sender == nil {
		return 0, ErrNoQueue
	}
	return d.sender.Deliver(ctx)
}

// Run sweeps and delivers until ctx ends, then finishes what is at work within Config.Grace and returns nil. No goroutine is
// left. Many may run side by side.
func (d *Desk) Run(ctx context.Context) error {
	if d.config.After == nil {
		return errors.New("after: missing; give time.After")
	}
	together(func() { d.sweepOn(ctx) }, func() { d.deliverOn(ctx) })
	return nil
}

// sweepOn sweeps until ctx ends.
func (d *Desk) sweepOn(ctx context.Context) {
	for ctx.Err() == nil {
		work, cancel := grace(ctx, d.config)
		swept, err := d.Sweep(work)
		cancel()
		d.warn(ctx, "desk: sweep", err)
		if swept > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-d.nudge:
		case <-d.config.After(d.pause(ctx)):
		}
	}
}

// deliverOn delivers until ctx ends.
func (d *Desk) deliverOn(ctx context.Context) {
	if d.sender != nil {
		d.warn(ctx, "desk: deliver", d.sender.Run(ctx))
	}
}

// pause is how long nothing is due: until the earliest wake, and Config.Idle at the most.
func (d *Desk) pause(ctx context.Context) time.Duration {
	waker, ok := d.config.Store.(Waker)
	if !ok {
		return d.config.Idle
	}
	at, err := waker.NextWake(ctx)
	if err != nil || at == 0 {
		return d.config.Idle
	}
	lag := d.now().Sub(at)
	d.sample(ctx, "desk.sweep_lag_seconds", max(0, lag.Seconds()))
	return min(d.config.Idle, max(-lag, time.Millisecond))
}

// Nudge makes Run look at once.
func (d *Desk) Nudge() {
	select {
	case d.nudge <- struct{}{}:
	default:
	}
}

// inner gives an event to another ticket of the desk. That a ticket is unknown, or takes no such event, does not change by
// trying again.
func (d *Desk) inner(ctx context.Context, n escalation.Notice) error {
	var ev Event
	if err := json.Unmarshal(n.Data, &ev); err != nil {
		return outbox.Permanent(err)
	}
	_, err := d.handle(ctx, ev)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return outbox.Permanent(err)
	}
	return err
}

// verdicts returns a queue that settles through the cases, so that what became of a notice stands in the trail of its ticket,
// in the same transaction. Only that it is to be tried again is the queue's own matter.
func (d *Desk) verdicts(q outbox.Queue) outbox.Queue {
	v := verdictQueue{q, d}
	t, throttles := q.(outbox.Throttle)
	c, counts := q.(outbox.Counter)
	switch {
	case throttles && counts:
		return struct {
			throttled
			outbox.Counter
		}{throttled{v, t}, c}
	case throttles:
		return throttled{v, t}
	case counts:
		return struct {
			verdictQueue
			outbox.Counter
		}{v, c}
	}
	return v
}

type verdictQueue struct {
	outbox.Queue
	desk *Desk
}

type throttled struct {
	verdictQueue
	outbox.Throttle
}

// UpdateBucket changes a bucket. What was folded into the digest is settled through the cases too.
func (t throttled) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	var folded []outbox.Outcome
	err := t.Throttle.UpdateBucket(ctx, address, func(b outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
		folded = nil
		b, ops, err := fn(b)
		var rest []outbox.Op
		for _, op := range ops {
			if op.Kind == outbox.Settle && op.Outcome.Ticket != "" {
				folded = append(folded, op.Outcome)
			} else {
				rest = append(rest, op)
			}
		}
		return b, rest, err
	})
	if err != nil {
		return err
	}
	return t.Settle(ctx, folded...)
}

// Settle applies verdicts, each for itself.
func (v verdictQueue) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	var faults []error
	for i := range outcomes {
		o := &outcomes[i]
		if o.Verdict == outbox.Again || o.Ticket == "" {
			faults = append(faults, v.Queue.Settle(ctx, *o))
			continue
		}
		faults = append(faults, v.settle(ctx, o))
	}
	return errors.Join(faults...)
}

// settle applies a verdict through its case. When that cannot tell of it, the queue alone does.
func (v verdictQueue) settle(ctx context.Context, o *outbox.Outcome) error {
	at := v.desk.visit()
	defer at.end()
	err := at.take(ctx, VerdictEvent(o))
	if err == nil && at.refusal != nil {
		err = v.Queue.Settle(ctx, *o)
	}
	return err
}

// VerdictEvent returns the event by which a verdict other than to try again is taken into the case of its ticket, so that what
// became of the notice stands in the trail. The change of that step settles the delivery.
func VerdictEvent(o *outbox.Outcome) *Event {
	ev := &Event{Ticket: o.Ticket, Own: true, Verdict: o}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor = "settled/"+o.Key, Settled, o.At, sla.System, "outbox"
	return ev
}
