package live_test

import (
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
