package routing

import "github.com/bellhop-sla/bellhop/sla"

// Spec is the written form of routes.
type Spec struct {
	Agents []AgentSpec `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Queues are tried from top to bottom. The last one has no condition, so that every ticket lands.
	Queues []QueueSpec `json:"queues,omitempty" yaml:"queues,omitempty"`
	Limits Limits      `json:"limits,omitzero" yaml:"limits,omitempty"`
}

// AgentSpec declares somebody who takes tickets.
type AgentSpec struct {
	ID string `json:"id" yaml:"id"`
	// Capacity is how many tickets the agent holds or is offered at once. None means no limit.
	Capacity int `json:"capacity,omitempty" yaml:"capacity,omitempty"`
	// Hours is the calendar in whose hours the agent works. None means always.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
}

// QueueSpec declares a queue.
type QueueSpec struct {
	Name string `json:"name" yaml:"name"`
	// When is a condition over the ticket's fields. None holds for every ticket. The first queue whose condition holds is the
	// ticket's.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Agents are offered tickets: the least loaded first, and in this order those who carry the same. A queue may have none.
	Agents []string `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Lead is told when a ladder asks for the lead.
	Lead string `json:"lead,omitempty" yaml:"lead,omitempty"`
	// Accept is the wall time that an agent has to accept an offer. None means 15m.
	Accept sla.Duration `json:"accept,omitempty" yaml:"accept,omitempty"`
	// Overflow is the queue that takes a ticket when nobody here can: nobody is there, or all who are have declined. While
	// somebody here is only full, the ticket waits. None means that it always waits.
	Overflow string `json:"overflow,omitempty" yaml:"overflow,omitempty"`
}

// Limits are the guardrails of a journey.
type Limits struct {
	// Hops is how often a ticket may change hands. None means 10.
	Hops int `json:"hops,omitempty" yaml:"hops,omitempty"`
	// Between is the least wall time between two reassignments. None means 5m.
	Between sla.Duration `json:"between,omitempty" yaml:"between,omitempty"`
	// Fallback is the queue of a ticket whose journey broke a limit: there it may change hands as often as it must, and who
	// declined is asked again when nobody else is there. None means the last queue. It does not
	// overflow.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}
