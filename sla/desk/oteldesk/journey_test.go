package oteldesk_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

const sender = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// post sends an event to the door of a host, as a part of the trace of its sender.
func post(t *testing.T, door string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, door+"?ticket=T-1", nil)
	require.NoError(t, err)
	req.Header.Set("Traceparent", sender)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
}

// TestOneTicketFromPostToPager follows one ticket: it is posted, handled, found late by a sweep, and told to a webhook that
// fails at first. The spans tell it in two kinds of trace that are linked.
func TestOneTicketFromPostToPager(t *testing.T) {
	p := newPager()
	defer p.Close()
	store := desk.NewMemory()
	r := newRig(t, store, p.webhook(time.Now))
	var answer error
	door := intake(r, &answer)
	defer door.Close()

	post(t, door.URL)
	require.NoError(t, answer)
	server, handle := r.named("POST /events"), r.named("desk.handle")
	require.Len(t, server, 1)
	require.Len(t, handle, 1)
	require.Equal(t, sender[3:35], handle[0].SpanContext.TraceID().String(), "the event is handled in the trace of its sender")
	require.Equal(t, server[0].SpanContext.SpanID(), handle[0].Parent.SpanID())
	require.Equal(t, trace.SpanKindInternal, handle[0].SpanKind)
	require.Equal(t, map[string]string{"bellhop.outcome": "ok"}, attributes(handle[0].Attributes))

	stored := traceparent(handle[0].SpanContext)
	sealed, err := store.Trail(t.Context(), "T-1", 0, 1)
	require.NoError(t, err)
	record, err := audit.Open(sealed[0])
	require.NoError(t, err)
	require.Equal(t, stored, record.Trace, "the trail leads to the trace")

	r.clock.pass(time.Hour)
	p.status = http.StatusServiceUnavailable
	r.work(t.Context())
	r.clock.pass(time.Minute)
	p.status = http.StatusNoContent
	r.work(t.Context())

	require.Len(t, r.named("desk.sweep"), 2)
	notify := r.named("outbox.notify")
	require.GreaterOrEqual(t, len(notify), 2)
	require.Len(t, p.heard, len(notify))
	roots := map[trace.TraceID]bool{handle[0].SpanContext.TraceID(): true}
	var sent []string
	for _, s := range notify {
		require.False(t, s.Parent.IsValid(), "an attempt is a root")
		require.False(t, roots[s.SpanContext.TraceID()], "of a trace of its own")
		roots[s.SpanContext.TraceID()] = true
		require.Len(t, s.Links, 1)
		require.Equal(t, stored, traceparent(s.Links[0].SpanContext), "linked to the span that took the event")
		require.True(t, s.Links[0].SpanContext.IsRemote())
		require.Equal(t, trace.SpanKindClient, s.SpanKind)
		sent = append(sent, traceparent(s.SpanContext))
	}
	require.ElementsMatch(t, sent, p.heard, "the request carries the attempt's own traceparent")
	require.Equal(t, codes.Error, notify[0].Status.Code)
	require.Equal(t, map[string]string{"bellhop.outcome": "failed", "error.type": "_OTHER"}, attributes(notify[0].Attributes))
	last := notify[len(notify)-1]
	require.Equal(t, codes.Unset, last.Status.Code)
	require.Equal(t, map[string]string{"bellhop.outcome": "ok"}, attributes(last.Attributes))
}
