package live_test

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// What is killed: so many clocks with three levels each, worked by so many processes, killed so often.
const (
	clocks  = 5000
	levels  = 3
	workers = 4
	kills   = 60
)

// TestKilledProcessesLoseAndDoubleNothing: processes that work side by side over one file, without a leader, are killed at
// random moments and started again; each level of each clock has its effect at the receiver once.
func TestKilledProcessesLoseAndDoubleNothing(t *testing.T) {
	if raceDetector {
		t.Skip("what happens between processes is not the race detector's to see; run this without it")
	}
	dir := t.TempDir()
	shift(t, dir, 0)
	store, db := openAll(t, dir)
	openTickets(t, dir, store)

	pool := &pool{t: t, dir: dir, dice: rand.New(rand.NewPCG(7, 11))}
	t.Cleanup(pool.stop)
	for range workers {
		pool.start()
	}
	effects := openFile(t, filepath.Join(dir, "receiver.db"))
	busy := 0
	for level := 1; level <= levels; level++ {
		shift(t, dir, 2*time.Hour+time.Duration(level-1)*time.Hour)
		for pool.killed < level*kills/levels {
			pool.killOne()
			if n := effectsOf(t, effects); n < level*clocks {
				busy++
			}
		}
		await(t, effects, level*clocks)
	}
	pool.stop()
	t.Logf("%d of %d were killed while effects were missing", busy, kills)
	require.Equal(t, kills, pool.killed)
	require.Equal(t, []string{fmt.Sprint(clocks*levels, " ", clocks*levels)}, rowsOf(t, effects, `SELECT count(*), count(DISTINCT key) FROM effects`))
	settled(t, dir, store)
	require.Equal(t, []string{fmt.Sprint("delivered ", clocks*levels)}, rowsOf(t, db, `SELECT state, count(*) FROM bellhop_deliveries GROUP BY state`))
	verified(t, store)
}

// openAll returns the store of the desk and its database, and makes the tables of the receiver.
func openAll(t *testing.T, dir string) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	receiver := openFile(t, filepath.Join(dir, "receiver.db"))
	_, err := receiver.Exec(outbox.OnceSchema + `; CREATE TABLE effects (key TEXT NOT NULL)`)
	require.NoError(t, err)
	db := openFile(t, filepath.Join(dir, "desk.db"))
	return tables(t, db, ""), db
}

// openTickets opens the tickets, each with a clock.
func openTickets(t *testing.T, dir string, store *sqlstore.Store) {
	t.Helper()
	d := newDesk(t, dir, store, nil)
	for i := range clocks {
		ev := desk.Event{Ticket: fmt.Sprint("T-", i)}
		ev.Key, ev.Kind, ev.At, ev.By, ev.Status = ev.Ticket, sla.Created, noon, sla.Customer, "open"
		_, err := d.Handle(context.Background(), ev)
		require.NoError(t, err)
	}
}

// pool are the processes at work.
type pool struct {
	t      *testing.T
	dir    string
	dice   *rand.Rand
	alive  []*exec.Cmd
	killed int
}

// start starts one process more.
func (p *pool) start() {
	cmd := exec.Command(os.Args[0], "-test.run=^TestWorker$")
	cmd.Env = append(os.Environ(), workerDir+"="+p.dir)
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe() // closes with this process
	require.NoError(p.t, err)
	require.NoError(p.t, cmd.Start())
	p.alive = append(p.alive, cmd)
}

// killOne waits a little, kills one process as kill -9 does, and starts another in its place.
func (p *pool) killOne() {
	time.Sleep(time.Duration(20+p.dice.IntN(180)) * time.Millisecond)
	i := p.dice.IntN(len(p.alive))
	require.NoError(p.t, p.alive[i].Process.Kill())
	_ = p.alive[i].Wait() // says that it was killed
	p.alive = slices.Delete(p.alive, i, i+1)
	p.killed++
	p.start()
}

// stop kills all that are alive.
func (p *pool) stop() {
	for _, cmd := range p.alive {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	p.alive = nil
}

// await waits until the receiver has so many effects, for as long as some arrive.
func await(t *testing.T, effects *sql.DB, due int) {
	t.Helper()
	last, heard := 0, time.Now()
	for n := effectsOf(t, effects); n < due; n = effectsOf(t, effects) {
		if n > last {
			last, heard = n, time.Now()
		}
		require.Less(t, time.Since(heard), 30*time.Second, "%d of %d effects, and no more come: some are lost", n, due)
		time.Sleep(50 * time.Millisecond)
	}
}

// effectsOf returns how many effects the receiver has.
func effectsOf(t *testing.T, effects *sql.DB) (n int) {
	t.Helper()
	require.NoError(t, effects.QueryRow(`SELECT count(*) FROM effects`).Scan(&n))
	return n
}

// settled waits until the leases of the killed have run out and everything is settled.
func settled(t *testing.T, dir string, store *sqlstore.Store) {
	t.Helper()
	d := newDesk(t, dir, store, receive(openFile(t, filepath.Join(dir, "receiver.db"))))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		_, err := d.Sweep(ctx)
		require.NoError(t, err)
		_, err = d.Deliver(ctx)
		require.NoError(t, err)
		health, err := d.Health(ctx)
		require.NoError(t, err)
		require.Empty(t, health.Aside)
		require.Empty(t, health.Forgotten)
		require.Zero(t, health.Outbox.Dead)
		if health.Outbox.Pending == 0 && health.Lag == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// verified checks the chain of every ticket, and that its records add up to what its case says.
func verified(t *testing.T, store *sqlstore.Store) {
	t.Helper()
	ctx := context.Background()
	for i := range clocks {
		ticket := fmt.Sprint("T-", i)
		c, err := store.Load(ctx, ticket)
		require.NoError(t, err)
		trail, err := store.Trail(ctx, ticket, 0, 1000)
		require.NoError(t, err)
		head, err := audit.Verify(ticket, slices.Values(trail))
		require.NoError(t, err)
		require.Equal(t, c.Head, head)
		require.Equal(t, c.Face(), foldOf(t, slices.Values(trail)))
	}
}

// foldOf returns what the records of a trail add up to.
func foldOf(t *testing.T, trail iter.Seq[[]byte]) audit.Fold {
	fold := audit.Fold{}
	for sealed := range trail {
		r, err := audit.Open(sealed)
		require.NoError(t, err)
		require.NoError(t, fold.Apply(&r))
	}
	return fold
}
