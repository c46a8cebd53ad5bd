package sqlstore

import (
	"context"
	"errors"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Update makes a change of one case in a transaction of its own.
func (s *Store) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	var ahead *draft
	if known := s.cache.get(ticket); known.version != 0 {
		d, refused := draftOf(known, fn)
		if done, err := s.settleAhead(ctx, known, d, refused); done {
			return err
		}
		ahead = d
	}
	return s.inTx(ctx, func(w *work) (bool, error) { return w.update(ctx, ticket, fn, ahead) })
}

// settleAhead ends an update by what fn made of a case as this process wrote it last, before there is a transaction, if that is
// the present case.
func (s *Store) settleAhead(ctx context.Context, known stored, d *draft, refused error) (done bool, err error) {
	if refused == nil && d != nil {
		return s.writeAhead(ctx, d)
	}
	now, err := find(ctx, direct{s}, known.c.Ticket, known)
	if err != nil {
		return true, err
	}
	return now.version == known.version, refused
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

// writeAlone writes a change by one statement that is a transaction of its own, if nothing has to be read for it.
func (s *Store) writeAlone(ctx context.Context, d *draft) (done bool, err error) {
	b := s.unseen(d)
	if b == nil {
		return false, nil
	}
	w := s.work(direct{s}, s.cache)
	defer w.release()
	err = w.write(ctx, b)
	switch {
	case err == nil:
		s.committed(w)
	case errors.Is(err, desk.ErrConflict), raced(err):
		return false, nil
	}
	return true, err
}

// update runs fn on the case of a ticket and writes the change that it makes, or the one that was made ahead of the same case.
func (w *work) update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error), ahead *draft) (bool, error) {
	now, err := find(ctx, w, ticket, w.cache.get(ticket))
	if err != nil {
		return false, err
	}
	d := ahead
	if d == nil || d.version != now.version {
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
