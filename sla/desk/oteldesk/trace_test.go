package oteldesk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/oteldesk"
)

// TestLawContinuedTraceIsTheSame: under Continue a span is a child of the traceparent, in its trace and sampled as it was, and
// what is no traceparent changes nothing.
func TestLawContinuedTraceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parent := outbox.NewRoot(rapid.String().Draw(t, "key"), 0)
		parent.Flags = rapid.ByteRange(0, 3).Draw(t, "flags")
		ctx := oteldesk.Continue(context.Background(), parent.String())
		require.Equal(t, parent.String(), oteldesk.Traceparent(ctx))
		require.True(t, trace.SpanContextFromContext(ctx).IsRemote())
		require.Equal(t, ctx, oteldesk.Continue(ctx, rapid.SampledFrom([]string{"", "00-", parent.String() + "-1"}).Draw(t, "none")))

		r := newRig(t, desk.NewMemory(), nil)
		under, end := r.observer.Start(ctx, "desk.handle")
		end(nil)
		own, _ := outbox.TraceFrom(under)
		require.Equal(t, parent.ID, own.ID)
		require.NotEqual(t, parent.Span, own.Span)
		require.Equal(t, own.String(), oteldesk.Traceparent(under))
		require.Equal(t, parent.Flags&1, own.Flags&1)
		require.Len(t, r.spans.GetSpans(), int(parent.Flags&1), "what the sender did not sample is not recorded")
	})
	require.Empty(t, oteldesk.Traceparent(context.Background()))
}

// TestAttemptIsARoot: whatever the context of an attempt, its span has no parent; without a link in the context it has none.
func TestAttemptIsARoot(t *testing.T) {
	r := newRig(t, desk.NewMemory(), nil)
	ctx, around := r.tracers.Tracer("host").Start(t.Context(), "around")
	ctx, end := r.observer.Start(ctx, "outbox.notify")
	end(nil)
	around.End()
	attempt := r.named("outbox.notify")[0]
	require.False(t, attempt.Parent.IsValid())
	require.NotEqual(t, around.SpanContext().TraceID(), attempt.SpanContext.TraceID())
	require.Empty(t, attempt.Links)
	require.Equal(t, traceparent(attempt.SpanContext), oteldesk.Traceparent(ctx), "what a notifier starts is a child of the attempt")
}

// TestUnsampledAttemptIsSentOnAsSuch: a receiver hears that the attempt was not sampled, and of the span all the same.
func TestUnsampledAttemptIsSentOnAsSuch(t *testing.T) {
	observer, err := oteldesk.New(oteldesk.Config{
		Now: time.Now, Tracers: sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())), Meters: metricnoop.NewMeterProvider(),
	})
	require.NoError(t, err)
	link := outbox.NewRoot("link", 0)
	ctx, end := observer.Start(outbox.WithTrace(t.Context(), outbox.NewRoot("own", 0), link), "outbox.notify")
	defer end(nil)
	own, linked := outbox.TraceFrom(ctx)
	require.Equal(t, traceparent(trace.SpanContextFromContext(ctx)), own.String())
	require.Zero(t, own.Flags&1)
	require.Equal(t, link, linked)
}

// TestWithoutTracerTheOutboxKeepsItsTrace: a provider that does nothing has no spans, so that the attempt goes under the trace
// that the outbox gave it, even within a trace of the host; another operation goes under the host's.
func TestWithoutTracerTheOutboxKeepsItsTrace(t *testing.T) {
	observer, err := oteldesk.New(oteldesk.Config{Now: time.Now, Tracers: tracenoop.NewTracerProvider(), Meters: metricnoop.NewMeterProvider()})
	require.NoError(t, err)
	given, link, around := outbox.NewRoot("own", 0), outbox.NewRoot("link", 0), outbox.NewRoot("around", 0)
	for operation, want := range map[string]outbox.Trace{"outbox.notify": given, "desk.handle": around} {
		ctx, end := observer.Start(outbox.WithTrace(oteldesk.Continue(t.Context(), around.String()), given, link), operation)
		own, linked := outbox.TraceFrom(ctx)
		require.Equal(t, want, own, operation)
		require.Equal(t, link, linked)
		end(nil)
	}
}

// TestProvidersAreGlobalByDefault: without providers the global ones are told.
func TestProvidersAreGlobalByDefault(t *testing.T) {
	tracers, meters := otel.GetTracerProvider(), otel.GetMeterProvider()
	defer otel.SetTracerProvider(tracers)
	defer otel.SetMeterProvider(meters)
	r := newRig(t, desk.NewMemory(), nil)
	otel.SetTracerProvider(r.tracers)
	otel.SetMeterProvider(r.meters)
	observer, err := oteldesk.New(oteldesk.Config{Now: time.Now})
	require.NoError(t, err)
	_, end := observer.Start(t.Context(), "desk.sweep")
	end(nil)
	require.Len(t, r.named("desk.sweep"), 1)
	require.Equal(t, oteldesk.Scope, r.named("desk.sweep")[0].InstrumentationScope.Name)
	require.Len(t, durations(r.metrics(t)), 1)
}

// TestNewNamesWhatIsMissing: an observer needs a clock.
func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := oteldesk.New(oteldesk.Config{})
	require.EqualError(t, err, "Now: is missing: write time.Now")
}
