package live_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/tap"
)

// atOnce runs several functions at once and returns their errors, joined.
func atOnce(n int, do func(i int) error) error {
	faults := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { faults[i] = do(i) })
	}
	all.Wait()
	return errors.Join(faults...)
}

// clockOf returns what the database's clock says.
func clockOf(t *testing.T, db *sql.DB) (now sla.Instant) {
	var at time.Time
	require.NoError(t, db.QueryRow(`SELECT clock_timestamp()`).Scan(&at))
	return sla.At(at)
}

// TestFastClockIsNeverEarly: what is due in a minute by the database's clock is not for a caller who is five minutes ahead, and fn
// is told the earlier of both clocks.
func TestFastClockIsNeverEarly(t *testing.T) {
	ctx := context.Background()
	s, db := onPostgreSQL.fresh(t)
	now := clockOf(t, db)
	fast := now.Add(5 * time.Minute)
	require.NoError(t, s.Update(ctx, "late", making(wake(now.Add(-time.Second)), ops(put("late", now.Add(-time.Second))))))
	require.NoError(t, s.Update(ctx, "soon", making(wake(now.Add(time.Minute)), ops(put("soon", now.Add(time.Minute))))))
	var told sla.Instant
	n, err := s.Sweep(ctx, fast, 10, func(c desk.Case, at sla.Instant) (desk.Change, error) {
		require.Equal(t, "late", c.Ticket)
		told = at
		return making(wake(0))(c)
	})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.GreaterOrEqual(t, told, now)
	require.Less(t, told, now.Add(time.Minute))
	held, err := s.Claim(ctx, fast, time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, held, 1)
	require.Equal(t, "late", held[0].Key)
	require.Less(t, held[0].Lease, now.Add(2*time.Minute))
	tx, err := db.Begin()
	require.NoError(t, err)
	n, err = s.Bind(tx).Sweep(ctx, fast, 10, waking(wake(0)))
	require.NoError(t, err)
	require.Zero(t, n)
	require.NoError(t, tx.Rollback())
}

// TestSlowClockIsServedByItsOwn: a caller whose clock is slow takes what is due by that, and others take the rest.
func TestSlowClockIsServedByItsOwn(t *testing.T) {
	ctx := context.Background()
	s, db := onPostgreSQL.fresh(t)
	now := clockOf(t, db)
	require.NoError(t, s.Update(ctx, "T-1", making(wake(now.Add(-time.Minute)))))
	n, err := s.Sweep(ctx, now.Add(-5*time.Minute), 10, waking(wake(0)))
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = s.Sweep(ctx, now, 10, waking(wake(0)))
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

// TestLawManyWorkersMeetNoDeadlock: changes that want the same agents and deliveries in any order all land, without a deadlock in
// the server that would be tried again.
func TestLawManyWorkersMeetNoDeadlock(t *testing.T) {
	ctx := context.Background()
	const workers, turns = 8, 40
	source := onPostgreSQL.empty(t)
	var stores []*sqlstore.Store
	var pools []*sql.DB
	for range 2 {
		pools = append(pools, tap.Open(onPostgreSQL.driver, source, func(tap.Step) tap.Cut { return tap.None }))
		stores = append(stores, onPostgreSQL.store(t, sqlstore.Config{DB: pools[len(pools)-1]}))
	}
	const deadlocks = `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`
	before := rowsOf(t, admin(t), deadlocks)
	for i := range 6 {
		require.NoError(t, stores[0].Update(ctx, fmt.Sprint("K-", i), making(ops(put(fmt.Sprint("shared", i), noon)))))
	}
	require.NoError(t, atOnce(workers, func(i int) error {
		for j := range turns {
			a, b := fmt.Sprint("agent", (i+j)%5), fmt.Sprint("agent", (i*3+j*2+1)%5)
			parts := []part{wake(noon), carry(a, 1, 0), carry(b, 1, 0), ops(
				outbox.Op{Kind: outbox.Cancel, Key: fmt.Sprint("shared", (i+j)%6), At: noon},
				outbox.Op{Kind: outbox.Cancel, Key: fmt.Sprint("shared", (i*5+1)%6), At: noon}, put(fmt.Sprint("own", i, "/", j), noon),
			)}
			if err := stores[i%2].Update(ctx, fmt.Sprint("T-", i, "/", j), making(parts...)); err != nil {
				return err
			}
			if _, err := stores[i%2].Sweep(ctx, noon, 5, waking(wake(0), carry(b, -1, 0), carry(a, 1, 9999))); err != nil {
				return err
			}
		}
		return nil
	}))
	loads, err := stores[0].Loads(ctx)
	require.NoError(t, err)
	sum := 0
	for _, p := range loads {
		sum += p.Load
	}
	require.GreaterOrEqual(t, sum, workers*turns*2) // a sweep gives one back and takes one; below 0 nothing is given back
	stats, err := stores[0].Stats(ctx, noon)
	require.NoError(t, err)
	require.Equal(t, workers*turns, stats.Pending)
	for i := range stores {
		require.NoError(t, errors.Join(stores[i].Close(), pools[i].Close())) // a server process tells what it met when it ends
	}
	require.Never(t, func() bool { return rowsOf(t, admin(t), deadlocks)[0] != before[0] }, time.Second, 200*time.Millisecond)
}

// TestTwoProcessesRaceForTheLastPlace: of many tickets that want the last place of an agent, one gets it.
func TestTwoProcessesRaceForTheLastPlace(t *testing.T) {
	ctx := context.Background()
	source := onPostgreSQL.empty(t)
	var stores []*sqlstore.Store
	for range 2 {
		stores = append(stores, onPostgreSQL.store(t, sqlstore.Config{DB: onPostgreSQL.open(t, source)}))
	}
	for agent := range 10 {
		name, had := fmt.Sprint("agent", agent), agent%2*2 // half of them are new
		for i := range had {
			require.NoError(t, stores[i].Update(ctx, fmt.Sprint("before", agent, "/", i), making(carry(name, 1, 0))))
		}
		won := make([]bool, 8)
		require.NoError(t, atOnce(8, func(i int) error {
			err := stores[i%2].Update(ctx, fmt.Sprint("T-", agent, "/", i), making(carry(name, 1, had+1)))
			won[i] = err == nil
			if errors.Is(err, desk.ErrNoRoom) {
				return nil
			}
			return err
		}))
		n := 0
		for _, w := range won {
			if w {
				n++
			}
		}
		require.Equal(t, 1, n)
		loads, err := stores[0].Loads(ctx)
		require.NoError(t, err)
		require.Equal(t, had+1, loads[name].Load)
	}
}

// TestFloorMissesNothingForLong: what another process writes when it is due already is found, at once without a floor, and within
// Config.Recheck with one.
func TestFloorMissesNothingForLong(t *testing.T) {
	ctx := context.Background()
	source := onPostgreSQL.empty(t)
	const recheck = 300 * time.Millisecond
	db := onPostgreSQL.open(t, source)
	whole := onPostgreSQL.store(t, sqlstore.Config{DB: db, Recheck: -1})
	floored := onPostgreSQL.store(t, sqlstore.Config{DB: db, Recheck: recheck})
	other := onPostgreSQL.store(t, sqlstore.Config{DB: db})
	for _, s := range []*sqlstore.Store{floored, whole} {
		require.NoError(t, other.Update(ctx, "T-0", making(wake(noon.Add(time.Hour)))))
		_, err := s.Sweep(ctx, noon, 10, waking(wake(0))) // raises the floor
		require.NoError(t, err)
		require.NoError(t, other.Update(ctx, "T-1", making(wake(noon), ops(put(fmt.Sprint(s == whole), noon)))))
		wrote := clockOf(t, db)
		for {
			n, err := s.Sweep(ctx, noon, 10, waking(wake(0)))
			require.NoError(t, err)
			if n == 1 {
				break
			}
			require.NotSame(t, whole, s)
			require.Less(t, clockOf(t, db).Sub(wrote), 10*recheck)
		}
	}
}

// TestFloorIsLoweredByItsOwnProcess: what this process writes when it is due already is found by its very next look.
func TestFloorIsLoweredByItsOwnProcess(t *testing.T) {
	ctx := context.Background()
	s, _ := onPostgreSQL.fresh(t)
	for i := range 50 {
		at := noon.Add(-time.Duration(i) * time.Minute)
		key := fmt.Sprint("k", i)
		require.NoError(t, s.Update(ctx, "T-1", making(wake(at), ops(put(key, at)))))
		n, err := s.Sweep(ctx, noon, 10, waking(wake(0)))
		require.NoError(t, err)
		require.Equal(t, 1, n)
		held, err := s.Claim(ctx, noon, time.Hour, 10)
		require.NoError(t, err)
		require.Len(t, held, 1)
		require.NoError(t, s.Settle(ctx, outbox.Outcome{Key: key, Token: held[0].Token, Verdict: outbox.Done, At: noon}))
	}
}

// TestDeliveryThatCannotBeReadIsBuried: one whose message is broken becomes a dead letter, and its neighbours go.
func TestDeliveryThatCannotBeReadIsBuried(t *testing.T) {
	onEach(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		s, db := e.fresh(t)
		require.NoError(t, s.Update(ctx, "T-1", making(ops(put("k1", noon), put("k2", noon)))))
		_, err := db.Exec(`UPDATE bellhop_deliveries SET message = 'no message' WHERE id = 'k1'`)
		require.NoError(t, err)
		held, err := s.Claim(ctx, noon, time.Minute, 10)
		require.NoError(t, err)
		require.Len(t, held, 1)
		require.Equal(t, "k2", held[0].Key)
		require.Len(t, rowsOf(t, db, `SELECT reason FROM bellhop_deliveries WHERE id = 'k1' AND state = 'dead'`), 1)
		_, err = s.Dead(ctx, "", 10)
		require.ErrorContains(t, err, `delivery "k1": its message cannot be read`)
	})
}

func TestSchemasStandSideBySide(t *testing.T) {
	ctx := context.Background()
	source := pgserver.Fresh(t)
	db := onPostgreSQL.open(t, source)
	for _, schema := range []string{"Desk", "other"} {
		s := onPostgreSQL.store(t, sqlstore.Config{DB: db, Schema: schema})
		require.NoError(t, s.Migrate(ctx))
		_, err := s.Load(ctx, "T-1")
		require.ErrorIs(t, err, desk.ErrUnknownTicket)
		require.NoError(t, s.Update(ctx, "T-1", making(wake(noon))))
	}
	require.Equal(t, []string{"Desk cases", "other cases"},
		rowsOf(t, db, `SELECT schemaname, tablename FROM pg_tables WHERE tablename = 'cases' ORDER BY schemaname`))
}

func TestPostgreSQLSaysAllThatIsNotSet(t *testing.T) {
	db := onPostgreSQL.open(t, onPostgreSQL.empty(t)+"&default_transaction_read_only=on&default_transaction_isolation=serializable")
	_, err := sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.PostgreSQL, Schema: "pg_desk"})
	require.EqualError(t, err, `schema: "pg_desk" is no name for one; write letters, digits and underscores, at most 63, not beginning with pg_, such as bellhop
transaction_read_only: is on; connect to the primary, with default_transaction_read_only off
default_transaction_isolation: is serializable; set it to read committed in the data source`)
	_, err = sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.SQLite, Schema: "desk"})
	require.ErrorContains(t, err, "schema: the dialect sqlite has none; write a prefix instead")
}
