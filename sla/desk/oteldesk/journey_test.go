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
	r.clock.pass(time.Hour)
	p.status = http.StatusServiceUnavailable
	r.work(t.Context())
	r.clock.pass(time.Minute)
	p.status = http.StatusNoContent
	r.work(t.Context())

	handled := requireHandled(t, r, store)
	require.Len(t, r.named("desk.sweep"), 2)
	require.Len(t, r.named("outbox.claim"), 2)
	requireLinked(t, r, p, handled)
}

// requireHandled checks the span of the event and returns its traceparent: it stands in the trace of the sender, under the span
// of the request, and the trail leads to it.
func requireHandled(t *testing.T, r *rig, store *desk.Memory) string {
	t.Helper()
	request, handle := r.named("POST /events"), r.named("desk.handle")
	require.Len(t, request, 1)
	require.Len(t, handle, 1)
	require.Equal(t, sender[3:35], handle[0].SpanContext.TraceID().String())
	require.Equal(t, request[0].SpanContext.SpanID(), handle[0].Parent.SpanID())
	require.Equal(t, trace.SpanKindInternal, handle[0].SpanKind)
	require.Equal(t, outcome("ok", ""), attributes(handle[0].Attributes))

	sealed, err := store.Trail(t.Context(), "T-1", 0, 1)
	require.NoError(t, err)
	record, err := audit.Open(sealed[0])
	require.NoError(t, err)
	handled := traceparent(handle[0].SpanContext)
	require.Equal(t, handled, record.Trace)
	return handled
}

// requireLinked checks the spans of the attempts: each is the root of a trace of its own, linked to the span of the event, and
// the request to the pager carries it. The first failed and the last did not.
func requireLinked(t *testing.T, r *rig, p *pager, handled string) {
	t.Helper()
	attempts := r.named("outbox.notify")
	traces, sent := map[trace.TraceID]bool{}, []string{}
	for _, s := range attempts {
		require.False(t, s.Parent.IsValid())
		require.Len(t, s.Links, 1)
		require.Equal(t, handled, traceparent(s.Links[0].SpanContext))
		require.True(t, s.Links[0].SpanContext.IsRemote())
		require.Equal(t, trace.SpanKindClient, s.SpanKind)
		traces[s.SpanContext.TraceID()] = true
		sent = append(sent, traceparent(s.SpanContext))
	}
	require.Len(t, traces, len(attempts))
	require.ElementsMatch(t, sent, p.heard)

	first, last := attempts[0], attempts[len(attempts)-1]
	require.Equal(t, codes.Error, first.Status.Code)
	require.Equal(t, outcome("failed", "_OTHER"), attributes(first.Attributes))
	require.Equal(t, codes.Unset, last.Status.Code)
	require.Equal(t, outcome("ok", ""), attributes(last.Attributes))
}
