package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// broken puts a fault into the store or the notifier of a worker, by its name. It is how each run is seen to tell.
func broken(name string, s store, n escalation.Notifier) (desk.Store, escalation.Notifier, error) {
	switch name {
	case "":
	case "settle-first":
		s.Queue = settleFirst{s.Queue}
	case "no-lease":
		s.Queue = noLease{s.Queue}
	case "no-fence":
		f := noFence{s.Store, s.Queue}
		s.Store, s.Queue = f, f
	case "own-clock":
		s.Store = ownClock{s.Store, s.Reader}
	case "lose":
		n = losing{n}
	default:
		return nil, nil, fmt.Errorf("-break %q: write one of settle-first, no-lease, no-fence, own-clock, lose", name)
	}
	return s, n, nil
}

// overfill lets an agent be given more than there is room for.
type overfill struct{ desk.Store }

// Update makes a change of one case, and none of its loads has a limit.
func (o overfill) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	return o.Store.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		change, err := fn(c)
		for i := range change.Loads {
			change.Loads[i].Room = 0
		}
		return change, err
	})
}

// settleFirst says that a notice was delivered before it is.
type settleFirst struct{ outbox.Queue }

// Claim claims deliveries and settles them.
func (q settleFirst) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	list, err := q.Queue.Claim(ctx, now, lease, limit)
	for _, d := range list {
		err = errors.Join(err, q.Settle(ctx, outbox.Outcome{Key: d.Key, Token: d.Token, Verdict: outbox.Done, At: now}))
	}
	return list, err
}

// noLease leaves what was claimed to be claimed by others too.
type noLease struct{ outbox.Queue }

// Claim claims deliveries for no time, and says that it was for a lease.
func (q noLease) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	list, err := q.Queue.Claim(ctx, now, time.Nanosecond, limit)
	for i := range list {
		list[i].Lease = now.Add(lease)
	}
	return list, err
}

// noFence tells nobody that a verdict came too late.
type noFence struct {
	desk.Store
	outbox.Queue
}

// Update makes a change.
func (s noFence) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	return unfenced(s.Store.Update(ctx, ticket, fn))
}

// Settle applies verdicts.
func (s noFence) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	return unfenced(s.Queue.Settle(ctx, outcomes...))
}

// unfenced returns an error unless it is that of a late verdict.
func unfenced(err error) error {
	if errors.Is(err, outbox.ErrFenced) {
		return nil
	}
	return err
}

// ownClock sweeps by the clock of its process alone, and lets what it found be claimed at once.
type ownClock struct {
	desk.Store
	desk.Reader
}

// Sweep changes what is due by the clock of the process.
func (s ownClock) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	all, err := s.Cases(ctx, "", 1<<20)
	swept := 0
	for _, c := range all {
		if c.Wake == 0 || c.Wake > now || swept == limit {
			continue
		}
		swept++
		err = errors.Join(err, s.Update(ctx, c.Ticket, func(c desk.Case) (desk.Change, error) {
			ch, err := fn(c, now)
			for i := range ch.Ops {
				if m := ch.Ops[i].Message; m != nil {
					m.Due = m.Due.Add(-time.Hour)
				}
			}
			return ch, err
		}))
	}
	return swept, err
}

// losing loses some notices, and says that they arrived.
type losing struct{ escalation.Notifier }

// Notify carries a notice, or does not.
func (l losing) Notify(ctx context.Context, n escalation.Notice) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(n.Key)) // never fails
	if h.Sum32()%100 == 0 {
		return nil
	}
	return l.Notifier.Notify(ctx, n)
}
