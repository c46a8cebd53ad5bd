package desktest

import (
	"context"
	"errors"
	"runtime"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// memory is the build that breaks no rule.
var memory = build{open: func() Store { return desk.NewMemory() }}

// on returns the memory store with the fault.
func (b bent) on() build { return memory.bent(b) }

// change returns a store that bends every change.
func change(fn func(c desk.Case, next *desk.Change)) build { return bent{change: fn}.on() }

// powered returns a store of which one power errs.
func powered(fn func(s complete) powers) build {
	of := memory
	of.wrap = func(s Store) Store { return whole{s, fn(s.(complete))} }
	return of
}

type bucketFn = func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)

// bucket returns a store whose buckets err.
func bucket(fn func(s complete, ctx context.Context, address string, fn bucketFn) error) build {
	return powered(func(s complete) powers { return badBuckets{s, fn} })
}

type badBuckets struct {
	complete
	fn func(s complete, ctx context.Context, address string, fn bucketFn) error
}

func (b badBuckets) UpdateBucket(ctx context.Context, address string, fn bucketFn) error {
	return b.fn(b.complete, ctx, address, fn)
}

// without leaves out every op of some kinds.
func without(kinds ...outbox.OpKind) build {
	return change(func(_ desk.Case, next *desk.Change) {
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
	})
}

// giveWay lets others run for a while.
func giveWay() {
	for range 100 {
		runtime.Gosched()
	}
}

// sweepOver reads each due case, decides, and writes over whatever is there by then.
var sweepOver = bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (n int, err error) {
	cases, err := s.(complete).Cases(ctx, "", limit)
	for _, c := range cases {
		if c.Wake == 0 || c.Wake > now {
			continue
		}
		next, fnErr := fn(c, now)
		err = errors.Join(err, fnErr, s.Update(ctx, c.Ticket, func(c desk.Case) (desk.Change, error) {
			next.Before = c.Head
			return next, nil
		}))
		n++
	}
	return n, err
}}.on()
