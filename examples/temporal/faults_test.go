package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// TestMain draws the laws a few times only: each life takes a good part of a second. -rapid.checks draws more.
func TestMain(m *testing.M) {
	checks := flag.Lookup("rapid.checks")
	if err := checks.Value.Set("12"); err != nil {
		panic(err)
	}
	flag.Parse()
	m.Run()
}

// decided is what of a trail does not hang on how long the store took: all but when a record was written, and a verdict came.
func decided(t require.TestingT, trail []string) (list []map[string]any) {
	for _, sealed := range trail {
		var r map[string]any
		require.NoError(t, json.Unmarshal([]byte(sealed), &r))
		delete(r, "prev")
		delete(r, "recorded")
		if action, _ := r["action"].(string); strings.HasPrefix(action, "notice.") {
			delete(r, "at")
		}
		list = append(list, r)
	}
	return list
}

// A call of the store that fails, before it was done or after, is made again: the records, the loads and what was heard are
// those of a run without faults.
func TestStoreFaultsLeaveTheSame(t *testing.T) {
	events, _ := journey()
	events, end := events[:5], events[5].At.Time()
	calls := 0
	count := func(int, string) desktest.Fault { calls++; return desktest.NoFault }
	want, _ := inWorkflows(t, world{pack: office(t), plan: count}, events, end)
	require.Greater(t, calls, 10)
	for _, fault := range []desktest.Fault{desktest.FailBefore, desktest.FailAfter} {
		for at := range calls {
			got, states := inWorkflows(t, world{pack: office(t), plan: func(n int, _ string) desktest.Fault {
				if n == at || n == at+1 {
					return fault
				}
				return desktest.NoFault
			}}, events, end)
			name := fmt.Sprintf("calls %d and %d: %s", at, at+1, fault)
			require.Equal(t, decided(t, want.trails["T-1"]), decided(t, got.trails["T-1"]), name)
			require.Equal(t, want.loads, got.loads, name)
			require.Equal(t, want.heard, got.heard, name)
			require.Empty(t, states["T-1"].Aside, name)
		}
	}
}

// An offer whose receiver fails is tried again after the pause that the desk makes, under the same key, and leaves the same.
func TestReceiverFaultsLeaveWhatTheDeskLeaves(t *testing.T) {
	failing := func(times int, fault error) func(escalation.Notice) error {
		left := times
		return func(n escalation.Notice) error {
			if n.Kind == escalation.Offer && left > 0 {
				left--
				return fault
			}
			return nil
		}
	}
	busy := errors.New("busy")
	for name, c := range map[string]struct {
		times int
		fault error
	}{
		"a few times": {3, busy}, "until given up": {8, busy}, "for good": {1, outbox.Permanent(busy)}, "later": {2, outbox.RetryAfter(busy, 3*time.Minute)},
	} {
		t.Run(name, func(t *testing.T) {
			s := &script{}
			s.at("2026-11-23 10:00")
			s.say("T-1", sla.Created, "mara", open("silver", "normal"))
			end := s.now.Add(25 * time.Minute)
			want := onTheDesk(t, office(t), s.events, end, 0, failing(c.times, c.fault))
			got, _ := inWorkflows(t, world{pack: office(t), answer: failing(c.times, c.fault)}, s.events, end)
			same(t, want, got)
		})
	}
}

// The workflows leave what the desk leaves, byte for byte, whatever happens to a ticket and wherever a run ends.
func TestLawWorkflowsLeaveWhatTheDeskLeaves(t *testing.T) {
	p := office(t)
	rapid.Check(t, func(t *rapid.T) {
		events, end := life(t, "T-1")
		want := onTheDesk(t, p, events, end, time.Minute, nil)
		state := State{Grain: time.Minute, Turn: rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "turn")}
		got, _ := inWorkflows(t, world{pack: p, state: state}, events, end)
		same(t, want, got)
	})
}

// life draws what happens to tickets, at half past a minute.
func life(t *rapid.T, tickets ...string) ([]desk.Event, time.Time) {
	s := &script{}
	s.at("2026-11-19 09:00")
	s.now = s.now.Add(30 * time.Second)
	for _, ticket := range tickets {
		s.say(ticket, sla.Created, "mara", open(rapid.SampledFrom([]string{"gold", "silver"}).Draw(t, "tier"), "urgent"))
	}
	for range rapid.IntRange(1, 14).Draw(t, "events") {
		s.now = s.now.Add(time.Duration(rapid.SampledFrom([]int{1, 7, 25, 61, 190, 1500}).Draw(t, "minutes")) * time.Minute)
		if rapid.IntRange(0, 9).Draw(t, "again") == 0 {
			again := rapid.SampledFrom(s.events).Draw(t, "event")
			s.events = append(s.events, again)
			s.events[len(s.events)-1].At = sla.At(s.now)
			s.now = s.now.Add(time.Minute)
			continue
		}
		ticket := rapid.SampledFrom(tickets).Draw(t, "ticket")
		person := rapid.SampledFrom([]string{"ana", "ben", "cleo"}).Draw(t, "person")
		kinds := []sla.Kind{
			sla.Message, sla.Message, sla.StatusSet, sla.StatusSet, sla.Changed, desk.Accept, desk.Accept, desk.Accept, desk.Decline,
			desk.Acknowledge, desk.Snooze, desk.Move, desk.Tag, sla.TicketMerged, sla.TicketSpam,
		}
		s.say(ticket, rapid.SampledFrom(kinds).Draw(t, "kind"), person, func(ev *desk.Event) { fill(t, ev, tickets) })
	}
	return s.events, s.now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "rest")) * time.Minute)
}

// fill draws what an event of its kind says.
func fill(t *rapid.T, ev *desk.Event, tickets []string) {
	switch ev.Kind {
	case sla.Message:
		ev.Public, ev.By = true, rapid.SampledFrom([]sla.Party{sla.Customer, sla.Agent}).Draw(t, "by")
	case sla.StatusSet:
		ev.Status = rapid.SampledFrom([]string{"open", "pending", "solved", "lost"}).Draw(t, "status")
	case sla.Changed:
		ev.Fields = sla.Fields{"priority": rapid.SampledFrom([]string{"urgent", "high", "normal"}).Draw(t, "priority")}
	case desk.Acknowledge, desk.Snooze:
		ev.Ladder, ev.Until = rapid.SampledFrom([]string{"answer", "solve"}).Draw(t, "ladder"), ev.At.Add(2*time.Hour)
	case desk.Move:
		ev.Queue = rapid.SampledFrom([]string{"gold", "support"}).Draw(t, "queue")
	case desk.Tag:
		ev.Tags = []string{"vip"}
	case sla.TicketMerged:
		ev.Into = rapid.SampledFrom(tickets).Draw(t, "into")
	}
}

// trouble draws what fails: one call of the store in ten, and one notice in five, before it was done or after.
type trouble struct {
	mu    sync.Mutex
	chain uint64
}

func (d *trouble) roll(sides uint64) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.chain = d.chain*6364136223846793005 + 1442695040888963407
	return d.chain >> 33 % sides
}

func (d *trouble) plan(int, string) desktest.Fault {
	switch d.roll(20) {
	case 0:
		return desktest.FailBefore
	case 1:
		return desktest.FailAfter
	}
	return desktest.NoFault
}

func (d *trouble) answer(escalation.Notice) error {
	switch d.roll(15) {
	case 0:
		return errors.New("busy")
	case 1:
		return outbox.Permanent(errors.New("no such person"))
	case 2:
		panic("ouch")
	}
	return nil
}

// Whatever fails, the trail is whole and says what the case says, the loads are those of the cases, and each notice came to
// an end that the trail tells.
func TestLawFaultsLeaveWholeTickets(t *testing.T) {
	p := office(t)
	rapid.Check(t, func(t *rapid.T) {
		events, end := life(t, "T-1", "T-2", "T-3")
		bad := &trouble{chain: rapid.Uint64().Draw(t, "seed")}
		state := State{Grain: time.Minute, Turn: rapid.SampledFrom([]int{0, 2}).Draw(t, "turn")}
		got, states := inWorkflows(t, world{pack: p, state: state, plan: bad.plan, answer: bad.answer}, events, end.Add(2*time.Hour))
		judge(t, got, states, sla.At(end))
	})
}

// judge holds what was left against itself. Of what happened after an instant, verdicts may still be to come.
func judge(t require.TestingT, got left, states map[string]State, end sla.Instant) {
	carried := map[string]int{}
	for _, ticket := range slices.Sorted(maps.Keys(got.cases)) {
		var c desk.Case
		require.NoError(t, json.Unmarshal([]byte(got.cases[ticket]), &c))
		s := states[ticket]
		require.Empty(t, s.Aside, ticket)
		held, err := json.Marshal(s.Case)
		require.NoError(t, err)
		require.Equal(t, got.cases[ticket], string(held), "the store has what the workflow has")
		judgeTrail(t, &c, got.trails[ticket])
		judgeNotices(t, &c, &s, got.heard, end)
		require.False(t, c.Open && !c.Paused && (c.Wake == 0 || c.Wake < end), "%s is forgotten", ticket)
		if agent := carrier(&c); agent != "" {
			carried[agent]++
		}
	}
	for agent, n := range got.loads {
		require.Equal(t, carried[agent], n.Load, "the load of %s", agent)
	}
	require.LessOrEqual(t, offeredOf(got, "ben"), 1, "ben has one place")
}

// judgeTrail holds a case against its trail.
func judgeTrail(t require.TestingT, c *desk.Case, trail []string) {
	var sealed [][]byte
	fold := audit.Fold{}
	for _, text := range trail {
		r, err := audit.Open([]byte(text))
		require.NoError(t, err)
		require.NoError(t, fold.Apply(&r))
		sealed = append(sealed, []byte(text))
	}
	head, err := audit.Verify(c.Ticket, slices.Values(sealed))
	require.NoError(t, err)
	require.Equal(t, c.Head, head)
	require.Equal(t, c.Face(), fold)
	seen := map[string]bool{}
	for _, taken := range c.Taken {
		require.False(t, seen[taken.Key], "event %s was taken twice", taken.Key)
		seen[taken.Key] = true
	}
}

// judgeNotices holds the notices of a case against the outbox and against what was heard.
func judgeNotices(t require.TestingT, c *desk.Case, s *State, heard map[string]string, end sla.Instant) {
	for _, n := range c.Notices {
		d := s.delivery(n.Key)
		_, arrived := heard[n.Key]
		switch n.State {
		case outbox.Pending:
			require.Greater(t, n.At, end.Add(-2*time.Hour), "%s is still on its way", n.Key)
		case outbox.Dead:
			require.NotNil(t, d)
			require.Equal(t, outbox.Dead, d.State)
			require.NotEmpty(t, d.Reason)
		case outbox.Delivered:
			require.True(t, arrived || n.Kind == escalation.Inner, "%s did not arrive", n.Key)
			require.Nil(t, d)
		default:
			require.Nil(t, d)
		}
	}
}

// carrier returns who holds or is offered a ticket.
func carrier(c *desk.Case) string {
	switch {
	case !c.Open:
		return ""
	case c.Handoff.State == outbox.Offered:
		return c.Handoff.Agent
	}
	return c.State.Facts.Assignee
}

// offeredOf counts the tickets that are offered to an agent.
func offeredOf(got left, agent string) (n int) {
	for _, text := range got.cases {
		var c desk.Case
		if json.Unmarshal([]byte(text), &c) == nil && c.Open && c.Handoff.State == outbox.Offered && c.Handoff.Agent == agent {
			n++
		}
	}
	return n
}
