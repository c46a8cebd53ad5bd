package desktest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// faults break one rule each, the one of their name.
var faults = map[string]build{
	"update: an unknown ticket is the zero case": bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
		return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			c.Format = desk.CaseFormat
			return fn(c)
		})
	}}.on(),
	"update: case, ops and loads are stored together": change(func(_ desk.Case, next *desk.Change) { next.Loads = nil }),
	"update: the trail is stored with the case":       change(func(_ desk.Case, next *desk.Change) { slices.Reverse(next.Records) }),
	"update: a case comes back byte for byte":         change(func(_ desk.Case, next *desk.Change) { slices.Sort(next.Case.Watchers) }),
	"update: an error of fn comes back and stores nothing": bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) (ours error) {
		err := s.Update(ctx, ticket, func(c desk.Case) (next desk.Change, err error) {
			next, ours = fn(c)
			return next, nil
		})
		if ours != nil {
			return ours
		}
		return err
	}}.on(),
	"update: an empty change stores nothing": change(func(_ desk.Case, next *desk.Change) { _ = record(next, "looked") }),
	"update: a wake that moved is stored":    change(func(c desk.Case, next *desk.Change) { next.Wake = false }),
	"update: an old head is refused":         noSwap(memory),
	"update: a refused op undoes its change": enqueueAfterCommit(memory),
	"update: a load beyond the room undoes its change": change(func(_ desk.Case, next *desk.Change) {
		for i := range next.Loads {
			next.Loads[i].Room = 0
		}
	}),
	"update: loads tell what may be set aside and since when": change(func(_ desk.Case, next *desk.Change) {
		for i := range next.Loads {
			next.Loads[i].At = 0
		}
	}),
	"update: ids are opaque": bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
		return s.Update(ctx, strings.ToLower(ticket), fn)
	}}.on(),
	"update: an ended context stores nothing": bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
		return s.Update(context.WithoutCancel(ctx), ticket, fn)
	}}.on(),
	"sweep: only what is due": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now+1, limit, fn)
	}}.on(),
	"sweep: the longest due first, up to the limit": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now, limit+1, fn)
	}}.on(),
	"sweep: each case once": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		first, err := s.Sweep(ctx, now, limit, fn)
		if err != nil {
			return first, err
		}
		second, err := s.Sweep(ctx, now, limit, fn)
		return first + second, err
	}}.on(),
	"sweep: a change is stored whole":           without(outbox.Put),
	"sweep: nothing to say leaves the case due": change(func(_ desk.Case, next *desk.Change) { _ = record(next, "looked") }),
	"sweep: fn is never told a later instant": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) { return fn(c, now+1) })
	}}.on(),
	"sweep: a poison case is set aside": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
			if next, err := fn(c, now); err == nil {
				return next, nil
			}
			return desk.Change{Case: c, Before: c.Head}, nil
		})
	}}.on(),
	"sweep: what was set aside can be let back in": powered(func(s complete) powers { return noAside{s} }),
	"sweep: no room is no poison": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		full := false
		return s.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
			next, err := fn(c, now)
			if full && len(next.Loads) > 0 {
				return next, errors.New("the agent is full")
			}
			full = full || len(next.Loads) > 0
			return next, err
		})
	}}.on(),
	"put: what is claimed is what was put": change(func(_ desk.Case, next *desk.Change) {
		for _, op := range next.Ops {
			op.Message.Expires = op.Message.Expires / 1000 * 1000
		}
	}),
	"put: the same again is no change, another is refused": change(func(_ desk.Case, next *desk.Change) {
		for i := range next.Ops {
			next.Ops[i].Kind = outbox.Amend
		}
	}),
	"claim: only what is due, the longest due first, up to the limit": bent{claim: func(s Store, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
		list, err := s.Claim(ctx, now, lease, limit)
		slices.Reverse(list)
		return list, err
	}}.on(),
	"claim: what is held is nobody else's": noLease(memory),
	"claim: a lease runs out and tokens rise": bent{claim: func(s Store, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
		list, err := s.Claim(ctx, now, lease, limit)
		for i := range list {
			list[i].Token = 1
		}
		return list, err
	}}.on(),
	"settle: what is delivered is over": bent{settle: func(s Store, ctx context.Context, outcomes []outbox.Outcome) error {
		for i := range outcomes {
			if outcomes[i].Verdict == outbox.Fold {
				outcomes[i].Verdict, outcomes[i].Next = outbox.Again, outcomes[i].At
			}
		}
		return s.Settle(ctx, outcomes...)
	}}.on(),
	"settle: a retry waits for its time": bent{settle: func(s Store, ctx context.Context, outcomes []outbox.Outcome) error {
		for i := range outcomes {
			outcomes[i].Next = outcomes[i].At
		}
		return s.Settle(ctx, outcomes...)
	}}.on(),
	"settle: an old token is fenced off": noFencing(memory),
	"settle: an unknown key disturbs nobody": bent{settle: func(s Store, ctx context.Context, outcomes []outbox.Outcome) error {
		for _, o := range outcomes {
			if err := s.Settle(ctx, o); err != nil {
				return err
			}
		}
		return nil
	}}.on(),
	"settle: as a part of a change":                                    without(outbox.Settle),
	"cancel: what has not gone does not go":                            without(outbox.Cancel),
	"amend: the message is replaced":                                   without(outbox.Amend),
	"dead letters: listed by key, with why":                            powered(func(s complete) powers { return unsorted{s} }),
	"dead letters: a replay keeps the key":                             without(outbox.Replay),
	"dead letters: what is discarded is put away":                      without(outbox.Discard),
	"dead letters: only a dead letter is replayed or discarded":        without(outbox.Replay, outbox.Discard),
	"deliveries: listed by state and key":                              powered(func(s complete) powers { return unsorted{s} }),
	"reader: cases by ticket, in pages":                                powered(func(s complete) powers { return shortPages{s} }),
	"line: who waits for an agent, the promise that can be kept first": powered(func(s complete) powers { return byDue{s} }),
	"waker: the earliest wake":                                         powered(func(s complete) powers { return lateWake{s} }),
	"auditor: nothing open is forgotten":                               powered(func(s complete) powers { return nobodyForgotten{s} }),
	"auditor: offers without an answer":                                powered(func(s complete) powers { return nobodyForgotten{s} }),
	"counter: how the queue stands":                                    powered(func(s complete) powers { return noOldest{s} }),
	"throttle: a bucket is stored with its ops": bucket(func(s complete, ctx context.Context, address string, fn bucketFn) error {
		return s.UpdateBucket(ctx, address, func(b outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
			next, _, err := fn(b)
			return next, nil, err
		})
	}),
	"at once: one of sixteen gets the last place": change(func(_ desk.Case, next *desk.Change) {
		for i := range next.Loads {
			next.Loads[i].Room = 0
		}
	}),
	"at once: every update of a ticket lands": overwriting(giveWay).on(),
	"at once: sweepers take each case once": bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		var swept []string
		n, err := s.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
			swept = append(swept, c.Ticket)
			return fn(c, now)
		})
		for _, ticket := range swept {
			_ = s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) { return fn(c, now) })
		}
		return n, err
	}}.on(),
	"at once: workers claim each delivery once": noLease(memory),
	"at once: every turn of a bucket lands": bucket(func(s complete, ctx context.Context, address string, fn bucketFn) error {
		var read outbox.Bucket
		err := s.UpdateBucket(ctx, address, func(b outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
			read = b
			return b, nil, nil
		})
		if err != nil {
			return err
		}
		giveWay()
		return s.UpdateBucket(ctx, address, func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error) { return fn(read) })
	}),
}

type noAside struct{ powers }

func (noAside) Aside(context.Context) (map[string]string, error) { return nil, nil }

type unsorted struct{ powers }

func (u unsorted) Dead(ctx context.Context, after string, limit int) ([]outbox.Delivery, error) {
	list, err := u.powers.Dead(ctx, after, limit)
	slices.Reverse(list)
	return list, err
}

func (u unsorted) Deliveries(ctx context.Context, _ outbox.State, after string, limit int) ([]outbox.Delivery, error) {
	return u.powers.Deliveries(ctx, "", after, limit)
}

type shortPages struct{ powers }

func (s shortPages) Cases(ctx context.Context, after string, limit int) ([]desk.Case, error) {
	list, err := s.powers.Cases(ctx, after+"~", limit)
	return list, err
}

type byDue struct{ powers }

func (b byDue) Waiting(ctx context.Context, _ sla.Instant, limit int) ([]desk.Case, error) {
	return b.powers.Waiting(ctx, 0, limit)
}

type lateWake struct{ powers }

func (l lateWake) NextWake(ctx context.Context) (sla.Instant, error) {
	at, err := l.powers.NextWake(ctx)
	return at / 1000 * 1000, err
}

type nobodyForgotten struct{ powers }

func (n nobodyForgotten) Forgotten(ctx context.Context, _ sla.Instant) ([]string, error) {
	return n.powers.Forgotten(ctx, 0)
}

func (n nobodyForgotten) Unanswered(ctx context.Context) (int, error) {
	all, err := n.Cases(ctx, "", 100)
	return len(all), err
}

type noOldest struct{ powers }

func (n noOldest) Stats(ctx context.Context, now sla.Instant) (outbox.Stats, error) {
	s, err := n.powers.Stats(ctx, now)
	s.Oldest = 0
	return s, err
}

// Each rule is broken by its fault, and says so. Where a fault is for what works over a store, it stands in deskFaults.
func TestEveryRuleIsBrokenByItsFault(t *testing.T) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			build, ok := faults[r.name]
			if !ok {
				build, ok = deskFaults[r.name]
			}
			require.True(t, ok, "no fault breaks this rule")
			require.Contains(t, finding(r, build), r.broken)
		})
	}
}
