package sqlstore

import (
	"context"
	"errors"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Update makes a change of one case in a transaction of its own.
func (s *Store) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	if known := s.cache.get(ticket); known.version != 0 {
		if done, err := s.ahead(ctx, known, fn); done {
			return err
		}
	}
	return s.inTx(ctx, func(w *work) (bool, error) { return w.update(ctx, ticket, fn) })
}

// update runs fn on the case of a ticket and writes the change that it makes.
func (w *work) update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	now, err := find(ctx, w, ticket, w.cache.get(ticket))
	if err != nil {
		return false, err
	}
	return w.change(ctx, now, fn)
}

// ahead makes a change of a case as this process wrote it last, before it begins a transaction: it takes the lock for no
// longer than it writes. It is done only if that is the present case. That there is nothing to store, or that fn refuses, is
// for the present case to say as well.
func (s *Store) ahead(ctx context.Context, known stored, fn func(desk.Case) (desk.Change, error)) (done bool, err error) {
	d, err := draftOf(known, fn)
	if err != nil || d == nil {
		return false, nil
	}
	err = s.begun(ctx, func(w *work) (bool, error) {
		if err := w.writeCase(ctx, d); err != nil {
			return false, err
		}
		done = true
		sides, err := w.sides(ctx, d)
		if err != nil {
			return false, err
		}
		return true, w.writeSides(ctx, d, sides)
	})
	return done || !errors.Is(err, desk.ErrConflict), err
}
