package routing

import (
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Router is compiled routes: immutable and safe for any number of goroutines.
type Router struct {
	spec      Spec
	terms     *sla.Terms
	calendars map[string]calendar.Calendar
	agents    []agent
	ids       map[string]int
	queues    []queue
	names     map[string]int
	table     *Matrix // or nil
	ways      map[string]int
	outs      []way // follow the sun after those that are declared
	plan      plan
	hours     []calendar.Calendar
	fallback  int
	hops      int
	between   time.Duration
}

// agent is a compiled AgentSpec.
type agent struct {
	id     string
	room   int // 0 is no limit
	hours  int // a place of Router.hours, or none
	leave  []leave
	passed [declined + 1]Passed
}

// queue is a compiled QueueSpec. Agents and overflow are places.
type queue struct {
	spec     QueueSpec
	when     *sla.Condition
	agents   []int
	overflow int // or none
	hours    int // or none
	way      int // or none
}

// none is the place of what is not there.
const none = -1

// Request is what is to be routed.
type Request struct {
	// Fields are the ticket's, which the conditions read. One of a wrong type matches no condition that reads it.
	Fields sla.Fields
	// Queue is the queue that somebody asked for by name, or that the ticket is in; none, or one that is not declared, lets
	// the conditions decide.
	Queue string
	// Prefer is the agent who gets it if present, such as the last one at a reopening.
	Prefer string
	// Journey is where the ticket has been; nil is nowhere yet.
	Journey *Journey
	Now     sla.Instant
}

// Route decides. It is pure and total: the same request and roster give the same decision.
//
// The first queue whose condition holds is the ticket's. In it the least loaded agent gets it who has not declined, is not
// away, is on hours and has room. A guardrail that is broken sends the ticket to the fallback queue.
func (r *Router) Route(q Request, roster Roster) Decision {
	if q.Journey == nil {
		q.Journey = &Journey{}
	}
	s := search{r: r, q: q, roster: roster}
	at := r.enter(q.Queue, q.Fields)
	if moved := q.Journey.Moved; moved != 0 && q.Now < moved.Add(r.between) {
		spec := &r.queues[at].spec
		return Decision{Queue: spec.Name, Lead: spec.Lead, Wake: moved.Add(r.between), Limit: ByTime}
	}
	if at == r.fallback {
		return s.insist(at)
	}
	d := s.decide(at)
	if d.Limit == "" {
		return d
	}
	limit := d.Limit
	d = s.insist(r.fallback)
	d.Limit = limit
	return d
}

// enter returns the place of the queue that a ticket is to be in.
func (r *Router) enter(name string, fields sla.Fields) int {
	if at, ok := r.names[name]; ok {
		return at
	}
	last := len(r.queues) - 1 // takes every ticket
	for i := range last {
		if ok, err := r.queues[i].when.Match(fields); ok && err == nil {
			return i
		}
	}
	return last
}

// Queue returns the declaration of a queue.
func (r *Router) Queue(name string) (QueueSpec, bool) {
	at, ok := r.names[name]
	if !ok {
		return QueueSpec{}, false
	}
	return r.queues[at].spec, true
}

// Agents returns the declared agents in their order. They are not to be changed.
func (r *Router) Agents() []AgentSpec { return r.spec.Agents }

// Capacity returns how many units of work an agent may hold or be offered at once; 0 is no limit.
func (r *Router) Capacity(agent string) int {
	if at, ok := r.ids[agent]; ok {
		return r.agents[at].room
	}
	return 0
}
