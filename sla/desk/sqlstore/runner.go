package sqlstore

import (
	"context"
	"database/sql"
	"errors"
)

// Tx is what a bound store needs of the host's transaction: a *sql.Tx, or what wraps one.
type Tx interface {
	// ExecContext runs a statement, as that of *sql.Tx.
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	// QueryContext runs a statement that returns rows, as that of *sql.Tx.
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// runner runs the statements of a store somewhere: on the database, or in a transaction.
type runner interface {
	exec(ctx context.Context, q query, args ...any) (sql.Result, error)
	query(ctx context.Context, q query, args ...any) (*sql.Rows, error)
}

// broken says that the database failed, as against a case that did: the transaction is of no use any more.
type broken struct{ err error }

func (b *broken) Error() string { return "database: " + b.err.Error() }
func (b *broken) Unwrap() error { return b.err }

// isBroken says whether it was the database that failed.
func isBroken(err error) bool {
	var b *broken
	return errors.As(err, &b)
}

// brokenBy wraps an error of the database.
func brokenBy(err error) error {
	if err == nil || isBroken(err) {
		return err
	}
	return &broken{err}
}

// exec runs a statement and returns how many rows it changed.
func exec(ctx context.Context, on runner, q query, args ...any) (int64, error) {
	result, err := on.exec(ctx, q, args...)
	if err != nil {
		return 0, brokenBy(err)
	}
	n, err := result.RowsAffected()
	return n, brokenBy(err)
}

// each scans every row that a statement returns into dest and calls take, if there is one. It returns how many there were.
func each(ctx context.Context, on runner, q query, args, dest []any, take func()) (int, error) {
	rows, err := on.query(ctx, q, args...)
	if err != nil {
		return 0, brokenBy(err)
	}
	defer func() { _ = rows.Close() }() // Next has met the error if there is one
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(dest...); err != nil {
			return n, brokenBy(err)
		}
		if take != nil {
			take()
		}
	}
	return n, brokenBy(rows.Err())
}

// direct runs each statement on the database by itself.
type direct struct{ store *Store }

func (d direct) exec(ctx context.Context, q query, args ...any) (sql.Result, error) {
	if err := d.store.prepare(ctx); err != nil {
		return nil, err
	}
	return d.store.stmts[q].ExecContext(ctx, args...)
}

func (d direct) query(ctx context.Context, q query, args ...any) (*sql.Rows, error) {
	if err := d.store.prepare(ctx); err != nil {
		return nil, err
	}
	return d.store.stmts[q].QueryContext(ctx, args...)
}

// own runs statements in a transaction of the store.
type own struct {
	store *Store
	tx    *sql.Tx
}

func (o own) exec(ctx context.Context, q query, args ...any) (sql.Result, error) {
	return o.tx.StmtContext(ctx, o.store.stmts[q]).ExecContext(ctx, args...)
}

func (o own) query(ctx context.Context, q query, args ...any) (*sql.Rows, error) {
	return o.tx.StmtContext(ctx, o.store.stmts[q]).QueryContext(ctx, args...)
}

// host runs statements in a transaction of the host.
type host struct {
	store *Store
	tx    Tx
}

func (h host) exec(ctx context.Context, q query, args ...any) (sql.Result, error) {
	return h.tx.ExecContext(ctx, h.store.text[q], args...)
}

func (h host) query(ctx context.Context, q query, args ...any) (*sql.Rows, error) {
	return h.tx.QueryContext(ctx, h.store.text[q], args...)
}
