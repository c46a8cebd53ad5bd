package oteldesk

import (
	"cmp"
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// Scope is the name of the tracer and of the meter.
const Scope = "github.com/bellhop-sla/bellhop/sla/desk/oteldesk"

// Config is what an observer is made of.
type Config struct {
	// Now reads the time for spans, durations and ages: the clock of the desk, such as time.Now. It is required.
	Now func() time.Time
	// Tracers and Meters provide the tracer and the meter. Nil means the global ones.
	Tracers trace.TracerProvider
	Meters  metric.MeterProvider
}

// Observer is an [outbox.Observer] for the Config.Observer of a desk. It is safe for many goroutines.
type Observer struct {
	now    func() time.Time
	tracer trace.Tracer
	meter  metric.Meter
	instruments
}

var _ outbox.Observer = (*Observer)(nil)

// New returns an observer. The error names what is missing, or is that of the provider that refused an instrument.
func New(config Config) (*Observer, error) {
	if config.Now == nil {
		return nil, calendar.Problem{Path: "Now", Message: "is missing: write time.Now"}
	}
	meter := cmp.Or(config.Meters, otel.GetMeterProvider()).Meter(Scope)
	made, err := newInstruments(meter)
	if err != nil {
		return nil, err
	}
	tracer := cmp.Or(config.Tracers, otel.GetTracerProvider()).Tracer(Scope)
	return &Observer{config.Now, tracer, meter, made}, nil
}

// delivery is the operation that tells a receiver.
const delivery = "outbox.notify"

// Start begins the span of an operation, which the function it returns ends. The context that it returns carries the span both
// for OpenTelemetry and for the outbox ([outbox.TraceFrom]): an event without a traceparent is stored with that of the span
// under which it is handled, and a notifier sends on that of the attempt.
//
// An attempt is the root of a trace, linked to the trace of its notice; every other operation is a child of the span in ctx.
func (o *Observer) Start(ctx context.Context, operation string) (context.Context, func(error)) {
	began := o.now()
	_, link := outbox.TraceFrom(ctx)
	options := []trace.SpanStartOption{trace.WithTimestamp(began)}
	if operation == delivery {
		// Without the span in the context there is no parent, also for a provider that does nothing but hand on the parent.
		ctx = trace.ContextWithSpanContext(ctx, trace.SpanContext{})
		options = append(options, trace.WithSpanKind(trace.SpanKindClient), trace.WithLinks(linksTo(link)...))
	}
	ctx, span := o.tracer.Start(ctx, operation, options...)
	if own := span.SpanContext(); own.IsValid() {
		ctx = outbox.WithTrace(ctx, traceOf(own), link)
	}
	return ctx, func(err error) { o.end(ctx, span, operation, began, err) }
}

// end ends the span of an operation and records how long it took.
func (o *Observer) end(ctx context.Context, span trace.Span, operation string, began time.Time, err error) {
	ended, came := o.now(), outcomeOf(err)
	if span.IsRecording() {
		span.SetAttributes(came.attributes()...)
		if came.name == failed {
			span.SetStatus(codes.Error, "")
		}
	}
	if o.duration.Enabled(ctx) {
		attributes := append(came.attributes(), operationKey.String(operation))
		o.duration.Record(ctx, max(0, ended.Sub(began).Seconds()), metric.WithAttributes(attributes...))
	}
	span.End(trace.WithTimestamp(ended))
}

// Sample records the figures that tell of something that happened. How the desk stands is what [Observer.Watch] reads.
func (o *Observer) Sample(ctx context.Context, name string, value float64) {
	switch name {
	case "outbox.claimed":
		o.claimed.Add(ctx, int64(value))
	case "outbox.lag":
		o.lag.Record(ctx, max(0, value))
	}
}
