package outbox

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// countEvery is how often Run counts the deliveries of its queue.
const countEvery = 15 * time.Second

// start tells the observer of an operation. The function it returns tells of its end.
func (d *Deliverer) start(ctx context.Context, operation string) (context.Context, func(error)) {
	if d.Observer == nil {
		return ctx, func(error) {}
	}
	return d.Observer.Start(ctx, operation)
}

// sample tells the observer a figure.
func (d *Deliverer) sample(ctx context.Context, name string, value float64) {
	if d.Observer != nil {
		d.Observer.Sample(ctx, name, value)
	}
}

// count tells the observer how the queue stands, when that was last told long enough ago, and returns when it was told.
func (d *Deliverer) count(ctx context.Context, last sla.Instant) sla.Instant {
	now := d.now()
	counter, ok := d.Queue.(Counter)
	if !ok || d.Observer == nil || last != 0 && now.Sub(last).Abs() < countEvery {
		return last
	}
	stats, err := counter.Stats(ctx, now)
	if err != nil {
		d.log().WarnContext(ctx, "the outbox was not counted", "error", err)
		return now
	}
	d.sample(ctx, "outbox.pending", float64(stats.Pending))
	d.sample(ctx, "outbox.dead", float64(stats.Dead))
	if stats.Oldest != 0 {
		d.sample(ctx, "outbox.oldest", now.Sub(stats.Oldest).Seconds())
	}
	return now
}
