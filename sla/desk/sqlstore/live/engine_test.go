package live_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
)

// engine is a database, by one driver, that the store is tried on.
type engine struct {
	name    string
	sql     string // the name of its driver
	dialect sqlstore.Dialect
	driver  driver.Driver
	// empty returns the data source of a place without tables, which goes with the test.
	empty func(t testing.TB) string
	// many returns what makes an empty store of a configuration: tests that make hundreds of them get one pool of connections.
	many func(t testing.TB) sqlstore.Config
}

var (
	onSQLite     = engine{name: "sqlite", sql: "sqlite", dialect: sqlstore.SQLite, driver: &sqlite.Driver{}, empty: emptyFile}
	onPostgreSQL = engine{"postgresql", "pgx", sqlstore.PostgreSQL, stdlib.GetDefaultDriver(), emptySchema, crowd("pgx")}
	onLibPQ      = engine{"postgresql by lib-pq", "postgres", sqlstore.PostgreSQL, pq.Driver{}, emptySchema, crowd("postgres")}
)

// onEach runs a test on each engine.
func onEach(t *testing.T, test func(t *testing.T, e engine)) {
	for _, e := range []engine{onSQLite, onPostgreSQL} {
		t.Run(e.name, func(t *testing.T) { test(t, e) })
	}
}

// emptyFile returns the data source of a file that does not exist yet.
func emptyFile(t testing.TB) string { return source(filepath.Join(t.TempDir(), "desk.db")) }

// shared returns the pool of connections to the server of the tests, by a driver. It stays open until the process is gone.
func shared(driver string) func(t testing.TB) *sql.DB {
	var open sync.Once
	var db *sql.DB
	return func(t testing.TB) *sql.DB {
		t.Helper()
		s := pgserver.Need(t)
		open.Do(func() {
			var err error
			db, err = sql.Open(driver, s.DSN())
			require.NoError(t, err)
			db.SetMaxOpenConns(30)
			db.SetMaxIdleConns(30)
		})
		return db
	}
}

var (
	admin   = shared("pgx")
	schemas atomic.Int64
)

// newSchema names a schema of which nothing is left after the test.
func newSchema(t testing.TB) string {
	db := admin(t)
	name := fmt.Sprint("place", schemas.Add(1))
	t.Cleanup(func() {
		_, err := db.Exec("DROP SCHEMA IF EXISTS " + name + " CASCADE")
		require.NoError(t, err)
	})
	return name
}

// emptySchema returns a data source whose tables stand in a schema of their own.
func emptySchema(t testing.TB) string {
	name := newSchema(t)
	_, err := admin(t).Exec("CREATE SCHEMA " + name)
	require.NoError(t, err)
	return pgserver.Need(t).DSN() + "&search_path=" + name
}

// unlocked waits until the server has noticed that connections were lost, and holds no lock for them: what is locked is passed
// over, and would be found at the next look only.
func unlocked(t testing.TB, source string) {
	_, schema, ok := strings.Cut(source, "&search_path=")
	if !ok {
		return // no server
	}
	require.Eventually(t, func() bool {
		held := 0
		err := admin(t).QueryRow(`SELECT count(*) FROM pg_locks JOIN pg_class c ON c.oid = relation
			WHERE c.relnamespace = to_regnamespace($1)`, schema).Scan(&held)
		return err == nil && held == 0
	}, 10*time.Second, time.Millisecond)
}

// crowd returns what gives many stores one pool of connections, each a schema of its own.
func crowd(driver string) func(t testing.TB) sqlstore.Config {
	pool := shared(driver)
	return func(t testing.TB) sqlstore.Config { return sqlstore.Config{DB: pool(t), Schema: newSchema(t)} }
}

// open opens a database, which is closed with the test.
func (e engine) open(t tester, source string) *sql.DB {
	db := tap.Open(e.driver, source, func(tap.Step) tap.Cut { return tap.None })
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// store returns a store, with its tables. It is closed with the test.
func (e engine) store(t tester, c sqlstore.Config) *sqlstore.Store {
	c.Dialect = e.dialect
	s, err := sqlstore.New(context.Background(), c)
	require.NoError(t, err)
	require.NoError(t, s.Migrate(context.Background()))
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// fresh returns an empty store in a place of its own, and its database.
func (e engine) fresh(t testing.TB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db := e.open(t, e.empty(t))
	return e.store(t, sqlstore.Config{DB: db}), db
}

// one returns an empty store, for tests that make many.
func (e engine) one(t testing.TB) spoilable {
	t.Helper()
	if e.many == nil {
		s, db := e.fresh(t)
		return spoilable{s, db, "bellhop_cases"}
	}
	c := e.many(t)
	return spoilable{e.store(t, c), c.DB, c.Schema + ".cases"}
}

// spoilable is a store whose rows a test can spoil.
type spoilable struct {
	*sqlstore.Store
	db    *sql.DB
	cases string // the name of its table
}

var _ desktest.Spoiler = spoilable{}

// Spoil writes over the document of a case, in a new version: one that the store remembers is not read again.
func (s spoilable) Spoil(ctx context.Context, ticket string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE `+s.cases+` SET version = version + 1, document = 'no case' WHERE ticket = $1`, ticket)
	return err
}
