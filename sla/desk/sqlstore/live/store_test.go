package live_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// source is the data source of an SQLite file, as the package's comment has it.
func source(file string) string {
	return "file:" + file + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)&_txlock=immediate"
}

// open returns the database of a file.
func open(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", source(file))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// over returns a store over a database, with its tables.
func over(t testing.TB, db *sql.DB) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.SQLite})
	require.NoError(t, err)
	require.NoError(t, s.Migrate(context.Background()))
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// fresh returns an empty store in a file of its own.
func fresh(t testing.TB) *sqlstore.Store {
	t.Helper()
	return over(t, open(t, filepath.Join(t.TempDir(), "desk.db")))
}

func TestStoreKeepsEveryRule(t *testing.T) {
	desktest.Run(t, func(t *testing.T) desktest.Store { return fresh(t) })
}
