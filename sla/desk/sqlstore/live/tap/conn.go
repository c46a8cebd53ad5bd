package tap

import (
	"context"
	"database/sql/driver"
	"errors"
)

// conn is a connection. The driver beneath must know contexts.
type conn struct {
	driver.Conn
	hook Hook
}

// BeginTx begins a transaction.
func (c conn) BeginTx(ctx context.Context, opts driver.TxOptions) (begun driver.Tx, err error) {
	err = c.hook.do(Step{Kind: Begin}, ErrCut, func() error {
		inner, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
		begun = inner
		return err
	})
	if err != nil && begun != nil {
		return nil, errors.Join(err, begun.Rollback())
	}
	return tx{begun, c.hook}, err
}

// ExecContext runs a statement.
func (c conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (result driver.Result, err error) {
	err = c.hook.do(Step{Exec, text, args}, ErrCut, func() error {
		result, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
		return err
	})
	return result, err
}

// QueryContext runs a statement that returns rows.
func (c conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = c.hook.do(Step{Query, text, args}, ErrCut, func() error {
		rows, err = c.Conn.(driver.QueryerContext).QueryContext(ctx, text, args)
		return err
	})
	return open(rows, err)
}

// PrepareContext prepares a statement.
func (c conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	inner, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt{inner, text, c.hook}, nil
}

// open returns rows, or closes those whose answer is lost.
func open(rows driver.Rows, err error) (driver.Rows, error) {
	if err != nil && rows != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return rows, err
}

// stmt is a prepared statement.
type stmt struct {
	driver.Stmt
	text string
	hook Hook
}

// ExecContext runs the statement.
func (s stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (result driver.Result, err error) {
	err = s.hook.do(Step{Exec, s.text, args}, ErrCut, func() error {
		result, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
		return err
	})
	return result, err
}

// QueryContext runs the statement, which returns rows.
func (s stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = s.hook.do(Step{Query, s.text, args}, ErrCut, func() error {
		rows, err = s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
		return err
	})
	return open(rows, err)
}

// tx is a transaction.
type tx struct {
	driver.Tx
	hook Hook
}

// Commit commits.
func (t tx) Commit() error { return t.hook.do(Step{Kind: Commit}, driver.ErrBadConn, t.Tx.Commit) }

// Rollback rolls back.
func (t tx) Rollback() error {
	return t.hook.do(Step{Kind: Rollback}, driver.ErrBadConn, t.Tx.Rollback)
}
