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
	seen, err := s.wakes.look(ctx, direct{s}, firstWake)
	if err != nil || !seen.any(now) {
		return 0, err
	}
	var done sweep
	err = s.inTx(ctx, func(w *work) (changed bool, err error) {
		done, err = w.sweep(ctx, seen.first, seen.until(now), limit, fn)
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

// sweep makes a change of each case that is due. A case of which it cannot is set aside; one that found no room is left. The
// error is the database's.
func (w *work) sweep(ctx context.Context, from mark, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (done sweep, err error) {
	if err := w.steady(ctx); err != nil {
		return sweep{}, err
	}
	due, err := w.due(ctx, from, now, limit)
	if err != nil {
		return sweep{}, err
	}
	var drafts []*draft
	for _, d := range due {
		draft, err := w.draft(d, func(c desk.Case) (desk.Change, error) { return fn(c, now) })
		switch {
		case err != nil:
			err = w.leave(ctx, &done, d.ticket, err)
		case draft != nil:
			drafts = append(drafts, draft)
		}
		if err != nil {
			return sweep{}, err
		}
	}
	b, err := w.gather(ctx, drafts...)
	if err != nil {
		return sweep{}, err
	}
	for _, draft := range drafts {
		if err := b.add(draft); err != nil {
			if err := w.leave(ctx, &done, draft.Case.Ticket, err); err != nil {
				return sweep{}, err
			}
		}
	}
	done.changed = len(b.drafts)
	return done, brokenBy(w.write(ctx, b))
}

// due returns the cases that are due.
func (w *work) due(ctx context.Context, from mark, now sla.Instant, limit int) (list []caseRow, err error) {
	var r caseRow
	args := []any{int64(from.at), from.key, int64(now), atMost(limit)}
	_, err = each(ctx, w, dueCases, args, append(r.dest(), &r.ticket), func() { list = append(list, r) })
	return list, err
}

// draft runs fn on a case that is due.
func (w *work) draft(r caseRow, fn func(desk.Case) (desk.Change, error)) (*draft, error) {
	now := w.cache.get(r.ticket)
	if !r.is(now) {
		var err error
		if now, err = r.read(); err != nil {
			return nil, err
		}
	}
	return draftOf(now, fn)
}

// leave notes what was wrong with a case and sets it aside, unless it found no room.
func (w *work) leave(ctx context.Context, done *sweep, ticket string, why error) error {
	done.faults = append(done.faults, fmt.Errorf("ticket %q: %w", ticket, why))
	if errors.Is(why, desk.ErrNoRoom) {
		return nil
	}
	done.aside++
	_, err := exec(ctx, w, setAside, why.Error(), ticket)
	return err
}
