package desktest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// A witness of a store that errs says what it did; of one that does not, nothing.
func TestWitnessNotesWhatMustNotBe(t *testing.T) {
	for _, c := range []struct {
		name  string
		store build
		act   func(b *bench)
		says  string
	}{
		{"a whole life", memory, func(b *bench) {
			old := b.claimOne(noon)
			held := b.claimOne(noon.Add(2 * lease))
			b.is(b.store.Settle(b.ctx, verdict(old, outbox.Done, noon)), outbox.ErrFenced)
			again := verdict(held, outbox.Again, noon)
			again.Next = noon
			b.no(b.store.Settle(b.ctx, again))
			b.no(b.store.Settle(b.ctx, verdict(b.claimOne(noon.Add(3*lease)), outbox.Done, noon)))
		}, ""},
		{"two hold one", noLease(memory), func(b *bench) {
			b.claim(noon, 1)
			b.claim(noon, 1)
		}, "a is claimed under token 2 while it is held under token 1"},
		{"an old verdict", noFencing(memory), func(b *bench) {
			old := b.claimOne(noon)
			b.claimOne(noon.Add(2 * lease))
			b.no(b.store.Settle(b.ctx, verdict(old, outbox.Again, noon)))
		}, `the verdict "again" on a is taken under token 1, after it was claimed under token 2`},
		{"an old verdict in a change", noFencing(memory), func(b *bench) {
			old := b.claimOne(noon)
			b.claimOne(noon.Add(2 * lease))
			b.update("T", ops(settleOp(verdict(old, outbox.Done, noon))))
		}, `the verdict "done" on a is taken under token 1, after it was claimed under token 2`},
		{"a verdict that is forgotten", without(outbox.Settle), func(b *bench) {
			b.update("T", ops(settleOp(verdict(b.claimOne(noon), outbox.Done, noon))))
			b.claimOne(noon.Add(2 * lease))
		}, "a is claimed after its last verdict"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &witness{heard: func(string) bool { return true }, held: map[string]hold{}, over: map[string]bool{}}
			b := newBench(&findings{}, "", c.store)
			var was seen
			b.store = looking{w.watch(b.store, &was).(complete), func() { w.look(&was) }}
			b.update("T", put("a"))
			c.act(b)
			if c.says == "" {
				require.Empty(t, w.faults)
				return
			}
			require.Len(t, w.faults, 1)
			require.EqualError(t, w.faults[0], c.says)
		})
	}
}

// looking is a store whose caller looks around before each call, as at a gate.
type looking struct {
	complete
	look func()
}

func (l looking) Update(ctx context.Context, ticket string, fn updateFn) error {
	l.look()
	return l.complete.Update(ctx, ticket, fn)
}

func (l looking) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	l.look()
	return l.complete.Claim(ctx, now, lease, limit)
}

func (l looking) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	l.look()
	return l.complete.Settle(ctx, outcomes...)
}
