package desk

import (
	"context"
	"errors"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

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

// LongPast is how long a wake may be past before its ticket counts as forgotten.
const LongPast = 5 * time.Minute

// Health looks at the store and tells the figures to the observer. What the store does not offer stays zero.
func (d *Desk) Health(ctx context.Context) (h Health, err error) {
	var faults []error
	now := d.now()
	if s, ok := d.config.Store.(Waker); ok {
		at, err := s.NextWake(ctx)
		faults = append(faults, err)
		if at != 0 {
			h.Lag = max(0, now.Sub(at))
		}
	}
	if s, ok := d.config.Store.(outbox.Counter); ok {
		h.Outbox, err = s.Stats(ctx, now)
		faults = append(faults, err)
	}
	if s, ok := d.config.Store.(Auditor); ok {
		h.Forgotten, err = s.Forgotten(ctx, now.Add(-LongPast))
		faults = append(faults, err)
		h.Unanswered, err = s.Unanswered(ctx)
		faults = append(faults, err)
	}
	if s, ok := d.config.Store.(Quarantine); ok {
		h.Aside, err = s.Aside(ctx)
		faults = append(faults, err)
	}
	oldest := 0.0
	if h.Outbox.Oldest != 0 {
		oldest = max(0, now.Sub(h.Outbox.Oldest).Seconds())
	}
	d.sample(ctx, "desk.sweep_lag_seconds", h.Lag.Seconds())
	d.sample(ctx, "outbox.pending", float64(h.Outbox.Pending))
	d.sample(ctx, "outbox.oldest", oldest)
	d.sample(ctx, "outbox.dead", float64(h.Outbox.Dead))
	d.sample(ctx, "desk.unanswered", float64(h.Unanswered))
	d.sample(ctx, "desk.forgotten", float64(len(h.Forgotten)))
	return h, errors.Join(faults...)
}
