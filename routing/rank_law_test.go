package routing_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Why: whoever could have got the ticket as well hears of the first term by which the strategy puts the chosen one before.
func TestLawWhyTellsTheFirstDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireWhys(t, thrown(t)) })
}

// requireWhys routes a ticket in a world and sees that each agent who could have got it hears why not. It returns what they hear.
func requireWhys(t require.TestingT, d dice) (whys []string) {
	w := makeWorld(t, d, true)
	w.spec.Strategy.Spread = false
	w.r = w.compile(t)
	q := w.request(d)
	q.Prefer, q.Owner, q.Allow, q.Journey = "", "", nil, &routing.Journey{}
	q.Queue = w.r.Route(q, w.roster).Queue
	e := w.r.Explain(q, w.roster)
	got := e.Decision
	if got.Agent == "" || got.Limit != "" || got.Stage != "" || got.Queue != q.Queue {
		return nil
	}
	for _, id := range w.able(q, got) {
		if id == got.Agent {
			continue
		}
		at := slices.IndexFunc(e.Candidates, func(c routing.Candidate) bool { return c.Agent == id })
		require.GreaterOrEqual(t, at, 0, id)
		require.Equal(t, w.outranked(q, got, id), e.Candidates[at].Why, "%s of %s", id, e)
		if why := e.Candidates[at].Why; strings.HasSuffix(why, "which is preferred") {
			whys = append(whys, "lacks what is preferred")
		} else {
			whys = append(whys, why)
		}
	}
	return whys
}

// outranked says by the words of the strategy why an agent who could have got the ticket comes after the one who does.
func (w world) outranked(q routing.Request, d routing.Decision, id string) string {
	choice := cmp.Or(w.spec.Strategy.Choice, routing.Listed)
	mine, other := w.roster[d.Agent], w.roster[id]
	idle := func() string {
		switch {
		case other.Load > 0 && mine.Load == 0:
			return "has work in hand"
		case other.Load > 0:
			return "had one later"
		}
		return "has been idle for less"
	}
	if choice != routing.Scarce && w.wanting(q, d.Agent) != w.wanting(q, id) {
		return w.lacks(q, d.Agent, id)
	}
	switch {
	case choice == routing.Scarce && w.price(q, d.Agent) != w.price(q, id):
		return "costs more"
	case (choice == routing.Listed || choice == routing.LeastLoaded) && mine.Load != other.Load:
		return "carries more"
	case choice == routing.RoundRobin && mine.Last != other.Last:
		return "had one later"
	case choice == routing.MostSkilled && w.level(q, d.Agent) != w.level(q, id):
		return "is less skilled"
	case choice == routing.Listed && w.listed(d.Queue, d.Agent) != w.listed(d.Queue, id):
		return "stands later in the queue"
	case choice != routing.Listed && idler(mine, other) != 0:
		return idle()
	}
	return "comes later by id"
}

// lacks says what an agent lacks first that is preferred and another has.
func (w world) lacks(q routing.Request, has, lacks string) string {
	if w.foreign(q, lacks) && !w.foreign(q, has) {
		return fmt.Sprintf("does not work in %s, which is preferred", q.Fields["language"])
	}
	for _, n := range w.wishes(q) {
		level := max(1, n.Level)
		switch {
		case w.agent(has).Skills[n.Skill] < level || w.agent(lacks).Skills[n.Skill] >= level:
		case level == 1:
			return fmt.Sprintf("lacks %s, which is preferred", n.Skill)
		default:
			return fmt.Sprintf("lacks %s at level %d, which is preferred", n.Skill, level)
		}
	}
	return "nothing"
}

// Who is asked for, who had the ticket last and what is kept for urgent tickets are told as what they are, and so are equals.
func TestWhyTellsWhatCameBeforeTheChoice(t *testing.T) {
	spec := routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Capacity: 4}, {ID: "ben", Capacity: 4}},
		Queues: []routing.QueueSpec{{Name: "front", Agents: []string{"ana", "ben"}}}, Strategy: routing.StrategySpec{OwnerFirst: true},
	}
	why := func(q routing.Request, roster routing.Roster) (why []string) {
		q.Now = friday
		e := compile(t, spec).Explain(q, roster)
		for _, c := range e.Candidates {
			why = append(why, fmt.Sprintf("%s %t %s", c.Agent, c.Chosen, c.Why))
		}
		return append(why, e.Decision.String())
	}
	busy := routing.Roster{"ben": {Load: 2}}
	require.Equal(t, []string{"ana false ben is asked for", "ben true ", "front: ben, 15m to accept, since ben is asked for"}, why(routing.Request{Prefer: "ben"}, busy))
	require.Equal(t, []string{"ana false ben had it last", "ben true ", "front: ben, 15m to accept, since ben had it last"}, why(routing.Request{Owner: "ben"}, busy))
	require.Equal(t, []string{"ana true ", "ben false stands later in the queue", "front: ana, 15m to accept"}, why(routing.Request{}, nil))

	spec.Strategy = routing.StrategySpec{Spread: true, Choice: routing.LeastLoaded}
	require.Contains(t, fmt.Sprint(why(routing.Request{Ticket: "a1"}, nil)), "comes later by lot")

	spec.Strategy = routing.StrategySpec{Reserve: routing.ReserveSpec{Share: "50%"}}
	kept := "is kept for urgent tickets"
	require.Equal(t, []string{"ana false " + kept, "ben false " + kept, "front: waits, what is free is kept for urgent tickets (ana " + kept + ", ben " + kept + ")"},
		append(why(routing.Request{}, routing.Roster{"ana": {Load: 3}, "ben": {Load: 1}})[:2], compile(t, spec).Route(routing.Request{Now: friday}, routing.Roster{"ana": {Load: 3}, "ben": {Load: 1}}).String()))
}

// A stage that lets another language pass lets nobody who works in it outrank somebody who works in the customer's.
func TestWhyTellsTheLanguage(t *testing.T) {
	r, err := routing.Compile(routing.Spec{
		Teams:     []routing.TeamSpec{{Name: "berlin", Region: "emea"}, {Name: "tokyo", Region: "apac"}},
		Agents:    []routing.AgentSpec{{ID: "ana", Teams: []string{"berlin"}, Languages: []string{"en"}}, {ID: "ben", Teams: []string{"tokyo"}, Languages: []string{"de"}}},
		Overflows: []routing.OverflowSpec{{Name: "wide", Stages: []routing.StageSpec{{At: "25%", Region: "any", Languages: []string{"en"}}}}},
		Queues:    []routing.QueueSpec{{Name: "front", Teams: []string{"berlin"}, Stages: "wide"}},
	}, worldTerms, nil)
	require.NoError(t, err)
	e := r.Explain(routing.Request{
		Fields: sla.Fields{"language": "de"}, Arrived: friday, Target: sla.Duration(time.Hour), Now: friday.Add(20 * time.Minute),
	}, routing.Roster{"ben": {Load: 5}})
	require.Equal(t, "ben", e.Decision.Agent)
	require.Equal(t, "does not work in de, which is preferred", e.Candidates[0].Why)
}

// Passed: a ticket that waits tells of each agent of its queue, and of each whom a stage let in, what an explanation tells.
func TestLawWhoWasAskedIsPassedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requirePassed(t, thrown(t)) })
}

// requirePassed routes a ticket, and says whether a stage was reached of one that waits.
func requirePassed(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, false)
	for i := range w.spec.Queues {
		w.spec.Queues[i].Overflow = ""
	}
	w.r = w.compile(t)
	q := w.request(d)
	q.Prefer, q.Owner = "", ""
	got, e := w.r.Route(q, w.roster), w.r.Explain(q, w.roster)
	if got.Agent != "" || got.Limit == routing.ByTime {
		return nil
	}
	told := map[string]string{}
	for _, c := range e.Candidates {
		told[c.Agent] = c.Why
	}
	passed := map[string]bool{}
	for _, p := range got.Passed {
		require.False(t, passed[p.Agent], "%s stands twice in %s", p.Agent, got)
		require.Equal(t, told[p.Agent], p.Why, "%s of %s", p.Agent, got)
		passed[p.Agent] = true
	}
	everywhere := strings.Contains(got.Stage, routing.FollowTheSun)
	for _, id := range worldIDs {
		asked := w.listed(got.Queue, id) < w.listed(got.Queue, "nobody") || everywhere && len(w.agent(id).Teams) > 0
		require.True(t, passed[id] || !asked, "%s is missing in %s", id, got)
	}
	if everywhere {
		return []string{"everywhere"}
	}
	return []string{"here"}
}

// Who stands in a queue and in the one that it overflows into is told of once.
func TestPassedTellsOfEachOnce(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana"}, {ID: "ben"}, {ID: "cyd"}},
		Queues: []routing.QueueSpec{{Name: "network", When: `type == "outage"`, Agents: []string{"ana", "ben"}, Overflow: "second"}, {Name: "second", Agents: []string{"ben", "cyd"}}},
		Limits: routing.Limits{Fallback: "second"},
	})
	away := routing.Roster{"ana": {Away: true}, "ben": {Away: true}, "cyd": {Away: true}}
	got := r.Route(routing.Request{Fields: sla.Fields{"type": "outage"}, Now: friday}, away)
	require.Equal(t, []routing.Passed{{Agent: "ana", Why: "is away"}, {Agent: "ben", Why: "is away"}, {Agent: "cyd", Why: "is away"}}, got.Passed)
}
