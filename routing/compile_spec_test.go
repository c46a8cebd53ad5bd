package routing_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// words are a vocabulary with declared languages, channels and tiers.
func words(t require.TestingT) *sla.Terms {
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"language": {Values: []string{"de", "en"}}, "channel": {Values: []string{"chat", "email"}}, "tier": {Values: []string{"gold", "free"}},
		"type": {Values: []string{"outage", "invoice"}},
	}}.Compile()
	require.NoError(t, err)
	return terms
}

// Each key of people, channels and teams tells its faults, all at once.
func TestCompileTellsFaultsOfPeople(t *testing.T) {
	spec := routing.Spec{
		Skills:   []string{"network", "", "network"},
		Channels: map[string]routing.ChannelSpec{"chat": {Weight: -1}, "fax": {}},
		Teams: []routing.TeamSpec{
			{}, {Name: "north", Region: "emea", Lead: "anna"}, {Name: "north"}, {Name: "sun", Region: "any"},
		},
		Agents: []routing.AgentSpec{{
			ID: "ana", Teams: []string{"nort", "sun", "sun"}, Skills: map[string]int{"network": 6, "netwerk": 1}, Languages: []string{"fr", "de", "de"},
			Channels: []string{"phone"}, Leave: []routing.LeaveSpec{
				{From: "2026-02-31"}, {From: "2026-08-03", Until: "2026-08-01"}, {From: "1969-01-01", Until: "3000-01-01"},
			},
		}},
		Queues: []routing.QueueSpec{{Name: "front", Teams: []string{"norht", "sun", "sun"}, Hours: "ofice", Stages: "folow the sun", Expect: -1}},
	}
	_, err := routing.Compile(spec, words(t), calendars)
	require.EqualError(t, err, strings.TrimSpace(`
skills[1]: missing; write the name of a skill or remove the entry
skills[2]: "network" stands here already; remove one
channels.fax: unknown channel "fax"; write one of chat, email
channels.chat.weight: must be more than zero, not -1
teams[0].name: missing; write a name
teams[2].name: "north" stands at teams[1] already; give one of them another name
teams[3].region: "any" means every region; write another name
agents[0].teams[0]: unknown team "nort"; did you mean "north"?
agents[0].teams[2]: "sun" stands here already; remove one
agents[0].skills.netwerk: unknown skill "netwerk"; did you mean "network"?
agents[0].skills.network: must be a level from 1 to 5, not 6
agents[0].languages[0]: unknown language "fr"; write one of de, en
agents[0].languages[2]: "de" stands here already; remove one
agents[0].channels[0]: unknown channel "phone"; write one of chat, email
agents[0].leave[0].from: "2026-02-31" is not a date: write year-month-day, such as 2026-12-24
agents[0].leave[0].until: missing; write a date such as 2026-08-03
agents[0].leave[1].until: 2026-08-01 is before 2026-08-03; write the last date of the leave
agents[0].leave[2].from: "1969-01-01" lies outside of what can be counted, 1970 to 2261
agents[0].leave[2].until: "3000-01-01" lies outside of what can be counted, 1970 to 2261
teams[1].lead: unknown agent "anna"; did you mean "ana"?
queues[0].hours: unknown calendar "ofice"; did you mean "office"?
queues[0].teams[0]: unknown team "norht"; did you mean "north"?
queues[0].teams[2]: "sun" stands here already; remove one
queues[0].stages: unknown way out "folow the sun"; did you mean "follow the sun"?
queues[0].expect: must be more than zero, not -1ns; remove it if nobody knows`))
	_, err = routing.Compile(routing.Spec{Agents: []routing.AgentSpec{{ID: "ana", Teams: []string{"north"}}}}, nil, nil)
	require.EqualError(t, err, "agents[0].teams: there is no team; declare it under teams")
}

// Each key of rows, ways out and the strategy tells its faults, all at once.
func TestCompileTellsFaultsOfWays(t *testing.T) {
	many := make([]routing.StageSpec, 9)
	for i := range many {
		many[i] = routing.StageSpec{At: "unstaffed", Relax: true}
	}
	spec := routing.Spec{
		Teams:  []routing.TeamSpec{{Name: "north", Region: "emea"}},
		Agents: []routing.AgentSpec{{ID: "ana", Skills: map[string]int{"network": 2}, Languages: []string{"en"}}},
		Queues: []routing.QueueSpec{{Name: "front"}},
		Matrix: &routing.MatrixSpec{Dimensions: []string{"type"}, Rows: []routing.RowSpec{
			{Queue: "frnt", Overflow: "out", Weight: -2, Expect: -1, Skills: []routing.NeedSpec{{Level: 7, Relax: -1}, {Skill: "netwrk"}}}, {},
		}},
		Overflows: []routing.OverflowSpec{
			{Name: "follow the sun", Stages: many}, {}, {Name: "a", Stages: []routing.StageSpec{
				{At: "0%"}, {At: "10m wall or 20m wall", Teams: []string{"nort"}, Region: "apac", Queue: "frnt", Languages: []string{"fr"}},
				{At: "soon", Relax: true}, {At: "-5m", Relax: true}, {At: "10m business", Relax: true}, {Relax: true},
			}}, {Name: "a", Stages: many[:1]},
		},
		Strategy: routing.StrategySpec{
			Order: "lifo", Choice: "scarse", Lost: "cap", Cap: -1, Tiers: map[string]int{"goldd": 1}, Demand: map[string]int{"netwrk": 1, "en": -1},
			Fallback: []string{"fr"}, Interrupt: "50", Reserve: routing.ReserveSpec{Share: "101%"},
		},
	}
	_, err := routing.Compile(spec, words(t), calendars)
	require.EqualError(t, err, strings.TrimSpace(`
overflows[0].name: "follow the sun" is always there; write another name
overflows[1].name: missing; write a name
overflows[3].name: "a" stands at overflows[2] already; give one of them another name
matrix.rows[0].queue: unknown queue "frnt"; did you mean "front"?
matrix.rows[0].skills[0].skill: missing; write the name of a skill
matrix.rows[0].skills[1].skill: unknown skill "netwrk"; did you mean "network"?
matrix.rows[0].overflow: unknown way out "out"; write one of a, follow the sun
matrix.rows[1].queue: missing; write which queue takes the tickets of the row
matrix.rows[0].weight: must be more than zero, not -2; remove it for the weight of the channel
matrix.rows[0].expect: must be more than zero, not -1ns; remove it for what the queue expects
matrix.rows[0].skills[0].level: must be 1 to 5, not 7
matrix.rows[0].skills[0].relax: must be more than zero, not -1ns
overflows[0].stages: are 9; write at most 8
overflows[1].stages: missing; write at least one stage
overflows[2].stages[0].at: "0%" is no share above 0% and up to 1000%: write one such as 25%
overflows[2].stages[0]: lets nobody more take the ticket; write relax, teams, region, queue or languages
overflows[2].stages[1].at: "20m wall" comes after another of its kind; write one of them
overflows[2].stages[1].teams[0]: unknown team "nort"; did you mean "north"?
overflows[2].stages[1].region: unknown region "apac"; write one of emea, any
overflows[2].stages[1].queue: unknown queue "frnt"; did you mean "front"?
overflows[2].stages[1].languages[0]: unknown language "fr"; write one of de, en
overflows[2].stages[2].at: "soon" is no time of a stage: write 25%, 10m, 10m wall, unstaffed or forecast
overflows[2].stages[3].at: "-5m" is no time of a stage: write 25%, 10m, 10m wall, unstaffed or forecast
overflows[2].stages[4].at: "10m business" is no time of a stage: write 25%, 10m, 10m wall, unstaffed or forecast
overflows[2].stages[5].at: missing; write when the stage is reached, such as 25%, 10m, 10m wall, unstaffed or forecast
strategy.order: unknown order "lifo"; did you mean "fifo"?
strategy.choice: unknown choice "scarse"; did you mean "scarce"?
strategy.cap: must be more than zero, not -1
strategy.tiers.goldd: unknown tier "goldd"; did you mean "gold"?
strategy.demand.en: must not be less than zero, as -1 is
strategy.demand.netwrk: unknown skill or language "netwrk"; did you mean "network"?
strategy.fallback[0]: unknown language "fr"; write one of de, en
strategy.interrupt: "50" is no share above 0% and up to 1000%: write one such as 25%
strategy.reserve.share: "101%" is no share above 0% and up to 100%: write one such as 25%`))
	for want, s := range map[string]routing.StrategySpec{
		"strategy.lost: means nothing under fifo; remove it":                                                                                           {Order: routing.FIFO, Lost: routing.LostCap},
		`strategy.lost: unknown fate of lost tickets "ap"; write one of after_savable, next_promise, cap`:                                              {Lost: "ap"},
		"strategy.order: unknown order \"fifoo\"; did you mean \"fifo\"?\nstrategy.lost: unknown fate of lost tickets \"caps\"; did you mean \"cap\"?": {Order: "fifoo", Lost: "caps", Cap: 3},
		"strategy.cap: is set, but lost is not cap; remove it or write lost: cap":                                                                      {Cap: 3},
		`strategy.interrupt: "1001%" is no share above 0% and up to 1000%: write one such as 25%`:                                                      {Interrupt: "1001%"},
	} {
		_, err := routing.Compile(routing.Spec{Strategy: s}, nil, nil)
		require.EqualError(t, err, want)
	}
}

// A whole spec compiles, and reads from JSON what it writes.
func TestCompileTakesAWholeSpec(t *testing.T) {
	spec := wholeSpec()
	_, err := routing.Compile(spec, words(t), calendars)
	require.NoError(t, err)
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	var again routing.Spec
	require.NoError(t, json.Unmarshal(text, &again))
	require.Equal(t, spec, again)
}

// wholeSpec uses every key.
func wholeSpec() routing.Spec {
	return routing.Spec{
		Skills:   []string{"billing", "network"},
		Channels: map[string]routing.ChannelSpec{"chat": {Weight: 2, Interrupts: true}, "email": {Interruptible: true}},
		Teams:    []routing.TeamSpec{{Name: "north", Region: "emea", Lead: "ana"}, {Name: "south", Region: "apac"}},
		Agents: []routing.AgentSpec{
			{ID: "ana", Capacity: 4, Hours: "office", Teams: []string{"north"}, Skills: map[string]int{"network": 3}, Languages: []string{"de", "en"}},
			{ID: "ben", Capacity: 4, Hours: "night", Teams: []string{"south"}, Skills: map[string]int{"network": 1, "billing": 5}, Languages: []string{"en"},
				Channels: []string{"email"}, Leave: []routing.LeaveSpec{{Name: "holiday", From: "2026-08-03", Until: "2026-08-14"}}},
		},
		Queues: []routing.QueueSpec{{Name: "network", Teams: []string{"north"}, Hours: "office"}, {Name: "front", Stages: routing.FollowTheSun}},
		Matrix: &routing.MatrixSpec{Dimensions: []string{"type", "tier"}, Hit: "unique", Rows: []routing.RowSpec{
			{Name: "outages", Is: map[string][]string{"type": {"outage"}}, Queue: "network", Weight: 3, Priority: 2, Overflow: "wide", Skills: []routing.NeedSpec{
				{Skill: "network", Level: 3, Relax: sla.Duration(time.Hour)}, {Skill: "billing", Preferred: true},
			}},
			{Name: "rest", Is: map[string][]string{"type": {"invoice", "other"}}, Queue: "front"},
		}},
		Overflows: []routing.OverflowSpec{{Name: "wide", Stages: []routing.StageSpec{
			{At: "10m or unstaffed", Relax: true, Teams: []string{"south"}}, {At: "25% or forecast", Region: routing.AnyRegion},
			{At: "2h wall", Queue: "front", Languages: []string{"en"}},
		}}},
		Strategy: routing.StrategySpec{
			Order: routing.SavableFirst, Lost: routing.LostCap, Cap: 3, Strict: true, Tiers: map[string]int{"gold": 4, "free": 1}, Choice: routing.Scarce,
			OwnerFirst: true, Spread: true, Demand: map[string]int{"network": 5, "de": 2}, Fallback: []string{"en"}, Fit: true, Interrupt: "50%",
			Reserve: routing.ReserveSpec{Share: "10%", Priority: 2},
		},
	}
}

// A queue of teams has the lead of its first team, unless it names one.
func TestQueueHasTheLeadOfItsTeam(t *testing.T) {
	r, err := routing.Compile(wholeSpec(), words(t), calendars)
	require.NoError(t, err)
	q, _ := r.Queue("network")
	require.Equal(t, "ana", q.Lead)
	q, _ = r.Queue("front")
	require.Empty(t, q.Lead)
}
