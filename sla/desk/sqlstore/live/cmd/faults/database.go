package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "modernc.org/sqlite"             // the driver sqlite

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// The kinds of database.
const (
	postgres = "postgres"
	sqlite   = "sqlite"
)

// database is where the desk of a run is kept.
type database struct {
	Kind, Source string

	db    *sql.DB
	store *sqlstore.Store
}

// fileSource is the data source of an SQLite file. Nothing here cuts the power, so no commit waits for a disk.
func fileSource(file string) string {
	return "file:" + filepath.ToSlash(file) + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_pragma=synchronous(off)"
}

// open opens the database and a store on it.
func (d *database) open(ctx context.Context) (err error) {
	driver, dialect := "sqlite", sqlstore.SQLite
	switch d.Kind {
	case sqlite:
	case postgres:
		driver, dialect = "pgx", sqlstore.PostgreSQL
	default:
		return fmt.Errorf("-db %q: write %s or %s", d.Kind, postgres, sqlite)
	}
	if d.db, err = sql.Open(driver, d.Source); err != nil {
		return err
	}
	d.db.SetMaxIdleConns(16)
	d.db.SetMaxOpenConns(16)
	if d.store, err = sqlstore.New(ctx, sqlstore.Config{DB: d.db, Dialect: dialect}); err != nil {
		return errors.Join(err, d.db.Close())
	}
	return nil
}

// close closes the store and the database.
func (d *database) close() error { return errors.Join(d.store.Close(), d.db.Close()) }

// tidy does what PostgreSQL does by itself a while after many rows have come.
func (d *database) tidy(ctx context.Context) error {
	if d.Kind == sqlite {
		return nil
	}
	_, err := d.db.ExecContext(ctx, `VACUUM ANALYZE`)
	return err
}

// count begins to count how long PostgreSQL is at work on statements.
func (d *database) count(ctx context.Context) error {
	if d.Kind == sqlite {
		return nil
	}
	_, err := d.db.ExecContext(ctx, `CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()`)
	return err
}

// counted returns how long PostgreSQL was at work on the statements of the desk since count.
func (d *database) counted(ctx context.Context) (time.Duration, error) {
	var ms float64
	err := d.db.QueryRowContext(ctx, `SELECT coalesce(sum(total_exec_time + total_plan_time), 0) FROM pg_stat_statements
		WHERE query LIKE '%bellhop%'`).Scan(&ms)
	return time.Duration(ms * float64(time.Millisecond)), err
}
