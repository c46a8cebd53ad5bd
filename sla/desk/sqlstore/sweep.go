package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Sweep makes a change of each case that is due, all in one transaction. When none is due it takes no lock.
func (s *Store) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	if some, err := s.any(ctx, nextWake, now); err != nil || !some {
		return 0, err
	}
	var done sweep
	err := s.inTx(ctx, func(w *work) (changed bool, err error) {
		done, err = w.sweep(ctx, now, limit, fn)
		return done.changed > 0 || done.aside > 0, err
	})
	if err != nil {
		return 0, err
	}
	return done.changed, errors.Join(done.faults...)
}

// sweep is what a sweep did: how many cases it changed and set aside, and what was wrong with some.
type sweep struct {
	changed, aside int
	faults         []error
}

// dueCase is a case that is due, as its row holds it.
type dueCase struct {
	ticket   string
	version  int64
	document []byte
}

// sweep makes a change of each case that is due. A case of which it cannot is set aside; one that found no room is left. The
// error is the database's.
func (w *work) sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (done sweep, err error) {
	due, err := w.due(ctx, now, limit)
	if err != nil {
		return sweep{}, err
	}
	for _, d := range due {
		changed, err := w.sweepOne(ctx, d, func(c desk.Case) (desk.Change, error) { return fn(c, now) })
		if isBroken(err) {
			return sweep{}, err
		}
		if changed {
			done.changed++
		}
		if err == nil {
			continue
		}
		done.faults = append(done.faults, fmt.Errorf("ticket %q: %w", d.ticket, err))
		if errors.Is(err, desk.ErrNoRoom) {
			continue
		}
		if _, err := exec(ctx, w, setAside, err.Error(), d.ticket); err != nil {
			return sweep{}, err
		}
		done.aside++
	}
	return done, nil
}

// due returns the cases that are due.
func (w *work) due(ctx context.Context, now sla.Instant, limit int) (list []dueCase, err error) {
	var d dueCase
	_, err = each(ctx, w, dueCases, []any{int64(now), atMost(limit)}, []any{&d.ticket, &d.version, &d.document}, func() {
		list = append(list, d)
	})
	return list, err
}

// sweepOne makes a change of one case that is due.
func (w *work) sweepOne(ctx context.Context, d dueCase, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	now := w.cache.get(d.ticket)
	if now.version != d.version {
		c, err := decode(d.ticket, d.document)
		if err != nil {
			return false, err
		}
		now = stored{c, d.version}
	}
	return w.change(ctx, now, fn)
}
