package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// TestAShiftHandsOver has London close with an urgent ticket of a gold customer in hand, and a slow one beside it.
func TestAShiftHandsOver(t *testing.T) {
	h := newHost(t, settings{})
	urgent, slow := stories[0], stories[5]
	slow.region = "emea"
	give := func(s story, id string) {
		opened := s.opened("open-"+id, sla.At(h.clock.Now()))
		opened.Ticket = id
		_, err := h.take(t.Context(), opened, s.text)
		require.NoError(t, err)
		ev := desk.Event{Ticket: id}
		ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Assignee = "take-"+id, sla.Assigned, sla.At(h.clock.Now()), sla.Agent, "ana", "ana"
		_, err = h.take(t.Context(), ev, "")
		require.NoError(t, err)
	}
	holds := func(id, want string) {
		t.Helper()
		c, err := h.store.Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, want, holder(&c))
	}
	skip(t, h, 7*time.Hour)
	give(urgent, "T-1")
	give(slow, "T-2")
	next, err := h.handOver(t.Context(), h.clock.Now())
	require.NoError(t, err)
	require.Equal(t, "17:30", next.In(h.zone).Format("15:04"))
	holds("T-1", "ana")

	skip(t, h, 31*time.Minute)
	for range 2 { // the second time there is nothing to do
		_, err = h.handOver(t.Context(), h.clock.Now())
		require.NoError(t, err)
	}
	holds("T-1", "offered to carla")
	_, page := visit(t, h).get("/tickets/T-1")
	require.Contains(t, page, "the shift of ana has ended")
	holds("T-2", "ana")
}
