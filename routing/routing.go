package routing

import (
	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

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
	// Agents are offered tickets in this order, the least loaded first.
	Agents []string `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Lead is told when a ladder asks for the lead.
	Lead string `json:"lead,omitempty" yaml:"lead,omitempty"`
	// Accept is the wall time that an agent has to accept an offer. None means 15m.
	Accept sla.Duration `json:"accept,omitempty" yaml:"accept,omitempty"`
	// Overflow is the queue that takes a ticket when nobody here can. None means that it waits.
	Overflow string `json:"overflow,omitempty" yaml:"overflow,omitempty"`
}

// Spec is the written form of routes.
type Spec struct {
	Agents []AgentSpec `json:"agents,omitempty" yaml:"agents,omitempty"`
	// Queues are tried from top to bottom. The last one has no condition, so that every ticket lands.
	Queues []QueueSpec `json:"queues,omitempty" yaml:"queues,omitempty"`
	Limits Limits      `json:"limits,omitzero" yaml:"limits,omitempty"`
}

// Limits are the guardrails of a journey.
type Limits struct {
	// Hops is how often a ticket may change hands. None means 10.
	Hops int `json:"hops,omitempty" yaml:"hops,omitempty"`
	// Between is the least wall time between two reassignments. None means 5m.
	Between sla.Duration `json:"between,omitempty" yaml:"between,omitempty"`
	// Fallback is the queue of a ticket whose journey broke a limit. None means the last queue.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}

// Router is compiled routes: immutable and safe for any number of goroutines.
type Router struct {
	spec Spec
}

// Compile checks spec and returns the router. The error is [calendar.Problems] with every fault at its path, such as
// queues[1].when.
func Compile(spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar) (*Router, error) {
	return &Router{spec: spec}, nil
}

// Present is how one agent stands: what the host and the store know beyond the pack.
type Present struct {
	Load int  // tickets held and offered
	Away bool // not to be offered anything, whatever the hours say
}

// Roster is how the agents stand, by id. An agent who is not in it has no load and is there.
type Roster map[string]Present

// Journey is where a ticket has been: plain data of its case.
type Journey struct {
	Queue string `json:"queue,omitempty"`
	// Hops counts the changes of hands; Moved is when the last one was.
	Hops  int         `json:"hops,omitempty"`
	Moved sla.Instant `json:"moved,omitzero"`
	// Visited are the queues that the ticket has been in, Declined the agents who said no or nothing.
	Visited  []string `json:"visited,omitempty"`
	Declined []string `json:"declined,omitempty"`
}

// Request is what is to be routed.
type Request struct {
	Fields sla.Fields
	// Queue is the queue that somebody asked for by name; none lets the conditions decide.
	Queue string
	// Prefer is the agent who gets it if present, such as the last one at a reopening.
	Prefer  string
	Journey *Journey
	Now     sla.Instant
}

// Decision is where a ticket goes and why.
type Decision struct {
	Queue string `json:"queue"`
	// Agent is who is offered the ticket; none means that it waits in the queue until Wake.
	Agent string `json:"agent,omitempty"`
	// Accept is the wall time that the agent has.
	Accept sla.Duration `json:"accept,omitempty"`
	// Lead is the lead of the queue.
	Lead string `json:"lead,omitempty"`
	// Wake is when to look again at a ticket that waits; none means when an agent has room.
	Wake sla.Instant `json:"wake,omitzero"`
	// Limit names the guardrail that sent it to the fallback: hops, between or visited.
	Limit string `json:"limit,omitempty"`
	// Passed says why each agent before the chosen one was passed over.
	Passed []Passed `json:"passed,omitempty"`
}

// Passed is why an agent was not chosen.
type Passed struct {
	Agent string `json:"agent"`
	Why   string `json:"why"`
}

// Route decides. It is pure and total: the same request and roster give the same decision.
func (r *Router) Route(q Request, roster Roster) Decision { return Decision{} }

// Queue returns the declaration of a queue.
func (r *Router) Queue(name string) (QueueSpec, bool) { return QueueSpec{}, false }

// Agents returns the declared agents in their order.
func (r *Router) Agents() []AgentSpec { return r.spec.Agents }
