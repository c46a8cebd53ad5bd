package live_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

func TestMigrateAgainChangesNothing(t *testing.T) {
	ctx := context.Background()
	s, db := fresh(t)
	require.NoError(t, s.Update(ctx, "T-1", making(wake(noon))))
	schema, rows := rowsOf(t, db, `SELECT name, sql FROM sqlite_schema ORDER BY name`), dump(t, db)
	require.NoError(t, s.Migrate(ctx))
	require.NoError(t, tables(t, db, "").Migrate(ctx))
	require.Equal(t, schema, rowsOf(t, db, `SELECT name, sql FROM sqlite_schema ORDER BY name`))
	require.Equal(t, rows, dump(t, db))
}

func TestMigrateSideBySide(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		source := e.empty(t)
		require.NoError(t, e.open(t, source).PingContext(ctx)) // SQLite turns to its journal while nobody else is there
		require.NoError(t, atOnce(8, func(int) error {
			db, err := sql.Open(e.sql, source)
			if err != nil {
				return err
			}
			s, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: e.dialect})
			if err == nil {
				err = s.Migrate(ctx)
			}
			return errors.Join(err, db.Close())
		}))
		require.Equal(t, map[string][]string{"sqlite": {"1", "2", "3", "4"}, "postgresql": {"1", "2", "3", "4", "5"}}[e.name], rowsOf(t, e.open(t, source), `SELECT version FROM bellhop_schema ORDER BY version`))
	})
}

func TestPrefixesStandSideBySide(t *testing.T) {
	ctx := context.Background()
	first, db := fresh(t)
	second := tables(t, db, "other_")
	require.NoError(t, first.Update(ctx, "T-1", making(wake(noon))))
	_, err := second.Load(ctx, "T-1")
	require.ErrorIs(t, err, desk.ErrUnknownTicket)
	at, err := second.NextWake(ctx)
	require.NoError(t, err)
	require.Zero(t, at)
}

func TestMigrateRefusesLaterTables(t *testing.T) {
	s, db := fresh(t)
	_, err := db.Exec(`INSERT INTO bellhop_schema (version) VALUES (99)`)
	require.NoError(t, err)
	require.EqualError(t, s.Migrate(context.Background()), "migrate: the tables are of version 99; this program knows up to 4")
}

func TestWithoutTablesTheErrorNamesMigrate(t *testing.T) {
	ctx := context.Background()
	db := openFile(t, filepath.Join(t.TempDir(), "desk.db"))
	s, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: sqlstore.SQLite})
	require.NoError(t, err)
	require.ErrorContains(t, s.Update(ctx, "T-1", making()), "Migrate makes the tables")
	require.NoError(t, s.Migrate(ctx))
	require.NoError(t, s.Update(ctx, "T-1", making()))
}

func TestNewSaysAllThatIsNotSet(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "plain.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.SQLite, Prefix: "no-name"})
	require.EqualError(t, err, `prefix: "no-name" cannot begin the name of a table; write letters, digits and underscores, at most 30, such as bellhop_
journal_mode: is delete; set it to wal in the data source
busy_timeout: is 0, so two writers fail instead of waiting; set it in the data source, such as to 10000`)
}
