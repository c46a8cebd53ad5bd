package routing_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// An outage in German: the row asks for a skill, the price of what is scarce chooses, and everybody hears why.
func ExampleRouter_Explain() {
	router, err := routing.Compile(routing.Spec{
		Teams: []routing.TeamSpec{{Name: "berlin", Region: "emea"}, {Name: "tokyo", Region: "apac"}},
		Agents: []routing.AgentSpec{
			{ID: "ana", Capacity: 4, Teams: []string{"berlin"}, Skills: map[string]int{"network": 3}, Languages: []string{"de", "en"}},
			{ID: "ben", Capacity: 4, Teams: []string{"berlin"}, Skills: map[string]int{"network": 4}, Languages: []string{"de"}},
			{ID: "cyd", Teams: []string{"berlin"}, Skills: map[string]int{"network": 1}, Languages: []string{"de"}},
			{ID: "dee", Teams: []string{"berlin"}, Hours: "office", Skills: map[string]int{"network": 5}, Languages: []string{"de"}},
			{ID: "eli", Teams: []string{"tokyo"}, Skills: map[string]int{"network": 2}, Languages: []string{"de"}},
		},
		Queues: []routing.QueueSpec{{Name: "network", Teams: []string{"berlin"}}, {Name: "front"}},
		Matrix: &routing.MatrixSpec{Dimensions: []string{"type"}, Rows: []routing.RowSpec{
			{Name: "outages", Is: map[string][]string{"type": {"outage"}}, Queue: "network", Overflow: routing.FollowTheSun,
				Skills: []routing.NeedSpec{{Skill: "network", Level: 2}}},
			{Name: "rest", Queue: "front"},
		}},
		Strategy: routing.StrategySpec{Choice: routing.Scarce, Fallback: []string{"en"}},
	}, worldTerms, map[string]calendar.Calendar{"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00")})
	if err != nil {
		panic(err)
	}
	night := sla.At(time.Date(2026, 3, 6, 21, 0, 0, 0, time.UTC))
	ticket := routing.Request{
		Fields: sla.Fields{"type": "outage", "language": "de"}, Arrived: night.Add(-10 * time.Minute), Target: sla.Duration(time.Hour), Now: night,
	}
	fmt.Println(router.Explain(ticket, routing.Roster{"ben": {Load: 1}}))
	// Output:
	// network: ben, 15m to accept
	//   ana: costs more (scarcity 950, level 3)
	//   ben: chosen (busy 250, load 1, level 4)
	//   cyd: lacks network at level 2
	//   dee: is out of hours office, at work from 2026-03-09T08:00:00Z
	//   eli: may take it only at a later stage
}

// An explanation is plain data, and says of who is not there until when.
func TestExplanationIsPlainData(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Hours: "office"}, {ID: "ben", Capacity: 2}}, Queues: []routing.QueueSpec{{Name: "front", Agents: []string{"ana", "ben"}}},
	})
	got := r.Explain(routing.Request{Now: friday.Add(-2 * time.Hour)}, routing.Roster{"ben": {Load: 1}})
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"decision": {"queue": "front", "agent": "ben", "accept": "15m", "weight": 1, "load": 1, "cost": {"load": 1}},
		"candidates": [{"agent": "ana", "why": "is out of hours office", "until": "2026-03-27T08:00:00Z"}, {"agent": "ben", "chosen": true, "cost": {"load": 1}}]
	}`, string(text))
}

// Of a ticket that a guardrail sent to the fallback the agents of its own queue are told of as well.
func TestExplanationKnowsWhereATicketWasTakenFrom(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana"}, {ID: "ben"}, {ID: "cyd"}, {ID: "lea"}},
		Queues: []routing.QueueSpec{{Name: "network", When: `type == "outage"`, Agents: []string{"ana", "ben", "cyd"}}, {Name: "front", Agents: []string{"lea"}}},
		Limits: routing.Limits{Hops: 2},
	})
	told := func(q routing.Request, roster routing.Roster) string {
		q.Fields, q.Now = sla.Fields{"type": "outage"}, friday
		return r.Explain(q, roster).String()
	}
	require.Equal(t, `front: lea, 15m to accept, limit declined
  ana: has declined
  ben: has declined
  cyd: has declined
  lea: chosen`, told(routing.Request{Journey: &routing.Journey{Offers: 3, Hops: 1, Declined: []string{"ana", "ben", "cyd"}}}, nil))
	require.Equal(t, `front: lea, 15m to accept, limit hops
  ana: is away
  ben: is not in front
  cyd: is not in front
  lea: chosen`, told(routing.Request{Journey: &routing.Journey{Offers: 3, Hops: 2}}, routing.Roster{"ana": {Away: true}}))
}
