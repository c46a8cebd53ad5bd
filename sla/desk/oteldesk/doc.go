// Package oteldesk tells OpenTelemetry what a desk does: a span for each operation, traces that are linked across the outbox,
// and the figures to alert on.
//
//	trace of the host                       a trace for each attempt
//	POST /events ─▶ desk.handle ◀── link ── outbox.notify ─▶ spans of the receiver
//	                  │ traceparent           ▲ traceparent
//	                  ▼                       │
//	                event ─▶ case ─▶ notice ──┘
//
// The nouns:
//
//   - An [Observer] is given to a desk: it turns operations into spans and durations.
//   - A span is one operation: desk.handle, desk.sweep, outbox.claim, outbox.notify or outbox.settle.
//   - A link leads from an attempt to the span whose traceparent was stored with the event and the notice. An attempt is not
//     made a child of it: it may come days later and more than once.
//   - A gauge is how the desk stands. It is read from the store when a reader of metrics asks ([Observer.Watch]), so that it is
//     never older than the reading, and is absent, not zero, while the store does not answer.
//
// The metrics, by the conventions of OpenTelemetry (opentelemetry.io/docs/specs/semconv/general/naming):
//
//	bellhop.operation.duration  s          histogram  bellhop.operation, bellhop.outcome, error.type
//	bellhop.outbox.lag          s          histogram  how long the longest due notice of each claim had been due
//	bellhop.outbox.claimed      {notice}   counter    notices that were claimed
//	bellhop.sweep.lag           s          gauge      how long the earliest wake has been past: the figure to alert on
//	bellhop.outbox.pending      {notice}   gauge      notices that wait to be sent
//	bellhop.outbox.oldest       s          gauge      how long the longest due of them has been due
//	bellhop.outbox.dead         {notice}   gauge      dead letters
//	bellhop.handoff.unanswered  {handoff}  gauge      offers that wait for an answer
//	bellhop.ticket.forgotten    {ticket}   gauge      tickets that nothing will wake: there are to be none
//	bellhop.ticket.aside        {ticket}   gauge      tickets that were set aside, such as one that cannot be read
//
// The counts by operation and outcome are those of the histogram. The gauges are gauges, and not sums that go up and down,
// since every process reads them from the same store: take the largest, never the total.
//
// bellhop.outcome is ok, refused (an event that the desk refused: error.type is the code of the refusal, and the span is no
// error) or failed (error.type is one of a short list, and _OTHER beyond it). No span and no metric names a ticket or carries
// the text of an error, which may name one: the way from a ticket to its trace is the traceparent in its trail, and errors go
// to the log.
//
// What this package does not do: it exports nothing, keeps no state of its own and starts nothing. The host sets up the
// providers, and a sampler where the spans of a desk that looks each second and finds nothing are too many.
package oteldesk
