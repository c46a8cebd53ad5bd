package main

import (
	"context"
	"database/sql"
)

// run runs what a store noted, in one transaction.
func (d *database) run(ctx context.Context, notes *notebook) error {
	list := notes.list
	if d.Kind == postgres {
		list = notes.arrays()
	}
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	stmts := map[string]*sql.Stmt{}
	for _, one := range list {
		if stmts[one.text] == nil {
			if stmts[one.text], err = tx.PrepareContext(ctx, one.text); err != nil {
				return err
			}
		}
		if _, err := stmts[one.text].ExecContext(ctx, one.args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
