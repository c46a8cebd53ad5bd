package pgserver_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
)

// start starts a server of its own for a test.
func start(t *testing.T, settings ...string) (*pgserver.Server, *sql.DB) {
	t.Helper()
	if _, err := pgserver.Find(); errors.Is(err, pgserver.ErrAbsent) {
		t.Skipf("not run: %v", err)
	}
	s, err := pgserver.Start("", settings...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Remove()) })
	db, err := sql.Open("pgx", s.DSN())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return s, db
}

func show(t *testing.T, db *sql.DB, setting string) (value string) {
	t.Helper()
	require.NoError(t, db.QueryRow("SHOW "+setting).Scan(&value))
	return value
}

func TestServerIsPrivateAndKeepsTheDefaultsOfDurability(t *testing.T) {
	s, db := start(t, "work_mem = '5MB'")
	for setting, due := range map[string]string{
		"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "work_mem": "5MB", "server_encoding": "UTF8",
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
	} {
		require.Equal(t, due, show(t, db, setting), setting)
	}
	require.NoError(t, s.Remove())
	require.NoFileExists(t, s.Log())
	_, err := os.Stat(filepath.Dir(s.Log()))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestStoppedServerKeepsWhatWasCommitted(t *testing.T) {
	s, db := start(t)
	_, err := db.Exec(`CREATE TABLE kept (n int)`)
	require.NoError(t, err)
	for n, immediate := range []bool{true, false} {
		_, err := db.Exec(`INSERT INTO kept VALUES ($1)`, n)
		require.NoError(t, err)
		require.NoError(t, s.Stop(immediate))
		require.Error(t, db.Ping())
		require.NoError(t, s.Start())
		var rows int
		require.NoError(t, db.QueryRow(`SELECT count(*) FROM kept`).Scan(&rows))
		require.Equal(t, n+1, rows)
	}
}

func TestServerThatCannotStartSaysWhy(t *testing.T) {
	if _, err := pgserver.Find(); errors.Is(err, pgserver.ErrAbsent) {
		t.Skipf("not run: %v", err)
	}
	_, err := pgserver.Start("", "no_such_setting = 1")
	require.ErrorContains(t, err, `unrecognized configuration parameter "no_such_setting"`)
}

func TestFreshDatabasesAreApart(t *testing.T) {
	one, other := pgserver.Fresh(t), pgserver.Fresh(t)
	require.NotEqual(t, one, other)
	for _, dsn := range []string{one, other} {
		db, err := sql.Open("pgx", dsn)
		require.NoError(t, err)
		_, err = db.Exec(`CREATE TABLE mine (n int)`)
		require.NoError(t, errors.Join(err, db.Close()))
	}
}
