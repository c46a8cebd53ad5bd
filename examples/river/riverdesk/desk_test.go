package riverdesk

import (
	"context"
	_ "embed"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore/live/pgserver"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed testdata/desk.yaml
var rules []byte

// database opens a new empty database.
func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(pgserver.Fresh(t))
	require.NoError(t, err)
	config.MaxConns = 16
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "off" // only a cut of power could tell
	config.ConnConfig.RuntimeParams["deadlock_timeout"] = "50ms"  // a conflict that PostgreSQL takes a second to see, by default
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// settings are those of a desk that tells one receiver everything.
func settings(t *testing.T, pool *pgxpool.Pool, n escalation.Notifier) Config {
	t.Helper()
	p, err := pack.Read("desk.yaml", rules, nil)
	require.NoError(t, err)
	return Config{
		Pool: pool, River: river.Config{TestOnly: true, FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 50 * time.Millisecond},
		Desk: desk.Config{
			Pack: p, Now: time.Now, After: time.After, Idle: 20 * time.Millisecond,
			Notifiers: map[string]escalation.Notifier{"people": n},
			Sender:    outbox.Deliverer{Backoff: outbox.Backoff{Base: 50 * time.Millisecond}, Timeout: 10 * time.Second},
		},
	}
}

// opened returns a desk with its tables. It is closed with the test.
func opened(t *testing.T, c Config) *Desk {
	t.Helper()
	d, err := New(context.Background(), c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	require.NoError(t, d.Migrate(context.Background()))
	return d
}

// running runs a desk until the test ends.
func running(t *testing.T, d *Desk) *Desk {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return d
}

// tell puts a notice of its ticket by opening that: the ticket is offered to ana.
func tell(t *testing.T, d *desk.Desk, ticket string) {
	t.Helper()
	ev := desk.Event{Ticket: ticket, Event: sla.Event{
		Key: "open", Kind: sla.Created, At: sla.At(time.Now()), By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "urgent"},
	}}
	_, err := d.Handle(context.Background(), ev)
	require.NoError(t, err)
}

// noted returns the first notice of a ticket, as its case tells.
func noted(t *testing.T, d *Desk, ticket string) desk.Noted {
	t.Helper()
	c, err := d.Store().Load(context.Background(), ticket)
	require.NoError(t, err)
	require.NotEmpty(t, c.Notices)
	return c.Notices[0]
}

// comes waits until the first notice of a ticket is in a state.
func comes(t *testing.T, d *Desk, ticket string, state outbox.State) {
	t.Helper()
	require.Eventually(t, func() bool { return noted(t, d, ticket).State == state }, 40*time.Second, 10*time.Millisecond,
		"the notice of %s is not %s", ticket, state)
}

// jobOfTicket returns the job of the first notice of a ticket, and the delivery that it is.
func jobOfTicket(t *testing.T, d *Desk, ticket string) (*rivertype.JobRow, outbox.Delivery) {
	t.Helper()
	found, err := d.River().JobList(context.Background(), river.NewJobListParams().Where("args->>'ticket' = @ticket", river.NamedArgs{"ticket": ticket}))
	require.NoError(t, err)
	require.NotEmpty(t, found.Jobs)
	delivery, _, err := deliveryOf(found.Jobs[0], d.store.lease)
	require.NoError(t, err)
	return found.Jobs[0], delivery
}

// run runs a statement beside the desk.
func run(t *testing.T, d *Desk, statement string, args ...any) {
	t.Helper()
	_, err := d.pool.Exec(context.Background(), statement, args...)
	require.NoError(t, err)
}

// actions returns what the records of a ticket say of notices.
func actions(t *testing.T, d *Desk, ticket string) (list []string) {
	t.Helper()
	trail, err := d.Store().Trail(context.Background(), ticket, 0, 1000)
	require.NoError(t, err)
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		require.NoError(t, err)
		if strings.HasPrefix(r.Action, "notice.") {
			list = append(list, r.Action+" "+string(r.Outcome))
		}
	}
	return list
}
