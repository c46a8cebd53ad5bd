package routing_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// crowd is a queue of a hundred agents on two calendars, behind a queue with a condition, and how they stand.
func crowd(tb testing.TB) (*routing.Router, routing.Request, routing.Roster) {
	spec := routing.Spec{Queues: []routing.QueueSpec{{Name: "vip", When: `tier == "gold"`}, {Name: "front"}}}
	roster := routing.Roster{}
	for i := range 100 {
		a := routing.AgentSpec{ID: fmt.Sprintf("agent%02d", i), Capacity: 10, Hours: []string{"office", "night"}[i%2]}
		spec.Agents = append(spec.Agents, a)
		spec.Queues[1].Agents = append(spec.Queues[1].Agents, a.ID)
		roster[a.ID] = routing.Present{Load: (99 - i) / 11, Away: i%9 == 0}
	}
	q := routing.Request{
		Fields: sla.Fields{"tier": "silver", "priority": "high"}, Now: friday,
		Journey: &routing.Journey{Declined: []string{"agent94", "agent96"}},
	}
	r := compile(tb, spec)
	require.Equal(tb, "agent89", r.Route(q, roster).Agent)
	return r, q, roster
}

// BenchmarkRouteListed chooses among a hundred agents of a roster, in the order in which the queue lists them.
func BenchmarkRouteListed(b *testing.B) {
	r, q, roster := crowd(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Route(q, roster)
	}
}
