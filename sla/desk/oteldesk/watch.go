package oteldesk

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/metric"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// gauge is one figure of how a desk stands at an instant.
type gauge[N int64 | float64] struct {
	name, unit, description string
	read                    func(h *desk.Health, now sla.Instant) N
}

var (
	seconds = []gauge[float64]{
		{"bellhop.sweep.lag", "s", "How long the earliest wake of a ticket has been past.",
			func(h *desk.Health, _ sla.Instant) float64 { return h.Lag.Seconds() }},
		{"bellhop.outbox.oldest", "s", "How long the longest due of the notices that wait has been due.",
			func(h *desk.Health, now sla.Instant) float64 { return age(h.Outbox.Oldest, now) }},
	}
	counts = []gauge[int64]{
		{"bellhop.outbox.pending", "{notice}", "Notices that wait to be sent.",
			func(h *desk.Health, _ sla.Instant) int64 { return int64(h.Outbox.Pending) }},
		{"bellhop.outbox.dead", "{notice}", "Notices that were given up: dead letters.",
			func(h *desk.Health, _ sla.Instant) int64 { return int64(h.Outbox.Dead) }},
		{"bellhop.handoff.unanswered", "{handoff}", "Offers of a ticket that wait for an answer.",
			func(h *desk.Health, _ sla.Instant) int64 { return int64(h.Unanswered) }},
		{"bellhop.ticket.forgotten", "{ticket}", "Open tickets that nothing will wake, of which there are to be none.",
			func(h *desk.Health, _ sla.Instant) int64 { return int64(len(h.Forgotten)) }},
		{"bellhop.ticket.aside", "{ticket}", "Tickets that were set aside, such as one that cannot be read.",
			func(h *desk.Health, _ sla.Instant) int64 { return int64(len(h.Aside)) }},
	}
)

// age returns for how many seconds an instant has been past, and 0 for no instant.
func age(at, now sla.Instant) float64 {
	if at == 0 {
		return 0
	}
	return max(0, now.Sub(at).Seconds())
}

// Watch makes the gauges tell what health returns, the Health of the desk, each time a reader of metrics asks, until the
// registration is taken back. Each reading costs one Health. When health fails the gauges are absent, and its error goes to the
// handler of OpenTelemetry. An observer watches one desk.
//
//	watching, err := observer.Watch(d.Health)
func (o *Observer) Watch(health func(context.Context) (desk.Health, error)) (metric.Registration, error) {
	floats := make([]metric.Float64ObservableGauge, len(seconds))
	ints := make([]metric.Int64ObservableGauge, len(counts))
	var all []metric.Observable
	var faults []error
	var err error
	for i, g := range seconds {
		floats[i], err = o.meter.Float64ObservableGauge(g.name, metric.WithUnit(g.unit), metric.WithDescription(g.description))
		all, faults = append(all, floats[i]), append(faults, err)
	}
	for i, g := range counts {
		ints[i], err = o.meter.Int64ObservableGauge(g.name, metric.WithUnit(g.unit), metric.WithDescription(g.description))
		all, faults = append(all, ints[i]), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return o.meter.RegisterCallback(func(ctx context.Context, to metric.Observer) error {
		h, err := health(ctx)
		if err != nil {
			return err
		}
		now := sla.At(o.now())
		for i, g := range seconds {
			to.ObserveFloat64(floats[i], g.read(&h, now))
		}
		for i, g := range counts {
			to.ObserveInt64(ints[i], g.read(&h, now))
		}
		return nil
	}, all...)
}
