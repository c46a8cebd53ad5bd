package desktest

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

type (
	updateFn = func(desk.Case) (desk.Change, error)
	sweepFn  = func(desk.Case, sla.Instant) (desk.Change, error)
	bucketFn = func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)
)

// bent is a store with a fault: whatever is set stands in place of the store's own.
type bent struct {
	complete
	change  func(c desk.Case, next *desk.Change)
	update  func(s complete, ctx context.Context, ticket string, fn updateFn) error
	sweep   func(s complete, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error)
	claim   func(s complete, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error)
	settle  func(s complete, ctx context.Context, outcomes []outbox.Outcome) error
	bucket  func(s complete, ctx context.Context, address string, fn bucketFn) error
	powered func(s complete) powers
}

func (b bent) Update(ctx context.Context, ticket string, fn updateFn) error {
	if b.update != nil {
		return b.update(b.complete, ctx, ticket, fn)
	}
	return b.complete.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) { return b.changed(c, fn) })
}

// changed returns the change of fn as the fault bends it.
func (b bent) changed(c desk.Case, fn updateFn) (desk.Change, error) {
	next, err := fn(c)
	if b.change != nil {
		b.change(c, &next)
	}
	return next, err
}

func (b bent) Sweep(ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
	if b.sweep != nil {
		return b.sweep(b.complete, ctx, now, limit, fn)
	}
	return b.complete.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		return b.changed(c, func(desk.Case) (desk.Change, error) { return fn(c, now) })
	})
}

func (b bent) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	if b.claim != nil {
		return b.claim(b.complete, ctx, now, lease, limit)
	}
	return b.complete.Claim(ctx, now, lease, limit)
}

func (b bent) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	if b.settle != nil {
		return b.settle(b.complete, ctx, outcomes)
	}
	return b.complete.Settle(ctx, outcomes...)
}

func (b bent) UpdateBucket(ctx context.Context, address string, fn bucketFn) error {
	if b.bucket != nil {
		return b.bucket(b.complete, ctx, address, fn)
	}
	return b.complete.UpdateBucket(ctx, address, fn)
}

// on returns the memory store with the fault.
func (b bent) on() build {
	return build{open: func() Store { return desk.NewMemory() }, wrap: func(s Store) Store {
		b.complete = s.(complete)
		if b.powered != nil {
			return mended{b.complete, b.powered(b.complete)}
		}
		return b
	}}
}

// without leaves out every op of some kinds.
func without(kinds ...outbox.OpKind) bent {
	return bent{change: func(_ desk.Case, next *desk.Change) {
		var kept []outbox.Op
		for _, op := range next.Ops {
			dropped := false
			for _, kind := range kinds {
				dropped = dropped || op.Kind == kind
			}
			if !dropped {
				kept = append(kept, op)
			}
		}
		next.Ops = kept
	}}
}

// giveWay lets others run for a while.
func giveWay() {
	for range 100 {
		runtime.Gosched()
	}
}

// enqueueAfterCommit stores the notices of a change in a second transaction.
var enqueueAfterCommit = enqueueAfter(giveWay)

// enqueueMuchLater does so when somebody has claimed meanwhile.
func enqueueMuchLater() bent {
	var claims atomic.Int64
	late := enqueueAfter(func() {
		for n, before := 0, claims.Load(); n < patience && claims.Load() == before; n++ {
			runtime.Gosched()
		}
	})
	late.claim = func(s complete, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
		defer claims.Add(1)
		return s.Claim(ctx, now, lease, limit)
	}
	return late
}

func enqueueAfter(pause func()) bent {
	return bent{update: func(s complete, ctx context.Context, ticket string, fn updateFn) error {
		var put []outbox.Op
		err := s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			next, err := fn(c)
			put, next.Ops = next.Ops, nil
			return next, err
		})
		if err != nil || len(put) == 0 {
			return err
		}
		pause()
		return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			return desk.Change{Case: c, Before: c.Head, Ops: put}, nil
		})
	}}
}

// noLease holds nothing for anybody.
var noLease = bent{claim: func(s complete, ctx context.Context, now sla.Instant, _ time.Duration, limit int) ([]outbox.Delivery, error) {
	return s.Claim(ctx, now, -time.Hour, limit)
}}

// noFencing takes every verdict as if it carried the present token.
var noFencing = bent{
	settle: func(s complete, ctx context.Context, outcomes []outbox.Outcome) error {
		for i := range outcomes {
			outcomes[i].Token = tokenOf(s, outcomes[i].Key)
		}
		return s.Settle(ctx, outcomes...)
	},
	update: func(s complete, ctx context.Context, ticket string, fn updateFn) error {
		tokens := map[string]uint64{}
		all, err := s.Deliveries(ctx, "", "", 1<<20)
		for _, d := range all {
			tokens[d.Key] = d.Token
		}
		if err != nil {
			return err
		}
		return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			next, err := fn(c)
			for i := range next.Ops {
				next.Ops[i].Outcome.Token = tokens[next.Ops[i].Key]
			}
			return next, err
		})
	},
}

func tokenOf(s complete, key string) uint64 {
	all, _ := s.Deliveries(context.Background(), "", "", 1<<20)
	for _, d := range all {
		if d.Key == key {
			return d.Token
		}
	}
	return 0
}

// noSwap reads, decides, and writes over whatever is there by then.
var noSwap = bent{update: func(s complete, ctx context.Context, ticket string, fn updateFn) error {
	var read desk.Case
	err := s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		read = c
		return desk.Change{Case: c, Before: c.Head}, nil
	})
	if err != nil {
		return err
	}
	next, err := fn(read)
	giveWay()
	return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		if !next.Empty() {
			next.Before = c.Head
		}
		return next, err
	})
}}

// sweepOver reads each due case, decides, and writes over whatever is there by then.
var sweepOver = bent{sweep: func(s complete, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (n int, err error) {
	cases, err := s.Cases(ctx, "", limit)
	for _, c := range cases {
		if c.Wake == 0 || c.Wake > now {
			continue
		}
		next, fnErr := fn(c, now)
		giveWay()
		err = errors.Join(err, fnErr, s.Update(ctx, c.Ticket, func(c desk.Case) (desk.Change, error) {
			next.Before = c.Head
			return next, nil
		}))
		n++
	}
	return n, err
}}
