// Package pgxtx binds a store to a transaction of pgx, for hosts that use pgx by itself rather than through database/sql.
//
//	pgx.Tx ──▶ Bind ──▶ sqlstore.Bound ──▶ desk.Bind(…).Handle
//	   │
//	   └── the host's own rows, committed with the desk's or not at all
//
// The store itself still needs a database of database/sql, such as that of github.com/jackc/pgx/v5/stdlib over the same pool, to
// sweep and to deliver; what is done by a bound store goes through the transaction alone.
//
// A module of its own, so that package sqlstore requires no driver. What this package does not do: it begins, commits and rolls
// back nothing.
package pgxtx

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// Bind returns a store of the dialect PostgreSQL inside a transaction of pgx, or in a savepoint of one. It is for as long as the
// transaction is, and for one goroutine at a time, as that is. See [sqlstore.Bound] for what the host does after an error.
func Bind(s *sqlstore.Store, tx pgx.Tx) *sqlstore.Bound { return s.BindConn(conn{tx}) }

// conn is a transaction as the store needs it.
type conn struct{ tx pgx.Tx }

// Exec runs a statement.
func (c conn) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := c.tx.Exec(ctx, statement, args...)
	return tag.RowsAffected(), err
}

// Query runs a statement that returns rows.
func (c conn) Query(ctx context.Context, statement string, args ...any) (sqlstore.Rows, error) {
	found, err := c.tx.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	return rows{found}, nil
}

// rows are rows whose closing can fail.
type rows struct{ pgx.Rows }

// Close ends the reading.
func (r rows) Close() error {
	r.Rows.Close()
	return r.Err()
}
