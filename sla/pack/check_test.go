package pack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

const checked = `
calendars: {always: {zone: UTC, hours: {mon-sun: 00:00-24:00}}}
policies:
  - {name: gold, when: tier == "gold", calendar: always, targets: [{metric: first_response, within: 1h}]}
  - {name: rest, calendar: always, targets: [{metric: first_response, within: 4h}]}
agents: [{id: ana}]
queues:
  - {name: gold, when: tier == "gold"}
  - {name: golden, when: tier == "gold" and priority == "urgent"}
  - {name: front}
`

// A queue that a ladder moves tickets to is reached though no condition leads to it.
func TestCheckKnowsTheWaysOfLadders(t *testing.T) {
	p, err := pack.Read("desk.yaml", []byte(checked), nil)
	require.NoError(t, err)
	c, err := p.Check()
	require.NoError(t, err)
	require.False(t, c.Sound())
	require.Equal(t, `routes: every ticket finds a queue: 3 queues, 4 cells
1 queue is never reached:
  golden (queues[1]): gold (queues[0]) takes all its tickets, such as {priority: "urgent", tier: "gold"}
policies: every ticket finds a policy: 2 policies, 2 cells
`, c.String())

	p, err = pack.Read("desk.yaml", []byte(checked+`
ladders: [{name: up, on: first_response, levels: [{name: first, at: 50%, move: golden, notify: ["log:ana"]}]}]
`), nil)
	require.NoError(t, err)
	c, err = p.Check()
	require.NoError(t, err)
	require.True(t, c.Sound(), "%s", c)
}

// A policy that is never reached is a fault; that some tickets find none is not.
func TestCheckKnowsPolicies(t *testing.T) {
	p, err := pack.Read("desk.yaml", []byte(`
calendars: {always: {zone: UTC, hours: {mon-sun: 00:00-24:00}}}
policies:
  - {name: gold, when: tier == "gold", calendar: always, targets: [{metric: first_response, within: 1h}]}
`), nil)
	require.NoError(t, err)
	c, err := p.Check()
	require.NoError(t, err)
	require.True(t, c.Sound())
	require.False(t, c.Policies.Complete)

	p, err = pack.Read("desk.yaml", []byte(checked), nil)
	require.NoError(t, err)
	p.File.Policies[0], p.File.Policies[1] = p.File.Policies[1], p.File.Policies[0]
	c, err = p.Check()
	require.NoError(t, err)
	require.Equal(t, `gold (policies[1]): rest (policies[0]) takes all its tickets, such as {tier: "gold"}`, c.Policies.Hidden[0].String())
}
