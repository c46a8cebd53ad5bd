package riverdesk

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/pgxtx"
)

// Store keeps cases, records and loads in tables of sqlstore, and deliveries as jobs of River. It is no outbox.Queue: River
// claims.
type Store struct {
	// What is only looked at is read from the tables of sqlstore, outside of any transaction.
	desk.Reader
	desk.Line
	desk.Waker
	desk.Auditor
	desk.Quarantine

	cases *sqlstore.Store
	db    beginner
	river *river.Client[pgx.Tx]
	now   func() time.Time
	lease time.Duration // after which River takes a job to be stuck
}

// beginner begins transactions: a pool, or a transaction, in which they are savepoints.
type beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

var (
	_ desk.Store         = (*Store)(nil)
	_ desk.Deliveries    = (*Store)(nil)
	_ outbox.DeadLetters = (*Store)(nil)
	_ outbox.Counter     = (*Store)(nil)
	_ outbox.Throttle    = (*Store)(nil)
)

// Bind returns the store inside a transaction of the host, for as long as that lasts: the host's rows, the change and the jobs
// are kept together or not at all. A change that is refused leaves the transaction as it was.
func (s *Store) Bind(tx pgx.Tx) desk.Store {
	bound := *s
	bound.db = tx
	return &bound
}

// inTx does work in a transaction. A deadlock, or another change in the way, is a conflict: nothing was written.
func (s *Store) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, s.db, do)
	var fault *pgconn.PgError
	if errors.As(err, &fault) && (fault.Code == "40001" || fault.Code == "40P01") {
		return errors.Join(desk.ErrConflict, err)
	}
	return err
}

// Update makes a change of one case, and of the jobs of its notices, in one transaction.
func (s *Store) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var made desk.Change
		err := pgxtx.Bind(s.cases, tx).Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
			var err error
			made, err = fn(c)
			return withoutOps(made), err
		})
		if err != nil || made.Empty() {
			return err
		}
		return s.apply(ctx, tx, made.Ops)
	})
}

// withoutOps returns the change as the tables of sqlstore are to have it. It is never empty if the whole was not.
func withoutOps(change desk.Change) desk.Change {
	change.Wake = change.Wake || len(change.Ops) > 0
	change.Ops = nil
	return change
}

// Loads returns what each agent carries.
func (s *Store) Loads(ctx context.Context) (loads routing.Roster, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		loads, err = pgxtx.Bind(s.cases, tx).Loads(ctx)
		return err
	})
	return loads, err
}

// settle applies a verdict on a delivery of which no case tells, such as a digest.
func (s *Store) settle(ctx context.Context, o outbox.Outcome) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		return s.apply(ctx, tx, []outbox.Op{{Kind: outbox.Settle, Key: o.Key, Outcome: o}})
	})
}

// instant returns the time of the host's clock.
func (s *Store) instant() sla.Instant { return sla.At(s.now()) }
