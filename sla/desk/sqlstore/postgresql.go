package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// PostgreSQL is the dialect of PostgreSQL from version 15 on. Its locks are those of rows, and its own clock decides what is
// due: nobody whose clock is fast is early.
//
// Every transaction of the store takes its locks in one order: the case or the bucket, then deliveries by key, then loads by
// agent.
var PostgreSQL = Dialect{
	name: "postgresql",
	schema: `DO $$ BEGIN
		PERFORM pg_advisory_xact_lock(hashtextextended('~', 0));
		IF to_regnamespace('"~"') IS NULL THEN
			CREATE SCHEMA "~";
		END IF;
	END $$`,
	versions: `DO $$ BEGIN
		PERFORM pg_advisory_xact_lock(hashtextextended('@schema', 0));
		CREATE TABLE IF NOT EXISTS @schema (version BIGINT NOT NULL PRIMARY KEY);
	END $$`,
	alone:     `LOCK TABLE @schema IN EXCLUSIVE MODE`,
	rows:      true,
	arrays:    true,
	isolation: sql.LevelReadCommitted,
	clock:     `(extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1000`,
	texts:     postgresql,
	place:     func(n int) string { return "$" + strconv.Itoa(n) },
	check:     checkPostgreSQL,
}

// oldest is the first version of PostgreSQL that the dialect is for, as the server numbers it.
const oldest = 150000

// checkPostgreSQL returns what the server or the data source has to set.
func checkPostgreSQL(ctx context.Context, db *sql.DB) error {
	var number int
	var version, readOnly, isolation, encoding string
	err := db.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		current_setting('transaction_read_only'), current_setting('default_transaction_isolation'), current_setting('server_encoding')`).
		Scan(&number, &version, &readOnly, &isolation, &encoding)
	if err != nil {
		return fmt.Errorf("server_version: %w", err)
	}
	var faults []error
	if number < oldest {
		faults = append(faults, fmt.Errorf("server_version: is %s; PostgreSQL 15 is the oldest that will do", version))
	}
	if readOnly != "off" {
		faults = append(faults, errors.New("transaction_read_only: is on; connect to the primary, with default_transaction_read_only off"))
	}
	if isolation != "read committed" {
		faults = append(faults, fmt.Errorf("default_transaction_isolation: is %s; set it to read committed in the data source", isolation))
	}
	if encoding != "UTF8" {
		faults = append(faults, fmt.Errorf("server_encoding: is %s; create the database with UTF8", encoding))
	}
	return errors.Join(faults...)
}
