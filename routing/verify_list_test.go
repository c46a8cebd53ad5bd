package routing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
)

// A queue is reached by its condition or by what leads to it: an overflow, a stage or the fallback.
func TestRouterProvesItsQueues(t *testing.T) {
	spec := routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana"}},
		Queues: []routing.QueueSpec{
			{Name: "gold", When: `tier == "gold"`, Overflow: "second"},
			{Name: "second", When: `tier == "gold"`},
			{Name: "third", When: `tier == "gold"`},
			{Name: "fourth", When: `tier == "gold"`},
			{Name: "fifth", When: `tier == "gold" and priority == "high"`},
			{Name: "front"},
		},
		Overflows: []routing.OverflowSpec{{Name: "out", Stages: []routing.StageSpec{{At: "10m wall", Queue: "third"}}}},
		Limits:    routing.Limits{Fallback: "fourth"},
	}
	p := compile(t, spec).Verify()
	require.Equal(t, `every ticket finds a queue: 6 queues, 4 cells
1 queue is never reached:
  fifth (queues[4]): gold (queues[0]) takes all its tickets, such as {priority: "high", tier: "gold"}
`, p.String())
	require.False(t, p.Sound())

	p = compile(t, routing.Spec{}).Verify()
	require.Equal(t, "every ticket finds a queue: 1 queue, 1 cell\n", p.String())
	require.True(t, p.Sound())
}

// With a matrix its rows are proved.
func TestRouterProvesItsMatrix(t *testing.T) {
	r := compile(t, routing.Spec{
		Queues: []routing.QueueSpec{{Name: "front"}},
		Matrix: &routing.MatrixSpec{Rows: []routing.RowSpec{{When: `tier == "gold"`, Queue: "front"}, {Name: "same", When: `tier == "gold"`, Queue: "front"}}},
	})
	require.Equal(t, `of 2 cells, 1 falls through
  tier other (1 cell), such as {}
1 row is never reached:
  same (matrix.rows[1]): matrix.rows[0] takes all its tickets, such as {tier: "gold"}
`, r.Verify().String())
}

func TestVerifyListTellsFaultyConditions(t *testing.T) {
	_, err := routing.VerifyList("policy", "policies", []routing.Entry{{When: "teir"}, {When: "statuss"}}, nil)
	require.EqualError(t, err, `policies[0].when: 1:1: unknown field "teir"; did you mean "tier"?
policies[1].when: 1:1: unknown field "statuss"; did you mean "status"?`)
	p, err := routing.VerifyList("policy", "policies", []routing.Entry{{Name: "a"}, {Name: "b"}}, nil)
	require.NoError(t, err)
	require.Equal(t, "every ticket finds a policy: 2 policies, 1 cell\n1 policy is never reached:\n  b (policies[1]): a (policies[0]) takes all its tickets, such as {}\n", p.String())
}
