package riverdesk

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/pgxtx"
)

// Sweep makes a change of each case that is due, all in one transaction with the jobs of their notices. When a notice is
// refused, all is taken back and taken again without its case, which is then set aside.
func (s *Store) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(desk.Case, sla.Instant) (desk.Change, error)) (int, error) {
	poison := map[string]error{}
	for {
		w := sweep{poison: poison, fn: fn}
		err := s.inTx(ctx, func(tx pgx.Tx) error { return w.run(ctx, s, tx, now, limit) })
		var r *refusal
		switch {
		case errors.As(err, &r):
			poison[w.owners[r.op]] = r.error
		case err != nil:
			return 0, err
		default:
			return w.changed, w.faults
		}
	}
}

// sweep is one try of a sweep.
type sweep struct {
	poison map[string]error // the cases whose notices were refused
	fn     func(desk.Case, sla.Instant) (desk.Change, error)

	made    []desk.Change // what fn made
	changed int           // how many of them were stored
	faults  error         // of single cases
	ops     []outbox.Op
	owners  []string // the ticket of each op
}

// run sweeps in a transaction.
func (w *sweep) run(ctx context.Context, s *Store, tx pgx.Tx, now sla.Instant, limit int) error {
	bound := pgxtx.Bind(s.cases, tx)
	w.changed, w.faults = bound.Sweep(ctx, now, limit, w.step)
	if tx.Conn().IsClosed() || tx.Conn().PgConn().TxStatus() != 'T' {
		return w.faults // of the database, which takes all back
	}
	for i := range w.made {
		if w.changed < len(w.made) && !w.stored(ctx, bound, &w.made[i]) {
			continue
		}
		for range w.made[i].Ops {
			w.owners = append(w.owners, w.made[i].Case.Ticket)
		}
		w.ops = append(w.ops, w.made[i].Ops...)
	}
	return s.apply(ctx, tx, w.ops)
}

// step makes the change of one case, and keeps its ops for later.
func (w *sweep) step(c desk.Case, now sla.Instant) (desk.Change, error) {
	if err := w.poison[c.Ticket]; err != nil {
		return desk.Change{}, err
	}
	change, err := w.fn(c, now)
	if err == nil && !change.Empty() {
		w.made = append(w.made, change)
	}
	return withoutOps(change), err
}

// errLook ends a look at a case.
var errLook = errors.New("looked")

// stored says whether a change was stored: one for which an agent had no room was not.
func (w *sweep) stored(ctx context.Context, bound *sqlstore.Bound, made *desk.Change) (yes bool) {
	err := bound.Update(ctx, made.Case.Ticket, func(c desk.Case) (desk.Change, error) {
		yes = c.Head == made.Case.Head && c.Wake == made.Case.Wake
		return desk.Change{}, errLook
	})
	if !errors.Is(err, errLook) {
		w.faults = errors.Join(w.faults, fmt.Errorf("ticket %q: %w", made.Case.Ticket, err))
	}
	return yes
}
