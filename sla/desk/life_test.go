package desk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// journeyPack is the desk of the laws.
func journeyPack(tb testing.TB) *pack.Pack {
	text, err := os.ReadFile("desktest/testdata/journey.yaml")
	require.NoError(tb, err)
	p, err := pack.Read("journey.yaml", text, holidays.All{})
	require.NoError(tb, err)
	return p
}

// life is a random life of one ticket: each input that a step took, the change it gave, and the case it left.
type life struct {
	pack    *pack.Pack
	now     sla.Instant
	ticket  string
	c       desk.Case
	inputs  []desk.Input
	records [][]byte
	ops     []outbox.Op
	loads   map[string]int
	pending []string // keys of notices that were put and not settled
	events  int
}

func newLife(p *pack.Pack) *life {
	return &life{pack: p, now: sla.At(nine), ticket: "T-1", c: desk.Case{Ticket: "T-1"}, loads: map[string]int{}}
}

// step takes one input and keeps what came of it.
func (l *life) step(t require.TestingT, in desk.Input) desk.Change {
	change, err := desk.Step(l.pack, l.c, in)
	require.NoError(t, err)
	l.inputs = append(l.inputs, in)
	l.records = append(l.records, change.Records...)
	l.ops = append(l.ops, change.Ops...)
	for _, load := range change.Loads {
		l.loads[load.Agent] += load.By
	}
	for _, op := range change.Ops {
		if op.Kind == outbox.Put {
			l.pending = append(l.pending, op.Key)
		}
	}
	l.c = change.Case
	return change
}

// input is a look or an event at the present instant.
func (l *life) input(ev *desk.Event) desk.Input {
	roster := routing.Roster{}
	for agent, n := range l.loads {
		roster[agent] = routing.Present{Load: n}
	}
	return desk.Input{Now: l.now, Event: ev, Roster: roster, Secret: []byte("secret")}
}

// event draws the next event.
func (l *life) event(t *rapid.T) *desk.Event {
	l.events++
	ev := &desk.Event{Ticket: l.ticket}
	ev.Key, ev.At, ev.Actor, ev.By = fmt.Sprint("e", l.events), l.now, "ana", sla.Agent
	if l.c.State == nil {
		ev.Kind, ev.By, ev.Actor, ev.Status = sla.Created, sla.Customer, "mara", "open"
		ev.Fields = sla.Fields{"tier": word(t, "gold", "silver"), "priority": word(t, "urgent", "high", "normal")}
		return ev
	}
	kinds := []sla.Kind{
		sla.Message, sla.Message, sla.StatusSet, sla.StatusSet, sla.Changed, desk.Accept, desk.Accept, desk.Decline, desk.Acknowledge,
		desk.Snooze, desk.Watch, desk.Move, sla.Assigned, desk.Settled, sla.TicketMerged, sla.TicketRestored,
	}
	ev.Kind = rapid.SampledFrom(kinds).Draw(t, "kind")
	l.fill(t, ev)
	if rapid.IntRange(0, 9).Draw(t, "late") == 0 {
		ev.At = ev.At.Add(-time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes late")) * time.Minute)
	}
	return ev
}

func (l *life) fill(t *rapid.T, ev *desk.Event) {
	switch ev.Kind {
	case sla.Message:
		ev.By, ev.Public = rapid.SampledFrom([]sla.Party{sla.Customer, sla.Agent}).Draw(t, "by"), rapid.Bool().Draw(t, "public")
	case sla.StatusSet:
		ev.Status = word(t, "open", "pending", "solved")
	case sla.Changed:
		ev.Fields = sla.Fields{"priority": word(t, "urgent", "normal")}
	case desk.Accept, desk.Decline:
		ev.Actor = l.c.Handoff.Agent
	case desk.Snooze:
		ev.Until = l.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
	case desk.Watch:
		ev.Watchers = []string{word(t, "eve", "finn")}
	case desk.Move:
		ev.Queue = word(t, "gold", "support")
	case sla.Assigned:
		ev.Assignee = word(t, "ana", "ben", "")
	case sla.TicketMerged:
		ev.Into = "T-0"
	case desk.Settled:
		l.settle(t, ev)
	}
}

// settle draws the verdict on a notice that is on its way; without one it is a message.
func (l *life) settle(t *rapid.T, ev *desk.Event) {
	if len(l.pending) == 0 {
		ev.Kind, ev.Public = sla.Message, true
		return
	}
	key := l.pending[0]
	l.pending = l.pending[1:]
	verdict := rapid.SampledFrom([]outbox.Verdict{outbox.Done, outbox.Done, outbox.GiveUp}).Draw(t, "verdict")
	ev.Key, ev.Own = "settled/"+key, true
	ev.Verdict = &outbox.Outcome{Key: key, Ticket: l.ticket, Verdict: verdict, At: l.now, Reason: "as drawn"}
}

// live draws a life of some steps: events, looks when something is due, and time.
func (l *life) live(t *rapid.T, check func(desk.Change)) {
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0, 1:
			check(l.step(t, l.input(l.event(t))))
		case 2:
			check(l.step(t, l.input(nil)))
		default:
			l.now = l.now.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute)
		}
	}
}

func word(t *rapid.T, words ...string) string { return rapid.SampledFrom(words).Draw(t, "word") }

// document is a case as a store writes it.
func document(t require.TestingT, c desk.Case) string {
	b, err := json.Marshal(c)
	require.NoError(t, err)
	return string(b)
}

// read is a case as a store reads it.
func read(t require.TestingT, document string) (c desk.Case) {
	require.NoError(t, json.Unmarshal([]byte(document), &c))
	return c
}

// fold opens and adds up the records.
func fold(t require.TestingT, records [][]byte) audit.Fold {
	f := audit.Fold{}
	for _, b := range records {
		r, err := audit.Open(b)
		require.NoError(t, err)
		require.NoError(t, f.Apply(&r))
	}
	return f
}
