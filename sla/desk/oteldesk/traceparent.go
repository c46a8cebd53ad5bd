package oteldesk

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// Traceparent returns the traceparent of the span in ctx (W3C Trace Context, 3.2), or "" when there is none: for the Trace of
// an event that a host keeps before the desk takes it. An event that is handled under its span needs none.
func Traceparent(ctx context.Context) string {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		return traceOf(span).String()
	}
	return ""
}

// Continue returns a context under which a kept event is handled in the trace that it came with: what starts a span in it makes
// a child of traceparent. What is no traceparent leaves ctx as it is.
func Continue(ctx context.Context, traceparent string) context.Context {
	parent, err := outbox.ParseTrace(traceparent)
	if err != nil {
		return ctx
	}
	return trace.ContextWithRemoteSpanContext(ctx, spanOf(parent))
}

// linksTo returns the links to a trace: none to no trace.
func linksTo(t outbox.Trace) []trace.Link {
	if t == (outbox.Trace{}) {
		return nil
	}
	return []trace.Link{{SpanContext: spanOf(t).WithRemote(true)}}
}

// traceOf and spanOf turn one form of a span's identity into the other.
func traceOf(s trace.SpanContext) outbox.Trace {
	return outbox.Trace{ID: s.TraceID(), Span: s.SpanID(), Flags: byte(s.TraceFlags())}
}

func spanOf(t outbox.Trace) trace.SpanContext {
	return trace.NewSpanContext(trace.SpanContextConfig{TraceID: t.ID, SpanID: t.Span, TraceFlags: trace.TraceFlags(t.Flags)})
}
