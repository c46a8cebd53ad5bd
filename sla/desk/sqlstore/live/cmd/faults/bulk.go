package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// run runs statements in one transaction.
func (d *database) run(ctx context.Context, list []statement) error {
	if d.Kind == postgres {
		return d.runAtOnce(ctx, list)
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

// runAtOnce sends all statements to PostgreSQL before it reads the first answer.
func (d *database) runAtOnce(ctx context.Context, list []statement) (err error) {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var batch pgx.Batch
	for _, one := range list {
		batch.Queue(one.text, one.args...)
	}
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver is %T", driver)
		}
		return c.Conn().SendBatch(ctx, &batch).Close()
	})
}
