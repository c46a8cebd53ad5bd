package sqlstore

import (
	"context"
	"errors"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Update makes a change of one case in a transaction of its own.
func (s *Store) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	ahead, done, err := s.ahead(ctx, ticket, fn)
	if done {
		return err
	}
	return s.inTx(ctx, func(w *work) (bool, error) { return w.update(ctx, ticket, fn, ahead) })
}

// ahead makes a change of a case as this process wrote it last, or of one that it reads without a lock, before there is a
// transaction. It is done if that is the present case.
func (s *Store) ahead(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) (d *draft, done bool, err error) {
	known := s.cache.get(ticket)
	fresh := known.version == 0
	switch {
	case fresh && !s.dialect.arrays:
		return nil, false, nil // one writer reads and writes under its lock at once
	case fresh:
		if known, err = s.find(ctx, ticket, known); err != nil {
			return nil, true, err
		}
	}
	d, refused := draftOf(known, fn)
	if d != nil {
		done, err = s.writeAhead(ctx, d)
		return d, done, err
	}
	if fresh {
		return nil, true, refused
	}
	now, err := s.find(ctx, ticket, known)
	if err != nil {
		return nil, true, err
	}
	return nil, now.same(known), refused
}

// writeAhead writes a change that was made ahead, if it was made from the present case: locks are held no longer than it takes to
// write.
func (s *Store) writeAhead(ctx context.Context, d *draft) (done bool, err error) {
	if s.dialect.arrays {
		return s.writeAlone(ctx, d)
	}
	err = s.begun(ctx, func(w *work) (bool, error) {
		if err := w.writeCase(ctx, d); err != nil {
			return false, err
		}
		done = true
		b, err := w.gather(ctx, d)
		if err != nil {
			return false, err
		}
		if err := b.add(d); err != nil {
			return false, err
		}
		w.hold(b)
		return true, w.writeSides(ctx, b)
	})
	return done || !errors.Is(err, desk.ErrConflict), err
}

// writeAlone writes a change without a transaction around it, if nothing has to be read for it. One that was not written, or
// may not have been, is for a transaction to see to.
func (s *Store) writeAlone(ctx context.Context, d *draft) (done bool, err error) {
	if !s.unseen(d) {
		return false, nil
	}
	done, err = s.writeTogether(ctx, d)
	if errors.Is(err, desk.ErrConflict) {
		return false, nil
	}
	return done || err != nil, err
}

// update runs fn on the case of a ticket and writes the change that it makes, or the one that was made ahead of the same case.
func (w *work) update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error), ahead *draft) (bool, error) {
	now, err := w.find(ctx, ticket, w.cache.get(ticket))
	if err != nil {
		return false, err
	}
	d := ahead
	if d == nil || !d.madeOf(now) {
		if d, err = draftOf(now, fn); err != nil || d == nil {
			return false, err
		}
	}
	b, err := w.gather(ctx, d)
	if err != nil {
		return false, err
	}
	if err := b.add(d); err != nil {
		return false, err
	}
	return true, w.write(ctx, b)
}
