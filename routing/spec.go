package routing

import "github.com/bellhop-sla/bellhop/sla"

// Spec is the written form of routes.
type Spec struct {
	// Skills are the only skills that agents have and rows ask for. None means any; then rows ask for what some agent has.
	Skills []string `json:"skills,omitempty" yaml:"skills,omitempty"`
	// Channels say by name what a ticket of a channel takes of an agent. One that is not named takes 1.
	Channels map[string]ChannelSpec `json:"channels,omitempty" yaml:"channels,omitempty"`
	Teams    []TeamSpec             `json:"teams,omitempty" yaml:"teams,omitempty"`
	Agents   []AgentSpec            `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Queues are tried from top to bottom where there is no matrix. The last one has no condition, so that every ticket lands.
	Queues []QueueSpec `json:"queues,omitempty" yaml:"queues,omitempty"`
	// Matrix chooses the queue of a ticket, and what its agent needs. A ticket that no row takes goes to the fallback queue.
	Matrix *MatrixSpec `json:"matrix,omitempty" yaml:"matrix,omitempty"`
	// Overflows are ways out by name, beside [FollowTheSun], which is always there.
	Overflows []OverflowSpec `json:"overflows,omitempty" yaml:"overflows,omitempty"`
	Strategy  StrategySpec   `json:"strategy,omitzero" yaml:"strategy,omitempty"`
	Limits    Limits         `json:"limits,omitzero" yaml:"limits,omitempty"`
}

// ChannelSpec declares what a ticket of one channel takes.
type ChannelSpec struct {
	// Weight is the units of capacity that a ticket takes. None means 1.
	Weight int `json:"weight,omitempty" yaml:"weight,omitempty"`
	// Interruptible tickets may be set aside for one that interrupts.
	Interruptible bool `json:"interruptible,omitempty" yaml:"interruptible,omitempty"`
	// Interrupts lets a ticket go to an agent who has room only when interruptible work is set aside.
	Interrupts bool `json:"interrupts,omitempty" yaml:"interrupts,omitempty"`
}

// TeamSpec declares a team. Its agents are those that name it.
type TeamSpec struct {
	Name string `json:"name" yaml:"name"`
	// Region is where the team works, such as emea.
	Region string `json:"region,omitempty" yaml:"region,omitempty"`
	// Lead is the agent who is told when a ladder asks for the lead of a queue that names none, but this team first.
	Lead string `json:"lead,omitempty" yaml:"lead,omitempty"`
}

// AgentSpec declares somebody who takes tickets.
type AgentSpec struct {
	ID string `json:"id" yaml:"id"`
	// Capacity is how many units of work the agent holds or is offered at once; a ticket takes 1 unless its channel or row says
	// otherwise. None means no limit.
	Capacity int `json:"capacity,omitempty" yaml:"capacity,omitempty"`
	// Hours is the calendar in whose hours the agent works: the shift. None means always.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
	// Teams are those that the agent belongs to.
	Teams []string `json:"teams,omitempty" yaml:"teams,omitempty"`
	// Skills are levels, 1 to 5, by skill.
	Skills map[string]int `json:"skills,omitempty" yaml:"skills,omitempty"`
	// Languages are those that the agent works in. None means any.
	Languages []string `json:"languages,omitempty" yaml:"languages,omitempty"`
	// Channels are those that the agent takes tickets of. None means all.
	Channels []string `json:"channels,omitempty" yaml:"channels,omitempty"`
	// Leave is when the agent does not work, whatever the hours say.
	Leave []LeaveSpec `json:"leave,omitempty" yaml:"leave,omitempty"`
}

// LeaveSpec declares days off.
type LeaveSpec struct {
	// Name is what it is called, such as holiday.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// From and Until are the first and the last date, such as 2026-08-03, in the zone of the agent's hours, or in UTC.
	From  string `json:"from" yaml:"from"`
	Until string `json:"until" yaml:"until"`
}

// QueueSpec declares a queue.
type QueueSpec struct {
	Name string `json:"name" yaml:"name"`
	// When is a condition over the ticket's fields. None holds for every ticket. The first queue whose condition holds is the
	// ticket's.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Agents are offered tickets: unless the strategy chooses otherwise the least loaded first, and in this order those who carry
	// the same. A queue may have none.
	Agents []string `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Teams are offered tickets too: all their agents, ordered by id after those who are named.
	Teams []string `json:"teams,omitempty" yaml:"teams,omitempty"`
	// Hours is the calendar in whose time stages count. None means around the clock.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
	// Lead is told when a ladder asks for the lead.
	Lead string `json:"lead,omitempty" yaml:"lead,omitempty"`
	// Accept is the wall time that an agent has to accept an offer. None means 15m.
	Accept sla.Duration `json:"accept,omitempty" yaml:"accept,omitempty"`
	// Expect is how long the work on a ticket is expected to take around the clock, of which a strategy that fits work into
	// shifts and the stages of a forecast make use. None means that nobody knows.
	Expect sla.Duration `json:"expect,omitempty" yaml:"expect,omitempty"`
	// Overflow is the queue that takes a ticket when nobody here can: nobody is there, or all who are have declined. While
	// somebody here is only full, the ticket waits. None means that it always waits.
	Overflow string `json:"overflow,omitempty" yaml:"overflow,omitempty"`
	// Stages names the staged way out of a ticket whose row of the matrix names none.
	Stages string `json:"stages,omitempty" yaml:"stages,omitempty"`
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
