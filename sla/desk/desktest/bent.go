package desktest

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

type (
	updateFn = func(desk.Case) (desk.Change, error)
	sweepFn  = func(desk.Case, sla.Instant) (desk.Change, error)
)

// bent is a store with a fault: whatever is set stands in place of the store's own.
type bent struct {
	Store
	change func(c desk.Case, next *desk.Change)
	update func(s Store, ctx context.Context, ticket string, fn updateFn) error
	sweep  func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error)
	claim  func(s Store, ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error)
	settle func(s Store, ctx context.Context, outcomes []outbox.Outcome) error
}

// over returns a store with the fault. It keeps the powers of the store.
func (b bent) over(s Store) Store {
	b.Store = s
	return with(b, s)
}

// Update makes one change of one case, with the fault.
func (b bent) Update(ctx context.Context, ticket string, fn updateFn) error {
	if b.update != nil {
		return b.update(b.Store, ctx, ticket, fn)
	}
	return b.Store.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) { return b.changed(c, fn) })
}

// changed returns the change of fn as the fault bends it.
func (b bent) changed(c desk.Case, fn updateFn) (desk.Change, error) {
	next, err := fn(c)
	if b.change != nil {
		b.change(c, &next)
	}
	return next, err
}

// Sweep makes a change of each case that is due, with the fault.
func (b bent) Sweep(ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
	if b.sweep != nil {
		return b.sweep(b.Store, ctx, now, limit, fn)
	}
	return b.Store.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		return b.changed(c, func(desk.Case) (desk.Change, error) { return fn(c, now) })
	})
}

// Claim claims deliveries, with the fault.
func (b bent) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	if b.claim != nil {
		return b.claim(b.Store, ctx, now, lease, limit)
	}
	return b.Store.Claim(ctx, now, lease, limit)
}

// Settle applies verdicts, with the fault.
func (b bent) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	if b.settle != nil {
		return b.settle(b.Store, ctx, outcomes)
	}
	return b.Store.Settle(ctx, outcomes...)
}
