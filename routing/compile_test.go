package routing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Each spec has one fault, or a few of one kind, which is told at its path.
func TestCompileTellsEveryFault(t *testing.T) {
	ana, last := routing.AgentSpec{ID: "ana"}, routing.QueueSpec{Name: "front"}
	queues := func(first ...routing.QueueSpec) routing.Spec {
		return routing.Spec{Agents: []routing.AgentSpec{ana}, Queues: append(first, last)}
	}
	for want, spec := range map[string]routing.Spec{
		`agents[0].id: missing; write how the host names the agent`: {Agents: []routing.AgentSpec{{}}},
		`agents[1].id: "ana" stands at agents[0] already; remove one`: {
			Agents: []routing.AgentSpec{ana, ana}},
		`agents[0].capacity: must be more than zero, not -1; remove it for no limit`: {
			Agents: []routing.AgentSpec{{ID: "ana", Capacity: -1}}},
		`agents[0].hours: unknown calendar "ofice"; did you mean "office"?`: {
			Agents: []routing.AgentSpec{{ID: "ana", Hours: "ofice"}}},
		`queues[0].name: missing; write a name`: queues(routing.QueueSpec{}),
		`queues[1].name: "front" stands at queues[0] already; give one of them another name`: queues(
			routing.QueueSpec{Name: "front"}),
		`queues[0].when: 1:1: unknown field "priorty"; did you mean "priority"?`: queues(
			routing.QueueSpec{Name: "a", When: `priorty == "urgent"`}),
		`queues[0].agents[0]: unknown agent "anna"; did you mean "ana"?`: queues(
			routing.QueueSpec{Name: "a", Agents: []string{"anna"}}),
		`queues[0].agents[1]: "ana" stands here already; remove one`: queues(
			routing.QueueSpec{Name: "a", Agents: []string{"ana", "ana"}}),
		`queues[0].lead: unknown agent "an"; write one of ana`: queues(routing.QueueSpec{Name: "a", Lead: "an"}),
		`queues[0].overflow: unknown queue "frnt"; did you mean "front"?`: queues(
			routing.QueueSpec{Name: "a", Overflow: "frnt"}),
		`queues[0].overflow: leads back here: a, a; let one of them wait`: queues(
			routing.QueueSpec{Name: "a", Overflow: "a"}),
		`queues[1].overflow: leads back here: b, c, b; let one of them wait`: queues(
			routing.QueueSpec{Name: "a", Overflow: "b"}, routing.QueueSpec{Name: "b", Overflow: "c"},
			routing.QueueSpec{Name: "c", Overflow: "b"}),
		`queues[0].accept: must be more than zero, not -1ns`: queues(routing.QueueSpec{Name: "a", Accept: -1}),
		`queues[0].when: the last queue takes every ticket that no other took; remove the condition or add a queue without one`: {
			Queues: []routing.QueueSpec{{Name: "a", When: `tier == "gold"`}}},
		`queues[0].overflow: is set, but the fallback queue keeps its tickets; remove it or name another fallback`: {
			Queues: []routing.QueueSpec{{Name: "a", Overflow: "b"}, {Name: "b"}}, Limits: routing.Limits{Fallback: "a"}},
		"limits.hops: must be more than zero, not -1\n" +
			"limits.between: must be more than zero, not -1ns\n" +
			`limits.fallback: unknown queue "x"`: {Limits: routing.Limits{Hops: -1, Between: -1, Fallback: "x"}},
	} {
		_, err := routing.Compile(spec, nil, calendars)
		require.EqualError(t, err, want)
	}
}

// A desk that declares no queue has one without a name, in which tickets wait for whom the host assigns.
func TestNoQueueIsOneWithoutName(t *testing.T) {
	r := compile(t, routing.Spec{})
	got := r.Route(routing.Request{Now: friday}, nil)
	require.Equal(t, routing.Decision{}, got)
	require.Equal(t, "waits, nobody is in it", got.String())
	j := routing.Journey{}
	j.Take(got)
	require.Equal(t, routing.Journey{}, j)
	_, declared := r.Queue("")
	require.False(t, declared)
}

func TestDeclarationsAreThere(t *testing.T) {
	spec := routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Capacity: 3}, {ID: "ben"}},
		Queues: []routing.QueueSpec{{Name: "front", Lead: "ana"}},
	}
	r := compile(t, spec)
	require.Equal(t, spec.Agents, r.Agents())
	require.Equal(t, []int{3, 0, 0}, []int{r.Capacity("ana"), r.Capacity("ben"), r.Capacity("nobody")})
	q, ok := r.Queue("front")
	require.True(t, ok)
	require.Equal(t, routing.QueueSpec{Name: "front", Lead: "ana", Accept: sla.Duration(routing.DefaultAccept)}, q)
}
