package desk

import (
	"context"
	"log/slog"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Config is what a desk is made of. Store, Pack and Now are required.
type Config struct {
	Store Store
	Pack  *pack.Pack
	// Now reads the time, such as time.Now. After waits, such as time.After; Run alone needs it.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time

	// Notifiers carry notices, by the scheme of the address.
	Notifiers map[string]escalation.Notifier
	// Away says who is not there, beyond the hours of the pack. None means nobody. It is asked before a transaction.
	Away func(ctx context.Context) (map[string]bool, error)
	// Secret signs the tokens by which a notice is acknowledged and an offer answered. None leaves them empty.
	Secret []byte

	Batch  int           // cases a transaction of a sweep; 0 means 100
	Storm  int           // due cases in one sweep that are a storm: it is recorded, and deliveries get a turn; 0 means 1,000
	Idle   time.Duration // the longest pause of Run between two sweeps; 0 means 1s
	Grace  time.Duration // how long Run finishes what is at work after its context has ended; 0 means 10s
	Sender outbox.Deliverer

	// Log hears of faults; nil is silent. Observer measures; nil does not.
	Log      *slog.Logger
	Observer outbox.Observer
}

// Desk takes events, sweeps what is due and sends notices. Many desks, in one process or in many, may work on one store side
// by side; there is no leader. It is safe for many goroutines.
type Desk struct {
	config Config
}

// New returns a desk. The error names every required part that is missing.
func New(config Config) (*Desk, error) { return &Desk{config: config}, nil }

// Handle takes one event. When it returns without an error the outcome is stored; a key that was taken before gives the stored
// outcome. A refused event gives its outcome and a *[Refusal]; it changed nothing but the record of the refusal. Any other
// error stored nothing, and the event may be sent again.
func (d *Desk) Handle(ctx context.Context, ev Event) (Outcome, error) { return Outcome{}, nil }

// Sweep looks at every case that is due and returns how many it changed. It stops at Config.Storm.
func (d *Desk) Sweep(ctx context.Context) (int, error) { return 0, nil }

// Deliver sends one batch of notices and returns how many it settled.
func (d *Desk) Deliver(ctx context.Context) (int, error) { return 0, nil }

// Run sweeps and delivers until ctx ends, then finishes what is at work and returns nil. No goroutine is left.
func (d *Desk) Run(ctx context.Context) error { return nil }

// Nudge makes Run look at once.
func (d *Desk) Nudge() {}

// Bind returns the same desk over another store, such as one bound to a transaction of the host.
func (d *Desk) Bind(s Store) *Desk { return d }

// Refuse records that something was refused that names no ticket the desk knows, such as a body that cannot be read. The
// record stands in the trail of Door.
func (d *Desk) Refuse(ctx context.Context, r Refusal) error { return nil }

// Door is the entity of the records of what was refused before it reached a ticket.
const Door = "desk/door"

// Health is how the desk stands.
type Health struct {
	// Lag is how long the earliest wake has been past: the figure to alert on.
	Lag    time.Duration `json:"lag"`
	Outbox outbox.Stats  `json:"outbox"`
	// Unanswered is how many offers wait for an answer, Forgotten the tickets that the auditor query found, Aside the cases
	// that were set aside.
	Unanswered int               `json:"unanswered"`
	Forgotten  []string          `json:"forgotten,omitempty"`
	Aside      map[string]string `json:"aside,omitempty"`
}

// Health looks at the store. What the store does not offer stays zero.
func (d *Desk) Health(ctx context.Context) (Health, error) { return Health{}, nil }

// Roster returns how the agents stand now.
func (d *Desk) Roster(ctx context.Context) (routing.Roster, error) { return nil, nil }
