package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

func TestEventWithoutTraceTakesThatOfItsContext(t *testing.T) {
	b, around, sender := ring(t, nil), outbox.NewRoot("around", 0), outbox.NewRoot("sender", 0).String()
	for ticket, trace := range map[string]string{"T-1": "", "T-2": sender} {
		ev := desk.Event{Ticket: ticket, Trace: trace}
		ev.Key, ev.Kind, ev.At, ev.By, ev.Status = "e1", sla.Created, sla.At(b.now), sla.Customer, "open"
		ev.Fields = sla.Fields{"tier": "gold", "priority": "normal"}
		_, err := b.Handle(outbox.WithTrace(t.Context(), around, outbox.Trace{}), ev)
		require.NoError(t, err)
	}
	_, err := b.Deliver(t.Context())
	require.NoError(t, err)
	require.Len(t, b.heard, 2)
	want := map[string]string{"T-1": around.String(), "T-2": sender}
	for _, n := range b.heard {
		require.Equal(t, want[n.Ticket], n.Trace)
		require.Equal(t, want[n.Ticket], b.trail(n.Ticket)[0].Trace)
	}
}
