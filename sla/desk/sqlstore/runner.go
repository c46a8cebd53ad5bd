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

// Conn is what a bound store needs of a transaction that is not one of database/sql, such as one of a driver of its own.
// Statements stand in the dialect of the store.
type Conn interface {
	// Exec runs a statement and returns how many rows it changed.
	Exec(ctx context.Context, statement string, args ...any) (int64, error)
	// Query runs a statement that returns rows.
	Query(ctx context.Context, statement string, args ...any) (Rows, error)
}

// Rows are what a statement returns, as *sql.Rows are. An argument of Scan may be a sql.Scanner.
type Rows interface {
	// Next goes to the next row and says whether there is one.
	Next() bool
	// Scan reads the columns of the row.
	Scan(dest ...any) error
	// Err returns why there is no next row, or nil at the end.
	Err() error
	// Close ends the reading; it may be called again.
	Close() error
}

// runner runs the statements of a store somewhere: on the database, or in a transaction.
type runner interface {
	exec(ctx context.Context, q query, args ...any) (int64, error)
	query(ctx context.Context, q query, args ...any) (Rows, error)
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
	n, err := on.exec(ctx, q, legibly(args)...)
	return n, brokenBy(err)
}

// changed returns how many rows a statement changed.
func changed(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// each scans every row that a statement returns into dest and calls take, if there is one. It returns how many there were.
func each(ctx context.Context, on runner, q query, args, dest []any, take func()) (int, error) {
	rows, err := on.query(ctx, q, legibly(args)...)
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

// eachOf does what each does for the rows of keys: by one statement, or by one for each key.
func eachOf(ctx context.Context, w *work, q query, keys []string, dest []any, take func()) error {
	if w.store.dialect.arrays {
		c := newColumns(1)
		for _, key := range keys {
			c.add(key)
		}
		_, err := each(ctx, w, q, c.args(), dest, take)
		return err
	}
	for _, key := range keys {
		if _, err := each(ctx, w, q, []any{key}, dest, take); err != nil {
			return err
		}
	}
	return nil
}

// legibly makes the texts of arguments legible.
func legibly(args []any) []any {
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = legible(s)
		}
	}
	return args
}

// direct runs each statement on the database by itself.
type direct struct{ store *Store }

func (d direct) exec(ctx context.Context, q query, args ...any) (int64, error) {
	if err := d.store.prepare(ctx); err != nil {
		return 0, err
	}
	return changed(d.store.stmts[q].ExecContext(ctx, args...))
}

func (d direct) query(ctx context.Context, q query, args ...any) (Rows, error) {
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

func (o own) exec(ctx context.Context, q query, args ...any) (int64, error) {
	return changed(o.tx.StmtContext(ctx, o.store.stmts[q]).ExecContext(ctx, args...))
}

func (o own) query(ctx context.Context, q query, args ...any) (Rows, error) {
	return o.tx.StmtContext(ctx, o.store.stmts[q]).QueryContext(ctx, args...)
}

// host runs statements in a transaction of the host.
type host struct {
	store *Store
	conn  Conn
}

func (h host) exec(ctx context.Context, q query, args ...any) (int64, error) {
	return h.conn.Exec(ctx, h.store.text[q], args...)
}

func (h host) query(ctx context.Context, q query, args ...any) (Rows, error) {
	return h.conn.Query(ctx, h.store.text[q], args...)
}

// standard is a transaction of database/sql.
type standard struct{ tx Tx }

// Exec runs a statement.
func (s standard) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return changed(s.tx.ExecContext(ctx, statement, args...))
}

// Query runs a statement that returns rows.
func (s standard) Query(ctx context.Context, statement string, args ...any) (Rows, error) {
	return s.tx.QueryContext(ctx, statement, args...)
}
