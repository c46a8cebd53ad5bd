package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

func TestWaitingIsToldOnceAndNotAtEachLook(t *testing.T) {
	l := newLife(journeyPack(t))
	opened := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "e1", Kind: sla.Created, At: l.now, By: sla.Customer, Status: "open"}}
	opened.Fields = sla.Fields{"tier": "gold", "priority": "normal"}
	full := routing.Roster{"ana": {Load: 2}, "ben": {Load: 2}}
	l.step(t, desk.Input{Now: l.now, Event: opened, Roster: full})
	l.c.Journey.Declined = []string{"ana", "ben"} // gold has nobody left: the last queue is full
	for range 30 {
		l.now = l.now.Add(time.Minute)
		l.step(t, desk.Input{Now: l.now, Roster: full})
	}
	waiting := 0
	for _, b := range l.records {
		r, err := audit.Open(b)
		require.NoError(t, err)
		if r.Action == "route.waiting" {
			waiting++
		}
	}
	require.Equal(t, 2, waiting, "in its queue, and behind the guardrail")
}

// A ticket that nobody can take is looked at once a minute where nobody dispatches, and four times an hour where somebody does.
func TestWaitingIsLookedAtSeldomWhereSomebodyDispatches(t *testing.T) {
	for lined, often := range map[bool]time.Duration{false: time.Minute, true: 15 * time.Minute} {
		l := newLife(journeyPack(t))
		opened := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "e1", Kind: sla.Created, At: l.now, By: sla.Customer, Status: "open"}}
		opened.Fields = sla.Fields{"tier": "gold", "priority": "normal"}
		for name, roster := range map[string]routing.Roster{
			"no room": {"ana": {Load: 2}, "ben": {Load: 2}},
			"away":    {"ana": {Away: true}, "ben": {Away: true}},
		} {
			change, err := desk.Step(l.pack, desk.Case{Ticket: l.ticket}, desk.Input{Now: l.now, Event: opened, Roster: roster, Lined: lined})
			require.NoError(t, err)
			require.Equal(t, l.now.Add(often), change.Case.Look, "%s, dispatched: %t", name, lined)
		}
	}
}
