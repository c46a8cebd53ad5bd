package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
)

// Deliverer claims deliveries, hands them to notifiers and settles what came of it. Its fields may not change while it works.
type Deliverer struct {
	// Queue is where deliveries wait. If it is a Throttle too, storms become digests.
	Queue Queue
	// Notifiers carry notices, by the scheme of the address. An address whose scheme has none becomes a dead letter.
	Notifiers map[string]escalation.Notifier
	// Now reads the time. It is required.
	Now func() time.Time
	// After waits, such as time.After. It is required by Run alone.
	After func(time.Duration) <-chan time.Time

	Backoff  Backoff
	Attempts int           // at most; 0 means 8
	Timeout  time.Duration // of one attempt; 0 means 15s
	Lease    time.Duration // 0 means 60s; more than Timeout
	Batch    int           // claimed at once; 0 means 32
	Workers  int           // at work at once; 0 means 8
	Idle     time.Duration // Run's pause when nothing is due; 0 means 1s

	// Log hears of faults; nil is silent. Observer measures; nil does not.
	Log      *slog.Logger
	Observer Observer
}

// Observer measures what goes on. It has no label by ticket.
//
// Start is called when an operation begins, and the function it returns when it ends, with its error. Sample is called with a
// figure, such as outbox.pending. Both may be called by many goroutines and must be quick.
type Observer interface {
	Start(ctx context.Context, operation string) (context.Context, func(error))
	Sample(ctx context.Context, name string, value float64)
}

// Deliver claims one batch, works it off and returns how many deliveries it settled. The error is the queue's.
func (d *Deliverer) Deliver(ctx context.Context) (int, error) { return 0, nil }

// Run delivers until ctx ends, then settles what is at work and returns nil. No goroutine is left.
func (d *Deliverer) Run(ctx context.Context) error { return nil }
