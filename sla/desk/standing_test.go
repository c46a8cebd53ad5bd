package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// newStage is a desk without a Presence of some agents, who take two units each and who are chosen in one way.
func newStage(tb require.TestingT, choice routing.Choice, agents ...string) *scales {
	var people strings.Builder
	for _, id := range agents {
		fmt.Fprintf(&people, "  - {id: %s, capacity: 2}\n", id)
	}
	p, err := pack.Read("stage.yaml", []byte(`
vocabulary:
  fields:
    channel: {values: [chat, mail, form]}
    status: {values: [open, solved]}
calendars:
  always: {zone: UTC, hours: {mon-sun: "00:00-24:00"}}
statuses: {terminal: [solved]}
policies:
  - {name: standard, calendar: always, targets: [{metric: resolution, within: 8h}]}
channels:
  chat: {interrupts: true}
  mail: {interruptible: true}
agents:
`+people.String()+`
queues:
  - {name: all, agents: [`+strings.Join(agents, ", ")+`], accept: 1h}
strategy: {choice: `+string(choice)+`}
`), nil)
	require.NoError(tb, err)
	s := &scales{store: desk.NewMemory(), now: nine}
	s.desk, err = desk.New(desk.Config{Store: s.store, Pack: p, Now: func() time.Time { return s.now }})
	require.NoError(tb, err)
	return s
}

// comes opens a ticket a minute later and returns who is offered it and accepts; nobody when it waits.
func (s *scales) comes(t require.TestingT, ticket, channel string) string {
	s.now = s.now.Add(time.Minute)
	s.event(t, ticket, sla.Created, func(ev *desk.Event) { ev.Fields = sla.Fields{"channel": channel} })
	c, err := s.store.Load(context.Background(), ticket)
	require.NoError(t, err)
	agent := c.Handoff.Agent
	if agent != "" {
		s.event(t, ticket, desk.Accept, func(ev *desk.Event) { ev.Actor = agent })
	}
	return agent
}

// goes solves a ticket a minute later.
func (s *scales) goes(t require.TestingT, ticket string) {
	s.now = s.now.Add(time.Minute)
	s.event(t, ticket, sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
}

// The desk itself knows who got a ticket last and since when somebody has had nothing in hand: no host need tell it.
func TestTurnsGoRound(t *testing.T) {
	for _, choice := range []routing.Choice{routing.RoundRobin, routing.LongestIdle, routing.Scarce} {
		t.Run(string(choice), func(t *testing.T) {
			s := newStage(t, choice, "ana", "ben", "cem")
			for i, due := range []string{"ana", "ben", "cem"} {
				require.Equal(t, due, s.comes(t, fmt.Sprint("T-", i), "form"))
			}
			s.goes(t, "T-1")
			s.goes(t, "T-0")
			s.goes(t, "T-2")
			next := []string{"ben", "ana", "cem"}
			if choice == routing.RoundRobin {
				next = []string{"ana", "ben", "cem"}
			}
			for i, due := range next {
				require.Equal(t, due, s.comes(t, fmt.Sprint("T-", 3+i), "form"))
			}
		})
	}
}

func TestAChatInterruptsMail(t *testing.T) {
	s := newStage(t, routing.LeastLoaded, "ana")
	stands := func(load, soft int) {
		t.Helper()
		roster, err := s.desk.Roster(context.Background())
		require.NoError(t, err)
		require.Equal(t, []int{load, soft}, []int{roster["ana"].Load, roster["ana"].Interruptible})
	}
	require.Equal(t, "ana", s.comes(t, "mail-1", "mail"))
	require.Equal(t, "ana", s.comes(t, "mail-2", "mail"))
	require.Empty(t, s.comes(t, "mail-3", "mail"), "she has two in hand")
	require.Empty(t, s.comes(t, "form-1", "form"), "a form sets nothing aside")
	require.Equal(t, "ana", s.comes(t, "chat-1", "chat"))
	stands(3, 2)
	require.Equal(t, "ana", s.comes(t, "chat-2", "chat"))
	stands(4, 2)
	require.Empty(t, s.comes(t, "chat-3", "chat"), "what she talks in now waits for nobody")
	require.Equal(t, "2", s.said(t, "chat-2", "handoff.offered", "interrupts"), "both mails are set aside now")
	s.goes(t, "chat-1")
	_, err := s.desk.Dispatch(context.Background())
	require.NoError(t, err)
	stands(4, 2) // the third chat came
	s.event(t, "mail-1", sla.Changed, func(ev *desk.Event) { ev.Fields = sla.Fields{"channel": "form"} })
	stands(4, 1)
	s.goes(t, "mail-2")
	stands(3, 0)
	require.Empty(t, s.comes(t, "chat-4", "chat"))
}

// said returns what the last record of an action says.
func (s *scales) said(t require.TestingT, ticket, action, name string) (value string) {
	trail, err := s.store.Trail(context.Background(), ticket, 0, 1000)
	require.NoError(t, err)
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		require.NoError(t, err)
		for _, arg := range r.Reason.Args {
			if r.Action == action && arg.Name == name {
				value = arg.Value.String()
			}
		}
	}
	return value
}

// Law: how agents stand follows from the cases, and from when they came and went: what may be set aside is the sum of the
// interruptible tickets, idle is since the last one went, last is when one came, and what may not be set aside never goes beyond
// what one may carry.
func TestLawStandingFollowsFromTheCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage(t, routing.LongestIdle, "ana", "ben")
		due := routing.Roster{}
		for n := range rapid.IntRange(1, 40).Draw(t, "events") {
			s.now = s.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(t, "minutes")) * time.Minute)
			before := s.stands(t)
			limited := s.acts(t, fmt.Sprint("T-", n))
			after := s.stands(t)
			for _, agent := range []string{"ana", "ben"} {
				p := due[agent]
				p.Load, p.Interruptible = len(after[agent]), 0
				for _, soft := range after[agent] {
					if soft {
						p.Interruptible++
					}
				}
				if more(before[agent], after[agent]) {
					p.Idle, p.Last = 0, sla.At(s.now)
					require.True(t, !limited || p.Load-p.Interruptible <= 2, agent)
				} else if p.Load == 0 && more(after[agent], before[agent]) {
					p.Idle = sla.At(s.now)
				}
				due[agent] = p
			}
			roster, err := s.desk.Roster(context.Background())
			require.NoError(t, err)
			for agent, p := range due {
				require.Equal(t, p, roster[agent], agent)
			}
		}
	})
}

// acts lets something happen, and says whether no agent may get more by it than there is room for.
func (s *scales) acts(t *rapid.T, fresh string) (limited bool) {
	ticket := fmt.Sprint("T-", rapid.IntRange(0, 9).Draw(t, "ticket"))
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0, 1, 2:
		s.event(t, fresh, sla.Created, func(ev *desk.Event) { ev.Fields = sla.Fields{"channel": word(t, "chat", "mail", "form")} })
	case 3:
		s.event(t, ticket, sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	case 4:
		_, err := s.desk.Sweep(context.Background())
		require.NoError(t, err)
	case 5:
		c, _ := s.store.Load(context.Background(), ticket) // an unknown ticket has no offer
		kind := rapid.SampledFrom([]sla.Kind{desk.Accept, desk.Decline}).Draw(t, "answer")
		s.event(t, ticket, kind, func(ev *desk.Event) { ev.Actor = c.Handoff.Agent })
	default:
		s.event(t, ticket, sla.Assigned, func(ev *desk.Event) { ev.Assignee = word(t, "ana", "ben") })
		return false
	}
	return true
}

// stands returns the tickets of each agent, and which of them may be set aside.
func (s *scales) stands(t require.TestingT) map[string]map[string]bool {
	list, err := s.store.Cases(context.Background(), "", 100)
	require.NoError(t, err)
	held := map[string]map[string]bool{"ana": {}, "ben": {}}
	for i := range list {
		if agent, units := list[i].Carrier(); units > 0 {
			held[agent][list[i].Ticket] = list[i].State.AllFields()["channel"] == "mail"
		}
	}
	return held
}

// more says whether some ticket is in b and not in a.
func more(a, b map[string]bool) bool {
	for ticket := range b {
		if _, there := a[ticket]; !there {
			return true
		}
	}
	return false
}

func TestLoadIsNeverLessThanNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		load desk.Load
		was  routing.Present
		due  routing.Present
	}{
		{"nothing", desk.Load{}, routing.Present{Idle: 5}, routing.Present{Idle: 5}},
		{"goes twice", desk.Load{By: -1, Interruptible: -1, At: 7}, routing.Present{Idle: 5}, routing.Present{Idle: 7}},
		{"by a slow clock", desk.Load{By: -1, At: 3}, routing.Present{Idle: 5, Last: 4}, routing.Present{Idle: 5, Last: 4}},
		{"comes by a slow clock", desk.Load{By: 1, At: 3}, routing.Present{Idle: 5, Last: 4}, routing.Present{Load: 1, Last: 4}},
		{"more soft than there is", desk.Load{Interruptible: 3}, routing.Present{Load: 2}, routing.Present{Load: 2, Interruptible: 2}},
	} {
		require.Equal(t, c.due, c.load.To(c.was), c.name)
	}
}
