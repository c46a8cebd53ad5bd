package live_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// withHost returns a store beside a table of the host.
func withHost(t *testing.T) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	s, db := fresh(t)
	_, err := db.Exec(`CREATE TABLE tickets (id TEXT PRIMARY KEY)`)
	require.NoError(t, err)
	return s, db
}

// begin begins a transaction of the host, with a row of its own.
func begin(t *testing.T, db *sql.DB, id string) *sql.Tx {
	t.Helper()
	tx, err := db.Begin()
	require.NoError(t, err)
	_, err = tx.Exec(`INSERT INTO tickets (id) VALUES (?)`, id)
	require.NoError(t, err)
	return tx
}

func TestBoundStoreKeepsBothRowsOrNeither(t *testing.T) {
	ctx := context.Background()
	s, db := withHost(t)
	for _, kept := range []bool{true, false, true} {
		id := fmt.Sprint("T-", kept)
		before := append(dump(t, db), rowsOf(t, db, `SELECT id FROM tickets`)...)
		tx := begin(t, db, fmt.Sprint(id, len(before)))
		require.NoError(t, s.Bind(tx).Update(ctx, id, making(ops(put("k"+id, noon)), carry("ana", 1, 0))))
		if !kept {
			require.NoError(t, tx.Rollback())
			require.Equal(t, before, append(dump(t, db), rowsOf(t, db, `SELECT id FROM tickets`)...))
			continue
		}
		require.NoError(t, tx.Commit())
		loads, err := s.Loads(ctx)
		require.NoError(t, err)
		require.Positive(t, loads["ana"].Load)
		// the store's own next change builds on what the host has committed
		require.NoError(t, s.Update(ctx, id, making(lead("later"))))
	}
	c, err := s.Load(ctx, "T-true")
	require.NoError(t, err)
	require.Equal(t, uint64(4), c.Head.Seq)
}

func TestBoundStoreRefusesBeforeItWrites(t *testing.T) {
	ctx := context.Background()
	s, db := withHost(t)
	require.NoError(t, s.Update(ctx, "T-1", making(carry("ana", 1, 1), ops(put("k1", noon)))))
	own := errors.New("the step refused")
	for name, c := range map[string]struct {
		fn  func(desk.Case) (desk.Change, error)
		due error
	}{
		"no room":   {making(carry("ben", 1, 0), ops(put("k2", noon)), carry("ana", 1, 1)), desk.ErrNoRoom},
		"an op":     {making(carry("ben", 1, 0), ops(put("k2", noon), put("k1", noon+1))), outbox.ErrKeyReused},
		"its own":   {func(desk.Case) (desk.Change, error) { return desk.Change{}, own }, own},
		"old heads": {making(carry("ben", 1, 0), func(ch *desk.Change) { ch.Before.Seq++ }), desk.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			before := dump(t, db)
			tx := begin(t, db, name)
			require.ErrorIs(t, s.Bind(tx).Update(ctx, "T-1", c.fn), c.due)
			require.NoError(t, tx.Commit()) // the host goes on with its own
			require.Equal(t, before, dump(t, db))
			require.Contains(t, rowsOf(t, db, `SELECT id FROM tickets`), name)
		})
	}
}

func TestBoundStoreSweepsInTheTransactionOfTheHost(t *testing.T) {
	ctx := context.Background()
	s, db := withHost(t)
	for i := range 3 {
		require.NoError(t, s.Update(ctx, fmt.Sprint("T-", i), making(wake(noon))))
	}
	tx := begin(t, db, "sweep")
	n, err := s.Bind(tx).Sweep(ctx, noon, 10, waking(wake(0)))
	require.NoError(t, err)
	require.Equal(t, 3, n)
	require.NoError(t, tx.Rollback())
	n, err = s.Sweep(ctx, noon, 10, waking(wake(0)))
	require.NoError(t, err)
	require.Equal(t, 3, n)
}

func TestDeskTakesAnEventInTheTransactionOfTheHost(t *testing.T) {
	ctx := context.Background()
	s, db := withHost(t)
	dir := t.TempDir()
	shift(t, dir, time.Hour)
	d := newDesk(t, dir, s, nil)
	ev := desk.Event{Ticket: "T-1"}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Status = "e-1", sla.Created, noon, sla.Customer, "open"
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
		_, err := s.Load(ctx, "T-1")
		require.ErrorIs(t, err, desk.ErrUnknownTicket)
		tx := begin(t, db, "T-1")
		outcome, err := d.Bind(s.Bind(tx)).Handle(ctx, ev)
		require.NoError(t, err)
		require.False(t, outcome.Again)
		require.NoError(t, end(tx))
	}
	c, err := s.Load(ctx, "T-1")
	require.NoError(t, err)
	require.True(t, c.Open)
	outcome, err := d.Handle(ctx, ev)
	require.NoError(t, err)
	require.True(t, outcome.Again)
}

// wrapped is a host's own kind of transaction.
type wrapped struct{ tx *sql.Tx }

func (w wrapped) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	return w.tx.ExecContext(ctx, q, args...)
}

func (w wrapped) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return w.tx.QueryContext(ctx, q, args...)
}

// Example_bind keeps a row of the host and the desk's change together.
func Example_bind() {
	dir, err := os.MkdirTemp("", "bind")
	check(err)
	defer func() { check(os.RemoveAll(dir)) }()
	db, err := sql.Open("sqlite", source(filepath.Join(dir, "desk.db")))
	check(err)
	defer func() { check(db.Close()) }()
	ctx := context.Background()
	store, err := sqlstore.New(ctx, sqlstore.Config{DB: db, Dialect: sqlstore.SQLite, Prefix: "desk_"})
	check(err)
	check(store.Migrate(ctx))

	tx, err := db.BeginTx(ctx, nil)
	check(err)
	_, err = tx.ExecContext(ctx, `CREATE TABLE tickets (id INTEGER PRIMARY KEY, subject TEXT)`)
	check(err)
	_, err = tx.ExecContext(ctx, `INSERT INTO tickets VALUES (42, 'No light in the hall')`)
	check(err)
	bound := store.Bind(wrapped{tx}) // desk.Bind(bound).Handle(ctx, event) takes an event there
	check(bound.Update(ctx, "42", making(wake(noon.Add(time.Hour)))))
	check(tx.Commit())

	var subject string
	var wakes int64
	check(db.QueryRowContext(ctx, `SELECT subject, wake FROM tickets JOIN desk_cases ON ticket = id`).Scan(&subject, &wakes))
	fmt.Println(subject, time.Unix(0, wakes).UTC())
	// Output: No light in the hall 2026-03-06 13:00:00 +0000 UTC
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
