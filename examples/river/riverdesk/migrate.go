package riverdesk

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// schema is what stands beside River's tables and those of sqlstore: how a job is found by its key, and the buckets.
const schema = `
CREATE INDEX IF NOT EXISTS bellhop_river_key ON river_job (` + keyColumn + `) WHERE kind = '` + kind + `';
CREATE INDEX IF NOT EXISTS bellhop_river_dead ON river_job (` + keyColumn + `) WHERE kind = '` + kind + `' AND state = 'discarded';
CREATE TABLE IF NOT EXISTS bellhop_river_buckets (address text PRIMARY KEY, document text NOT NULL);`

// turn is the number of the lock under which one process at a time migrates.
const turn = 0x62656c6c686f70

// Migrate makes the tables of River and of the desk, or brings them up to date. It may run again, and side by side in many
// processes.
func (d *Desk) Migrate(ctx context.Context) (err error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, turn); err != nil {
		return err
	}
	defer func() {
		_, unlocked := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, turn)
		err = errors.Join(err, unlocked)
	}()
	migrator, err := rivermigrate.New(riverpgxv5.New(d.pool), &rivermigrate.Config{Logger: d.log})
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate River: %w", err)
	}
	if _, err := conn.Exec(ctx, schema, pgx.QueryExecModeSimpleProtocol); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return d.store.cases.Migrate(ctx)
}
