package desktest

import (
	"context"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// interrupted is a store whose first sweep is interrupted: while a case is looked at, something else is begun.
type interrupted struct {
	Store
	by   func() error
	wait func() error // for the end of what was begun
}

// Sweep sweeps, and begins something else while the first case is looked at.
func (i *interrupted) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	return i.Store.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		if i.wait == nil {
			i.wait = beside(i.by)
		}
		return fn(c, now)
	})
}

// interruptedSweep sweeps in a new process, and meanwhile does something else. Both have ended when it returns.
func (b *bench) interruptedSweep(w *world, by func() error) {
	b.t.Helper()
	var i *interrupted
	w.between = func(s Store) Store {
		i = &interrupted{Store: s, by: by}
		return i
	}
	sweeper, err := w.start(noFaults)
	b.no(err)
	w.between = nil
	_, err = sweeper.desk.Sweep(b.ctx)
	b.no(err)
	if i.wait == nil {
		b.fail("a sweep at %s looked at no case", w.now)
	}
	b.no(i.wait())
}
