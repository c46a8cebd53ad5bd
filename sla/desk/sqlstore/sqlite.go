package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// SQLite is the dialect of SQLite from 3.35 on, in WAL mode. Its one writer holds the lock of the whole database, so rows
// need none. The caller's clock is the only one.
var SQLite = Dialect{
	name:     "sqlite",
	versions: `CREATE TABLE IF NOT EXISTS @schema (version INTEGER NOT NULL PRIMARY KEY)`,
	alone:    onlyWriter,
	lock:     onlyWriter,
	clock:    `NULL`,
	check:    checkSQLite,
}

// onlyWriter changes nothing, and takes the lock of the database.
const onlyWriter = `UPDATE @schema SET version = version WHERE version < 0`

// checkSQLite returns what the data source has to set.
func checkSQLite(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return fmt.Errorf("journal_mode: %w", err)
	}
	var wait int
	if err := db.QueryRowContext(ctx, `PRAGMA busy_timeout`).Scan(&wait); err != nil {
		return fmt.Errorf("busy_timeout: %w", err)
	}
	var faults []error
	if !strings.EqualFold(mode, "wal") {
		faults = append(faults, fmt.Errorf("journal_mode: is %s; set it to wal in the data source", mode))
	}
	if wait <= 0 {
		faults = append(faults, errors.New("busy_timeout: is 0, so two writers fail instead of waiting; set it in the data source, such as to 10000"))
	}
	return errors.Join(faults...)
}
