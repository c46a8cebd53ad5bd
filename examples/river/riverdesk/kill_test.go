package riverdesk

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// What is killed: so many processes one after the other, each at its fifth notice, of so many notices.
const (
	kills   = 8
	notices = 100
)

// workerDSN is the variable that makes this program a worker on a database; diesAfter makes it die once the receiver has the
// notice, rather than before.
const (
	workerDSN = "BELLHOP_RIVER_DSN"
	diesAfter = "BELLHOP_RIVER_AFTER"
)

// receiver is the receiver: each notice has its effect once, however often it arrives.
type receiver struct {
	db       *sql.DB
	arrivals atomic.Int64
	// dies is at which arrival its process dies, before the effect or after; 0 is never.
	dies  int64
	after bool
}

// Notify takes a notice in.
func (r *receiver) Notify(ctx context.Context, n escalation.Notice) error {
	last := r.arrivals.Add(1) == r.dies
	if last && !r.after {
		die()
	}
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect after a commit
	if _, err := (outbox.Once{}).Do(ctx, tx, n.Key, func() error {
		_, err := tx.ExecContext(ctx, `INSERT INTO effects (key) VALUES ($1)`, n.Key)
		return err
	}); err != nil {
		return err
	}
	err = tx.Commit()
	if last && err == nil {
		die()
	}
	return err
}

// die ends the process as kill -9 does.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	panic(err)
}

// killable returns a desk whose lost jobs are rescued soon.
func killable(t *testing.T, pool *pgxpool.Pool, r *receiver) *Desk {
	t.Helper()
	config := settings(t, pool, r)
	config.Workers, config.Desk.Sender.Timeout, config.Desk.Sender.Attempts = 3, time.Second, 100
	config.River.RescueStuckJobsAfter = 4100 * time.Millisecond
	return opened(t, config)
}

// TestWorkerProcess is the process that dies: a desk that runs until it does.
func TestWorkerProcess(t *testing.T) {
	dsn := os.Getenv(workerDSN)
	if dsn == "" {
		return // the program was not started as a worker
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends when whoever started this process is gone
		os.Exit(1)
	}()
	pool, err := pgxpool.New(context.Background(), dsn)
	require.NoError(t, err)
	r := &receiver{db: stdlib.OpenDBFromPool(pool), dies: 5, after: os.Getenv(diesAfter) != ""}
	require.NoError(t, killable(t, pool, r).Run(context.Background()))
}

// Processes die between the notice and its verdict; each notice has its effect once, and its verdict stands in the trail of its
// ticket.
func TestKilledWorkersLoseAndDoubleNothing(t *testing.T) {
	t.Parallel() // it mostly waits
	ctx := context.Background()
	pool := database(t)
	r := &receiver{db: stdlib.OpenDBFromPool(pool)}
	t.Cleanup(func() { require.NoError(t, r.db.Close()) })
	_, err := pool.Exec(ctx, outbox.OnceSchema+`; CREATE TABLE effects (key text NOT NULL)`)
	require.NoError(t, err)
	d := killable(t, pool, r)
	for i := range notices {
		tell(t, d.Desk, fmt.Sprint("T", i))
	}
	for i := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^TestWorkerProcess$")
		cmd.Env = append(os.Environ(), workerDSN+"="+pool.Config().ConnString())
		if i%2 == 1 {
			cmd.Env = append(cmd.Env, diesAfter+"=1")
		}
		_, err := cmd.StdinPipe() // closes with this process
		require.NoError(t, err)
		require.ErrorContains(t, cmd.Run(), "killed")
	}
	var lost, before int
	require.NoError(t, pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state = 'running') FROM river_job`).Scan(&lost))
	require.NoError(t, pool.QueryRow(ctx, `SELECT count(*) FROM effects`).Scan(&before))
	require.GreaterOrEqual(t, lost, kills, "each died with a job at work")
	running(t, d)
	require.Eventually(t, func() bool {
		stats, err := d.Store().Stats(ctx, d.store.instant())
		return err == nil && stats == outbox.Stats{}
	}, 2*time.Minute, 50*time.Millisecond)
	var effects, keys int
	require.NoError(t, pool.QueryRow(ctx, `SELECT count(*), count(DISTINCT key) FROM effects`).Scan(&effects, &keys))
	require.Equal(t, []int{notices, notices}, []int{effects, keys})
	require.Greater(t, int(r.arrivals.Load()), effects-before, "some arrived again")
	t.Logf("%d jobs were lost with %d processes; %d notices arrived again", lost, kills, int(r.arrivals.Load())-(effects-before))
	for i := range notices {
		ticket := fmt.Sprint("T", i)
		require.Equal(t, outbox.Delivered, noted(t, d, ticket).State)
		require.Equal(t, []string{"notice.delivered applied"}, actions(t, d, ticket))
	}
}
