package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
)

// write is a statement that changed rows, and its arguments.
type write struct {
	text string
	args []any
}

// notes are what a desk wrote, by transaction.
type notes struct {
	mu   sync.Mutex
	all  [][]write
	now  []write
	from int // the transactions before it made the tables
}

// see notes a step.
func (n *notes) see(s tap.Step) tap.Cut {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case s.Kind == tap.Begin, s.Kind == tap.Rollback:
		n.now = nil
	case s.Kind == tap.Commit:
		n.all, n.now = append(n.all, n.now), nil
	case s.Kind == tap.Exec && !isLock(s.Text):
		w := write{text: s.Text}
		for _, a := range s.Args {
			w.args = append(w.args, kept(a.Value))
		}
		n.now = append(n.now, w)
	}
	return tap.None
}

// isLock says whether a statement is the one that takes the lock and changes nothing.
func isLock(text string) bool { return strings.Contains(text, "version < 0") }

// kept returns an argument that outlives its call.
func kept(v any) any {
	if b, ok := v.([]byte); ok {
		return bytes.Clone(b)
	}
	return v
}

// record returns what a desk writes in the days of tickets, by transaction.
func record(ctx context.Context, source string, tickets int) ([][]write, error) {
	var n notes
	err := throughDesk(ctx, source, tickets, n.see, func() { n.from = len(n.all) })
	return n.all[n.from:], err
}

// alone writes rows into the tables of an empty file, each statement prepared once.
func alone(ctx context.Context, source string, rows [][]write, started func()) (err error) {
	db, err := open(source, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	store, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: sqlstore.SQLite})
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	stmts := map[string]*sql.Stmt{}
	for _, list := range rows {
		for _, w := range list {
			if stmts[w.text] == nil {
				if stmts[w.text], err = db.PrepareContext(ctx, w.text); err != nil {
					return err
				}
			}
		}
	}
	started()
	for _, list := range rows {
		if err := writeAll(ctx, db, stmts, list); err != nil {
			return err
		}
	}
	return nil
}

// writeAll writes the rows of one transaction.
func writeAll(ctx context.Context, db *sql.DB, stmts map[string]*sql.Stmt, list []write) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	for _, w := range list {
		if _, err := tx.StmtContext(ctx, stmts[w.text]).ExecContext(ctx, w.args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
