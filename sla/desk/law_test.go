package desk_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The records tell everything: what they add up to is the case.
func TestLawStateIsTheFoldOfItsRecords(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(change desk.Change) {
			told := fold(t, l.records)
			require.Equal(t, l.c.Face(), told)
			for field, value := range plain(&l.c) {
				require.Equal(t, value, text(told[field]), field)
			}
			head, err := audit.Verify(l.ticket, slices.Values(l.records))
			require.NoError(t, err)
			require.Equal(t, l.c.Head, head)
		})
	})
}

// plain is what a reader of a case would want its trail to tell, by hand.
func plain(c *desk.Case) map[string]string {
	if c.State == nil {
		return nil
	}
	facts := c.State.Facts
	want := map[string]string{
		"created": facts.Created.String(), "status": facts.Status, "team": facts.Team, "assignee": facts.Assignee,
		"gone": facts.Gone.String(), "policy": c.State.Policy.Name, "policy_version": c.State.Policy.Version,
		"resolved": c.Resolved.String(), "into": c.Into, "queue": c.Journey.Queue, "lead": c.Lead,
		"offer": c.Handoff.ID, "offer.agent": c.Handoff.Agent, "offer.state": string(c.Handoff.State),
		"offer.until": c.Handoff.Until.String(),
	}
	for name, value := range c.State.Fields {
		want["fields."+name] = value.(string)
	}
	for _, clock := range c.State.Clocks {
		prefix := "clock." + clock.Name + "."
		want[prefix+"phase"], want[prefix+"due"] = clock.Phase.String(), clock.Due.String()
		want[prefix+"breached"], want[prefix+"ended"] = clock.Breach.String(), clock.Ended.String()
	}
	for _, n := range c.Notices {
		want["notice."+n.Key] = string(n.State)
	}
	return want
}

// text is a value as text, and nothing as none.
func text(v audit.Value) string {
	if v.Equal(audit.None) {
		return ""
	}
	return v.String()
}

// The inputs of a life, taken again from documents, give the same documents, byte for byte.
func TestLawReplayGivesTheSameBytes(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {})
		again := newLife(p)
		for _, in := range l.inputs {
			before := document(t, again.c)
			kept := again.c
			again.step(t, in)
			require.Equal(t, before, document(t, kept), "a step leaves its case as it was")
			again.c = read(t, document(t, again.c))
		}
		require.Equal(t, document(t, l.c), document(t, again.c))
		require.Equal(t, l.records, again.records)
		require.Equal(t, l.ops, again.ops)
	})
}

// Looking twice is looking once: a second look at the same instant stores nothing.
func TestLawLookingIsNotChanging(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {
			for range 5 { // events of the desk's own come one after the other
				if change := l.step(t, l.input(nil)); change.Empty() {
					return
				}
			}
			t.Fatal("looks do not come to an end")
		})
	})
}

// An event that comes again gives what was said the first time, and stores nothing.
func TestLawEventsAreTakenOnce(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		first := map[string]desk.Taken{}
		l.live(t, func(change desk.Change) {
			in := l.inputs[len(l.inputs)-1]
			if in.Event == nil || in.Event.Kind == desk.Settled || change.Refusal != nil {
				return
			}
			first[in.Event.Key] = change.Outcome.Taken
			again := l.step(t, l.input(in.Event))
			require.True(t, again.Empty())
			require.True(t, again.Outcome.Again)
			require.Equal(t, first[in.Event.Key], again.Outcome.Taken)
		})
	})
}

// What agents carry is what the cases say: an offer or an assignment of an open ticket.
func TestLawLoadsAreWhatTheCaseHolds(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {
			want := map[string]int{}
			switch {
			case !l.c.Open:
			case l.c.Handoff.State == outbox.Offered:
				want[l.c.Handoff.Agent] = 1
			case l.c.State.Facts.Assignee != "":
				want[l.c.State.Facts.Assignee] = 1
			}
			maps.DeleteFunc(l.loads, func(_ string, n int) bool { return n == 0 })
			require.Equal(t, want, l.loads)
		})
	})
}

// No open ticket is forgotten: it has a wake, and the wake is not long past after a look.
func TestLawNothingIsForgotten(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {
			if l.c.Open && !l.c.Paused {
				require.NotZero(t, l.c.Wake)
			}
			in := l.inputs[len(l.inputs)-1]
			if in.Event == nil && l.c.Wake != 0 && len(l.c.Pending) == 0 {
				require.Greater(t, l.c.Wake, l.now)
			}
		})
	})
}

// Every effect and every level that fired has its record, and nothing has two.
func TestLawAppliedEffectsAreRecords(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {})
		told := map[string]int{}
		for _, b := range l.records {
			r, err := audit.Open(b)
			require.NoError(t, err)
			for _, a := range r.Reason.Args {
				if a.Name == "effect" && !slices.ContainsFunc(r.Reason.Args, func(a audit.Arg) bool { return a.Name == "op" }) {
					told[a.Value.String()]++
				}
			}
		}
		if l.c.State == nil {
			return
		}
		for _, e := range l.c.State.Emitted {
			e.Ticket = l.ticket
			require.GreaterOrEqual(t, told[e.ID()], 1, "effect %s has no record", e.ID())
		}
	})
}

// Nobody is told of a promise while it does not run: an alert is about a clock that runs, and is put once.
func TestLawAlertsAreOfRunningClocksAndOnce(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		seen := map[string]bool{}
		l.live(t, func(change desk.Change) {
			for _, op := range change.Ops {
				if op.Kind != outbox.Put {
					continue
				}
				require.False(t, seen[op.Key], "notice %s twice", op.Key)
				seen[op.Key] = true
				if n := op.Message; n.Kind == escalation.Alert && n.Clock != nil {
					require.Equal(t, sla.Running, n.Clock.Phase)
				}
			}
		})
	})
}

// A refused event leaves the case as it was, but for one record of the refusal, however often it comes.
func TestLawARefusalChangesNothing(t *testing.T) {
	p := journeyPack(t)
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(p)
		l.live(t, func(desk.Change) {
			if l.c.State == nil {
				return
			}
			before := l.c.Face()
			ev := &desk.Event{Ticket: l.ticket, Event: sla.Event{Key: "wrong", At: l.now, Kind: sla.Kind(word(t, "created", "nothing", "status"))}}
			change := l.step(t, l.input(ev))
			require.NotNil(t, change.Refusal)
			require.LessOrEqual(t, len(change.Records), 1)
			require.Equal(t, before, l.c.Face())
			again := l.step(t, l.input(ev))
			require.Equal(t, change.Refusal.Code, again.Refusal.Code)
			require.True(t, again.Empty())
		})
	})
}
