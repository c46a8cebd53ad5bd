package outbox

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// Deliverer claims deliveries, hands them to notifiers and settles what came of it. Its fields may not change while it works.
// Any number of deliverers, in one process or in many, may work on one queue.
//
// It makes an attempt only while the lease outlasts the time-out of the attempt; else it gives the delivery back. Deliveries
// to one address keep no order. A notifier that goes on after its time-out is left to itself: its late answer is dropped, and
// its goroutine ends when it returns.
type Deliverer struct {
	// Queue is where deliveries wait. If it is a Throttle too, storms become digests.
	Queue Queue
	// Notifiers carry notices, by the scheme of the address. An address whose scheme has none becomes a dead letter.
	Notifiers map[string]escalation.Notifier
	// Now reads the time. It is required. The leases are measured by it; where the clocks of deliverers differ, retries and
	// expiries shift by as much.
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

// Observer measures what goes on. It has no label by ticket. Both methods may be called by many goroutines and must be quick.
//
// The operations of this package are outbox.claim, outbox.notify and outbox.settle. The context of outbox.notify carries the
// trace of the attempt and its link ([TraceFrom]). The samples are outbox.claimed (deliveries), outbox.lag (seconds for which
// the longest due of them had been due) and, of a queue that is a Counter, outbox.pending and outbox.dead (deliveries) and
// outbox.oldest (seconds for which the longest due pending one has been due).
type Observer interface {
	// Start is called when an operation begins, and the function it returns when it ends, with its error. The operation goes on
	// under the context that Start returns: the trace in it ([WithTrace]) is the one that a notifier sends on.
	Start(ctx context.Context, operation string) (context.Context, func(error))
	// Sample is called with a figure.
	Sample(ctx context.Context, name string, value float64)
}

// Check returns every fault of the fields, each by the name of its field, as [calendar.Problems].
func (d *Deliverer) Check() error {
	var faults calendar.Problems
	if d.Queue == nil {
		faults.Add("Queue", "is missing")
	}
	if d.Now == nil {
		faults.Add("Now", "is missing: write time.Now, or a clock of your own")
	}
	for _, f := range []struct {
		name  string
		value int64
	}{
		{"Backoff.Base", int64(d.Backoff.Base)}, {"Backoff.Cap", int64(d.Backoff.Cap)}, {"Attempts", int64(d.Attempts)},
		{"Timeout", int64(d.Timeout)}, {"Lease", int64(d.Lease)}, {"Batch", int64(d.Batch)}, {"Workers", int64(d.Workers)},
		{"Idle", int64(d.Idle)},
	} {
		if f.value < 0 {
			faults.Add(f.name, "must not be negative; 0 means the default")
		}
	}
	if d.lease() <= d.timeout() {
		faults.Add("Lease", "%v must be more than Timeout, which is %v", d.lease(), d.timeout())
	}
	return faults.Err()
}

// Deliver claims one batch, works it off and returns how many deliveries it settled; those that it gave back, or whose verdict
// was refused, are not among them. When ctx ends it begins nothing more, finishes what is at work and gives back the rest. The
// error is that of Check or of the queue: what could not be settled is claimed again when its lease has run out.
func (d *Deliverer) Deliver(ctx context.Context) (int, error) {
	if err := d.Check(); err != nil {
		return 0, err
	}
	batch, err := d.claim(ctx)
	if len(batch) == 0 {
		return 0, err
	}
	s := d.open(ctx, min(d.workers(), len(batch)))
	s.feed(batch)
	return s.close()
}

// Run delivers until ctx ends, then settles what is at work, gives back what is not, and returns nil. No goroutine is left but
// those of notifiers that do not heed their context. A fault of the queue is logged, and Run goes on after a pause. The error
// is that of Check.
func (d *Deliverer) Run(ctx context.Context) error {
	if err := d.Check(); err != nil {
		return err
	}
	if d.After == nil {
		return calendar.Problem{Path: "After", Message: "is missing: write time.After"}
	}
	s := d.open(ctx, d.workers())
	sampled := sla.Instant(0)
	for ctx.Err() == nil {
		sampled = d.count(ctx, sampled)
		batch, err := d.claim(ctx)
		s.feed(batch)
		if err = errors.Join(err, s.fault()); err != nil {
			d.log().ErrorContext(ctx, "the outbox failed", "error", err)
		}
		if len(batch) == 0 || err != nil {
			select {
			case <-ctx.Done():
			case <-d.After(cmp.Or(d.Idle, time.Second)):
			}
		}
	}
	if _, err := s.close(); err != nil {
		d.log().ErrorContext(ctx, "the outbox failed", "error", err)
	}
	return nil
}

func (d *Deliverer) now() sla.Instant       { return sla.At(d.Now()) }
func (d *Deliverer) timeout() time.Duration { return cmp.Or(d.Timeout, 15*time.Second) }
func (d *Deliverer) lease() time.Duration   { return cmp.Or(d.Lease, time.Minute) }
func (d *Deliverer) batch() int             { return cmp.Or(d.Batch, 32) }
func (d *Deliverer) workers() int           { return cmp.Or(d.Workers, 8) }
func (d *Deliverer) attempts() int          { return cmp.Or(d.Attempts, 8) }

func (d *Deliverer) log() *slog.Logger {
	return cmp.Or(d.Log, slog.New(slog.DiscardHandler))
}

// bounded returns the context of a call that is finished even when ctx has ended, in the time of an attempt.
func (d *Deliverer) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d.timeout())
}
