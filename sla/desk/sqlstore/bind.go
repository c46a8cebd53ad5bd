package sqlstore

import (
	"context"
	"errors"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Bound is a store inside a transaction of the host. It neither commits nor rolls back: the host's rows and the desk's are
// kept together or not at all.
//
// After ErrConflict, ErrNoRoom, an error of an op or one of the function that it was given, nothing was written and the host
// may go on. After any other error the host rolls back; on PostgreSQL also when another transaction was faster.
//
// Other work on the same agents or deliveries waits for the end of the transaction: changes of several tickets in one are best
// made in the order of their agents. On SQLite the transaction must be an immediate one, or have read nothing before: see the
// package's comment.
type Bound struct{ w *work }

var _ desk.Store = (*Bound)(nil)

// Bind returns the store inside a transaction. It is for as long as the transaction is.
func (s *Store) Bind(tx Tx) *Bound { return s.BindConn(standard{tx}) }

// BindConn does what Bind does in a transaction that is not one of database/sql.
func (s *Store) BindConn(c Conn) *Bound {
	w := s.work(host{s, c}, nil)
	w.bound = true
	return &Bound{w}
}

// Update makes a change of one case.
func (b *Bound) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	defer b.w.release()
	if err := b.w.lock(ctx); err != nil {
		return err
	}
	_, err := b.w.update(ctx, ticket, fn, nil)
	return err
}

// Sweep makes a change of each case that is due.
func (b *Bound) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	defer b.w.release()
	if err := b.w.lock(ctx); err != nil {
		return 0, err
	}
	seen, err := b.w.store.wakes.look(ctx, b.w, firstWake)
	if err != nil || !seen.any(now) {
		return 0, err
	}
	done, err := b.w.sweep(ctx, seen.first, seen.until(now), limit, fn)
	if err != nil {
		return 0, err
	}
	return done.changed, errors.Join(done.faults...)
}

// Loads returns what each agent carries.
func (b *Bound) Loads(ctx context.Context) (routing.Roster, error) { return listOfLoads(ctx, b.w) }
