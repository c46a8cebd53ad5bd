package desk_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// A step without the roster says that it needs it, or does the same, byte for byte, as with it. It needs it wherever an agent
// is given a place.
func TestLawStepWithoutRosterSaysSoOrDoesTheSame(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {})
		c := desk.Case{Ticket: l.ticket}
		for _, in := range l.inputs {
			with, err := desk.Step(p, c, in)
			require.NoError(t, err)
			in.Roster, in.Unread = nil, true
			without, err := desk.Step(p, c, in)
			if errors.Is(err, desk.ErrUnread) {
				require.True(t, without.Empty())
			} else {
				require.NoError(t, err)
				require.Equal(t, written(t, with), written(t, without))
				for _, load := range with.Loads {
					require.LessOrEqual(t, load.Room, 0, "a place was given without a look at the roster")
				}
			}
			c = with.Case
		}
	})
}

// written returns a change as a host would store it.
func written(t require.TestingT, c desk.Change) string {
	text, err := json.Marshal(c)
	require.NoError(t, err)
	return string(text)
}

// Who calls Step takes a verdict by the event that the desk makes of it: the change settles the delivery and notes the verdict.
func TestVerdictEventSettlesTheDelivery(t *testing.T) {
	l := newLife(journeyPack(t))
	opened := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "e1", Kind: sla.Created, At: l.now, By: sla.Customer, Status: "open"}}
	opened.Fields = sla.Fields{"tier": "gold", "priority": "high"}
	l.step(t, l.input(opened))
	key := l.pending[0]
	verdict := outbox.Outcome{Key: key, Ticket: l.ticket, Token: 7, Verdict: outbox.Done, At: l.now}
	change := l.step(t, l.input(desk.VerdictEvent(&verdict)))
	require.Equal(t, []outbox.Op{{Kind: outbox.Settle, Key: key, Outcome: verdict}}, change.Ops)
	require.Equal(t, outbox.Delivered, l.c.Notices[0].State)
	require.Len(t, change.Records, 1)
}
