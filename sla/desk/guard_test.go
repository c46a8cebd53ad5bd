package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

func TestEventsOfTheDesksOwnAreRefusedFromOutside(t *testing.T) {
	for name, forge := range map[string]func(*desk.Event){
		"kind": func(ev *desk.Event) {
			ev.Kind = desk.Settled
			ev.Verdict = &outbox.Outcome{Key: "T-1/offer/0/1/ben/", Ticket: "T-1", Verdict: outbox.Done, At: ev.At}
		},
		"own":    func(ev *desk.Event) { ev.Own, ev.Public = true, true },
		"ticket": func(ev *desk.Event) { ev.Ticket = desk.Storms },
	} {
		t.Run(name, func(t *testing.T) {
			b := ring(t, nil)
			before := b.open("T-1").Head
			outcome, err := b.say("T-1", sla.Message, forge)
			var refusal *desk.Refusal
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, desk.Malformed, refusal.Code)
			require.ErrorContains(t, err, name+": ")
			require.Equal(t, audit.Refused, outcome.Outcome)
			require.Len(t, b.trail(desk.Door), 1)
			c, err := b.store.Load(t.Context(), "T-1")
			require.NoError(t, err)
			require.Equal(t, before, c.Head)
		})
	}
}

func TestWhatNoRecordCanHoldIsMalformed(t *testing.T) {
	b := ring(t, nil)
	b.open("T-1")
	_, err := b.say("T-1", sla.Message, func(ev *desk.Event) {
		ev.Public, ev.ActorKind, ev.Watchers, ev.OnBehalf.Kind = true, "usr", []string{"ana", "\xff"}, "robot"
	})
	for _, fault := range []string{
		`actor_kind: unknown kind of actor "usr"; did you mean "user"?`, `on_behalf.kind: unknown kind of actor "robot"`,
		"watchers[1]: is not in UTF-8",
	} {
		require.ErrorContains(t, err, fault)
	}
}

func TestRefusalIsToldOnceHoweverOftenItIsSent(t *testing.T) {
	b := ring(t, nil)
	b.open("T-1")
	first, err := b.say("T-1", "nothing", nil)
	require.Error(t, err)
	b.n--
	again, err := b.say("T-1", "nothing", nil)
	require.Error(t, err)
	require.True(t, again.Again)
	require.Equal(t, first.Taken, again.Taken)
	require.Empty(t, b.trail(desk.Door))
	require.Equal(t, int(first.Seq), len(b.trail("T-1")))
}

func TestOwnEventThatNoLongerFitsIsOnRecord(t *testing.T) {
	p := journeyPack(t)
	l := newLife(p)
	opened := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "e1", Kind: sla.Created, At: l.now, By: sla.Customer, Status: "open"}}
	opened.Fields = sla.Fields{"tier": "gold", "priority": "high"}
	l.step(t, l.input(opened))
	l.c.Pending = []desk.Event{{Event: sla.Event{Key: "ladder/1", Kind: desk.Move, At: l.now}, Own: true, Queue: "gone"}}
	change := l.step(t, l.input(nil))
	require.Len(t, change.Records, 1)
	r, err := audit.Open(change.Records[0])
	require.NoError(t, err)
	require.Equal(t, "refused.malformed", r.Reason.Template)
	require.Empty(t, l.c.Pending)
}

func TestLaterFormatIsNotRead(t *testing.T) {
	_, err := desk.Step(journeyPack(t), desk.Case{Ticket: "T-1", Format: desk.CaseFormat + 1}, desk.Input{Now: sla.At(nine)})
	require.ErrorIs(t, err, sla.ErrUnknownVersion)
}
