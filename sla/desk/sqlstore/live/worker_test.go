package live_test

import (
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// workerDir is the variable that makes this program a worker in a folder.
const workerDir = "BELLHOP_WORKER_DIR"

// TestWorker is the process that is killed: a desk that runs until it is.
func TestWorker(t *testing.T) {
	dir := os.Getenv(workerDir)
	if dir == "" {
		return // the program was not started as a worker
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends when whoever started this process is gone
		os.Exit(1)
	}()
	db := openFile(t, filepath.Join(dir, "desk.db"))
	store, err := sqlstore.New(context.Background(), sqlstore.Config{DB: db, Dialect: sqlstore.SQLite})
	require.NoError(t, err)
	d := newDesk(t, dir, store, receive(openFile(t, filepath.Join(dir, "receiver.db"))))
	require.NoError(t, d.Run(context.Background()))
}

// newDesk returns a desk over a store, in the time of a folder.
func newDesk(t *testing.T, dir string, store *sqlstore.Store, n escalation.Notifier) *desk.Desk {
	t.Helper()
	data, err := os.ReadFile("testdata/kill.yaml")
	require.NoError(t, err)
	p, err := pack.Read("kill.yaml", data, nil)
	require.NoError(t, err)
	d, err := desk.New(desk.Config{
		Store: unthrottled{store, store, store, store, store, store}, Pack: p, Now: func() time.Time { return timeOf(t, dir) }, After: time.After, Idle: 20 * time.Millisecond,
		Notifiers: map[string]escalation.Notifier{"once": n},
		Sender:    outbox.Deliverer{Lease: 3 * time.Second, Timeout: time.Second},
	})
	require.NoError(t, err)
	return d
}

// unthrottled is a store without buckets: three addresses hear of everything here, and each notice is to have its own effect.
type unthrottled struct {
	desk.Store
	desk.Waker
	desk.Auditor
	desk.Quarantine
	outbox.Queue
	outbox.Counter
}

// receive returns the receiver: each notice has its effect once, however often it arrives.
func receive(db *sql.DB) escalation.Notifier {
	return escalation.NotifierFunc(func(ctx context.Context, n escalation.Notice) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // of no effect after a commit
		once := outbox.Once{QuestionMark: true}
		if _, err := once.Do(ctx, tx, n.Key, func() error {
			_, err := tx.ExecContext(ctx, `INSERT INTO effects (key) VALUES (?)`, n.Key)
			return err
		}); err != nil {
			return err
		}
		return tx.Commit()
	})
}

// shift sets the time of a folder: so long after noon, from now on.
func shift(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	ahead := time.Until(noon.Time().Add(by))
	file := filepath.Join(dir, "ahead")
	require.NoError(t, os.WriteFile(file+".new", []byte(ahead.String()), 0o600))
	require.NoError(t, os.Rename(file+".new", file))
}

// timeOf returns the time of a folder.
func timeOf(t *testing.T, dir string) time.Time {
	data, err := os.ReadFile(filepath.Join(dir, "ahead"))
	require.NoError(t, err)
	ahead, err := time.ParseDuration(strings.TrimSpace(string(data)))
	require.NoError(t, err)
	return time.Now().Add(ahead).UTC()
}
