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

// noSync leaves out what only a cut of power needs, so that the tests are quick.
const noSync = "&_pragma=synchronous(off)"

// source is the data source of an SQLite file. It leaves out _txlock, so that the store takes its lock by itself.
func source(file string) string {
	return "file:" + file + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(10000)" + noSync
}

// tester is a test, or a run of a law.
type tester interface {
	require.TestingT
	Cleanup(func())
}

// openFile opens the database of a file, which is closed with the test.
func openFile(t tester, file string) *sql.DB {
	db, err := sql.Open("sqlite", source(file))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// tables returns a store over a database, with its tables. It is closed with the test.
func tables(t tester, db *sql.DB, prefix string) *sqlstore.Store {
	s, err := sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.SQLite, Prefix: prefix})
	require.NoError(t, err)
	require.NoError(t, s.Migrate(context.Background()))
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// fresh returns an empty store in a file of its own, and its database.
func fresh(t testing.TB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db := openFile(t, filepath.Join(t.TempDir(), "desk.db"))
	return tables(t, db, ""), db
}

func TestStoreKeepsEveryRule(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		desktest.Run(t, func(t *testing.T) desktest.Store { return e.one(t) })
	})
}

// A second driver for PostgreSQL sees each rule as well.
func TestStoreKeepsEveryRuleByLibPQ(t *testing.T) {
	if slow {
		t.Skip("the same code by another driver: run without the race detector")
	}
	desktest.Run(t, func(t *testing.T) desktest.Store { return onLibPQ.one(t) })
}
