package riverdesk

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// Config is what a desk over River is made of. Pool and what Desk requires are required.
type Config struct {
	// Pool is the host's database, in which River's tables stand too. It is neither opened nor closed here.
	Pool *pgxpool.Pool
	// Desk is what the desk is made of. Store is filled in. Of Sender hold the back-off, the attempts and the time-out: the
	// rest is River's.
	Desk desk.Config
	// Workers is how many notices are at work at once in this process; 0 means 8.
	Workers int
	// River is what the host wants of River beside: its own workers and queues, its hooks, its log. What the notices need is
	// filled in: their worker and [Queue], and that discarded and cancelled jobs are kept. RescueStuckJobsAfter is when a job
	// whose worker is lost goes to another; none means 90 s, and it must be more than four times the time-out of an attempt.
	River river.Config
}

// Desk is a desk whose notices River carries. Its embedded desk takes events and sweeps.
type Desk struct {
	*desk.Desk
	store *Store
	pool  *pgxpool.Pool
	views *sql.DB
	river *river.Client[pgx.Tx]
	log   *slog.Logger
	grace time.Duration
}

// attempt is how long one attempt may take, with all that is done to the database for it.
func attempt(c *desk.Config) time.Duration { return 4 * cmp.Or(c.Sender.Timeout, 15*time.Second) }

// New returns a desk. It looks at the database and says all that is wrong with the configuration. The tables are made by
// [Desk.Migrate], and [Desk.Run] starts it.
func New(ctx context.Context, c Config) (*Desk, error) {
	var p calendar.Problems
	if c.Pool == nil {
		p.Add("pool", "missing; open one with pgxpool.New")
	}
	c.River.RescueStuckJobsAfter = cmp.Or(c.River.RescueStuckJobsAfter, 90*time.Second)
	if most := attempt(&c.Desk); c.River.RescueStuckJobsAfter <= most {
		p.Add("river.RescueStuckJobsAfter", "%v is not more than %v, which one attempt may take", c.River.RescueStuckJobsAfter, most)
	}
	if c.Desk.Now == nil {
		p.Add("desk.Now", "missing; give time.Now")
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	d := &Desk{pool: c.Pool, views: stdlib.OpenDBFromPool(c.Pool), grace: cmp.Or(c.Desk.Grace, 10*time.Second)}
	d.log = cmp.Or(c.River.Logger, c.Desk.Log, slog.New(slog.DiscardHandler))
	if err := d.open(ctx, c); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// open puts the parts together: tables, store, worker, River, desk.
func (d *Desk) open(ctx context.Context, c Config) error {
	cases, err := sqlstore.New(ctx, sqlstore.Config{DB: d.views, Dialect: sqlstore.PostgreSQL})
	if err != nil {
		return err
	}
	d.store = &Store{
		Line: cases, Reader: cases, Waker: cases, Auditor: cases, Quarantine: cases,
		cases: cases, db: c.Pool, now: c.Desk.Now, lease: c.River.RescueStuckJobsAfter,
	}
	c.Desk.Store = d.store
	c.Desk.Sender.Lease, c.Desk.Sender.Batch, c.Desk.Sender.Workers = d.store.lease, 1, 1
	if d.Desk, err = desk.New(c.Desk); err != nil {
		return err
	}
	config, err := d.settings(&c)
	if err != nil {
		return err
	}
	d.river, err = river.NewClient(riverpgxv5.New(c.Pool), config)
	d.store.river = d.river
	return err
}

// settings returns the host's configuration of River with what the notices need.
func (d *Desk) settings(c *Config) (*river.Config, error) {
	config := c.River
	config.Logger, config.JobTimeout = d.log, cmp.Or(config.JobTimeout, attempt(&c.Desk))
	// River's cleaner would take the dead letters away, and with a key that was cancelled the knowledge that it was.
	config.DiscardedJobRetentionPeriod, config.CancelledJobRetentionPeriod = -1, -1
	config.Workers = cmp.Or(config.Workers, river.NewWorkers())
	config.Queues = map[string]river.QueueConfig{Queue: {MaxWorkers: cmp.Or(c.Workers, 8)}}
	maps.Copy(config.Queues, c.River.Queues)
	return &config, river.AddWorkerSafely(config.Workers, &worker{store: d.store, config: c.Desk})
}

// Store returns the desk's store, to look at and to bind to transactions of the host.
func (d *Desk) Store() *Store { return d.store }

// River returns River's client, for the host's own jobs.
func (d *Desk) River() *river.Client[pgx.Tx] { return d.river }

// Run sweeps, and lets River carry the notices, until ctx ends; then it finishes what is at work within the desk's grace, and
// returns nil. Many processes may run side by side.
func (d *Desk) Run(ctx context.Context) error {
	if err := d.river.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	swept := d.Desk.Run(ctx)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.grace)
	defer cancel()
	err := d.river.Stop(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = d.river.StopAndCancel(context.WithoutCancel(ctx))
	}
	return errors.Join(swept, err)
}

// Close lets go of what New opened. The pool stays open.
func (d *Desk) Close() error {
	var err error
	if d.store != nil {
		err = d.store.cases.Close()
	}
	return errors.Join(err, d.views.Close())
}
