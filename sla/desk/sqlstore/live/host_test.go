package live_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/pgxtx"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// hostTx is a transaction of a host that has tickets with numbers of its own.
type hostTx interface {
	insert(ctx context.Context, subject string) (id int64, err error)
	due(ctx context.Context, id int64, at sla.Instant) error
	bind(s *sqlstore.Store) *sqlstore.Bound
	end(ctx context.Context, commit bool) error
}

// insertTicket is what both kinds of host run: SQLite and PostgreSQL number a new row alike.
const insertTicket = `INSERT INTO tickets (subject) VALUES ($1) RETURNING id`

const setDue = `UPDATE tickets SET first_response_due_at = $1 WHERE id = $2`

// standardTx is a transaction of database/sql.
type standardTx struct{ *sql.Tx }

func (x standardTx) insert(ctx context.Context, subject string) (id int64, err error) {
	err = x.QueryRowContext(ctx, insertTicket, subject).Scan(&id)
	return id, err
}

func (x standardTx) due(ctx context.Context, id int64, at sla.Instant) error {
	_, err := x.ExecContext(ctx, setDue, int64(at), id)
	return err
}

func (x standardTx) bind(s *sqlstore.Store) *sqlstore.Bound { return s.Bind(x.Tx) }

func (x standardTx) end(_ context.Context, commit bool) error {
	if commit {
		return x.Commit()
	}
	return x.Rollback()
}

// pgxTx is a transaction of pgx.
type pgxTx struct{ pgx.Tx }

func (x pgxTx) insert(ctx context.Context, subject string) (id int64, err error) {
	err = x.QueryRow(ctx, insertTicket, subject).Scan(&id)
	return id, err
}

func (x pgxTx) due(ctx context.Context, id int64, at sla.Instant) error {
	_, err := x.Exec(ctx, setDue, int64(at), id)
	return err
}

func (x pgxTx) bind(s *sqlstore.Store) *sqlstore.Bound { return pgxtx.Bind(s, x.Tx) }

func (x pgxTx) end(ctx context.Context, commit bool) error {
	if commit {
		return x.Commit(ctx)
	}
	return x.Rollback(ctx)
}

// hosted is a store beside a host's tickets, and what begins the host's transactions.
type hosted struct {
	store *sqlstore.Store
	db    *sql.DB
	begin func(t *testing.T) hostTx
}

// hosts are the kinds of host.
var hosts = map[string]func(t *testing.T) hosted{
	"sqlite":        func(t *testing.T) hosted { return standardHost(t, onSQLite, `id INTEGER PRIMARY KEY`) },
	"database/sql":  func(t *testing.T) hosted { return standardHost(t, onPostgreSQL, serial) },
	"lib-pq":        func(t *testing.T) hosted { return standardHost(t, onLibPQ, serial) },
	"pgx by itself": pgxHost,
}

const serial = `id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY`

func standardHost(t *testing.T, e engine, id string) hosted {
	s, db := e.fresh(t)
	_, err := db.Exec(`CREATE TABLE tickets (` + id + `, subject TEXT NOT NULL, first_response_due_at BIGINT)`)
	require.NoError(t, err)
	return hosted{s, db, func(t *testing.T) hostTx {
		tx, err := db.Begin()
		require.NoError(t, err)
		return standardTx{tx}
	}}
}

func pgxHost(t *testing.T) hosted {
	source := onPostgreSQL.empty(t)
	db := onPostgreSQL.open(t, source)
	s := onPostgreSQL.store(t, sqlstore.Config{DB: db})
	_, err := db.Exec(`CREATE TABLE tickets (` + serial + `, subject TEXT NOT NULL, first_response_due_at BIGINT)`)
	require.NoError(t, err)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, source)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(ctx)) })
	return hosted{s, db, func(t *testing.T) hostTx {
		tx, err := conn.Begin(ctx)
		require.NoError(t, err)
		return pgxTx{tx}
	}}
}

// onEachHost runs a test for each kind of host.
func onEachHost(t *testing.T, test func(t *testing.T, h hosted)) {
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) { test(t, host(t)) })
	}
}

// TestHostKeepsItsTicketAndTheDeskInOneTransaction: a host with numbers for tickets commits its row and an event of the desk
// together; a rollback leaves nothing.
func TestHostKeepsItsTicketAndTheDeskInOneTransaction(t *testing.T) {
	onEachHost(t, func(t *testing.T, h hosted) {
		ctx := context.Background()
		dir := t.TempDir()
		shift(t, dir, time.Hour)
		d := newDesk(t, dir, h.store, nil)
		var last string
		for _, commit := range []bool{false, true} {
			before := append(dump(t, h.db), rowsOf(t, h.db, `SELECT id, subject FROM tickets`)...)
			tx := h.begin(t)
			id, err := tx.insert(ctx, "No light in the hall")
			require.NoError(t, err)
			last = strconv.FormatInt(id, 10)
			ev := desk.Event{Ticket: last}
			ev.Key, ev.Kind, ev.At, ev.By, ev.Status = "created/"+last, sla.Created, noon, sla.Customer, "open"
			_, err = d.Bind(tx.bind(h.store)).Handle(ctx, ev)
			require.NoError(t, err)
			require.NoError(t, tx.end(ctx, commit))
			after := append(dump(t, h.db), rowsOf(t, h.db, `SELECT id, subject FROM tickets`)...)
			if !commit {
				require.Equal(t, before, after)
			}
		}
		require.Equal(t, []string{last + " No light in the hall " + last},
			rowsOf(t, h.db, `SELECT id, subject, ticket FROM tickets JOIN bellhop_cases ON ticket = CAST(id AS TEXT)`))
		c, err := h.store.Load(ctx, last)
		require.NoError(t, err)
		require.True(t, c.Open)
	})
}

// TestBoundStoreDoesAllThatAStoreDoes: loads, deliveries and a sweep in the host's transaction.
func TestBoundStoreDoesAllThatAStoreDoes(t *testing.T) {
	onEachHost(t, func(t *testing.T, h hosted) {
		ctx := context.Background()
		tx := h.begin(t)
		b := tx.bind(h.store)
		require.NoError(t, b.Update(ctx, "1", making(wake(noon), carry("ana", 1, 1), ops(put("k1", noon)))))
		require.NoError(t, b.Update(ctx, "1", making(wake(noon), ops(put("k1", noon), put("k2", noon)))))
		require.ErrorIs(t, b.Update(ctx, "2", making(carry("ana", 1, 1))), desk.ErrNoRoom)
		require.ErrorIs(t, b.Update(ctx, "1", making(ops(put("k1", noon+1)))), outbox.ErrKeyReused)
		n, err := b.Sweep(ctx, noon, 10, waking(wake(0), lead("swept")))
		require.NoError(t, err)
		require.Equal(t, 1, n)
		loads, err := b.Loads(ctx)
		require.NoError(t, err)
		require.Equal(t, routing.Roster{"ana": {Load: 1}}, loads)
		require.NoError(t, tx.end(ctx, true))
		c, err := h.store.Load(ctx, "1")
		require.NoError(t, err)
		require.Equal(t, "swept", c.Lead)
		require.Equal(t, uint64(3), c.Head.Seq)
		held, err := h.store.Claim(ctx, noon, time.Minute, 10)
		require.NoError(t, err)
		require.Len(t, held, 2)
	})
}

// TestHostThatKeepsOnlyTheDueInstantNeedsNoStore: a host asks the pure step when its ticket is due and stores that in its own
// row; nothing of ours is asked or written, and a rollback leaves nothing.
func TestHostThatKeepsOnlyTheDueInstantNeedsNoStore(t *testing.T) {
	data, err := os.ReadFile("testdata/kill.yaml")
	require.NoError(t, err)
	p, err := pack.Read("kill.yaml", data, nil)
	require.NoError(t, err)
	onEachHost(t, func(t *testing.T, h hosted) {
		ctx := context.Background()
		before := dump(t, h.db)
		for _, commit := range []bool{false, true} {
			tx := h.begin(t)
			id, err := tx.insert(ctx, "No light in the hall")
			require.NoError(t, err)
			ev := desk.Event{Ticket: strconv.FormatInt(id, 10)}
			ev.Key, ev.Kind, ev.At, ev.By, ev.Status = "created", sla.Created, noon, sla.Customer, "open"
			change, err := desk.Step(p, desk.Case{Ticket: ev.Ticket}, desk.Input{Now: noon, Event: &ev})
			require.NoError(t, err)
			due, ok := change.Case.State.Due()
			require.True(t, ok)
			require.NoError(t, tx.due(ctx, id, due))
			require.NoError(t, tx.end(ctx, commit))
			kept := []string(nil)
			if commit {
				kept = []string{fmt.Sprint(int64(due))}
			}
			require.Equal(t, kept, rowsOf(t, h.db, `SELECT first_response_due_at FROM tickets`))
		}
		require.Equal(t, before, dump(t, h.db))
	})
}

// Example_pgx keeps a row of a host that uses pgx by itself and an event of the desk together.
func Example_pgx() {
	var ( // of the host
		ctx   = context.Background()
		conn  *pgx.Conn
		store *sqlstore.Store
		d     *desk.Desk
	)
	open := func(subject string, ev desk.Event) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			var id int64
			if err := tx.QueryRow(ctx, insertTicket, subject).Scan(&id); err != nil {
				return err
			}
			ev.Ticket = strconv.FormatInt(id, 10)
			_, err := d.Bind(pgxtx.Bind(store, tx)).Handle(ctx, ev)
			return err
		})
	}
	_ = open
}
