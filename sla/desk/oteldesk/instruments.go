package oteldesk

import (
	"errors"

	"go.opentelemetry.io/otel/metric"
)

// instruments are what measures things that happen.
type instruments struct {
	duration metric.Float64Histogram
	lag      metric.Float64Histogram
	claimed  metric.Int64Counter
}

// The bounds of the histograms, in seconds: an operation is expected within milliseconds and ends at its time-out, a notice
// goes within a second or, after an outage, within hours.
var (
	durationBounds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 30}
	lagBounds      = []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400}
)

// newInstruments makes the instruments.
func newInstruments(m metric.Meter) (i instruments, err error) {
	var faults [3]error
	i.duration, faults[0] = m.Float64Histogram("bellhop.operation.duration", metric.WithUnit("s"),
		metric.WithDescription("How long the operations of the desk and of its outbox took."),
		metric.WithExplicitBucketBoundaries(durationBounds...))
	i.lag, faults[1] = m.Float64Histogram("bellhop.outbox.lag", metric.WithUnit("s"),
		metric.WithDescription("How long the longest due notice of each claim had been due."),
		metric.WithExplicitBucketBoundaries(lagBounds...))
	i.claimed, faults[2] = m.Int64Counter("bellhop.outbox.claimed", metric.WithUnit("{notice}"),
		metric.WithDescription("Notices that were claimed to be sent."))
	return i, errors.Join(faults[:]...)
}
