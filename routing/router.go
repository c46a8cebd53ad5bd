package routing

import (
	"sync"
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
	told      [][short + 1]Passed // by agent, for each reason
	ids       map[string]int
	queues    []queue
	names     map[string]int
	table     *Matrix // or nil
	ways      map[string]int
	outs      []way // follow the sun after those that are declared
	plan      plan
	crew      crew
	rows      []rowPlan
	channels  map[string]*channelPlan
	other     channelPlan // that no agent names and nobody declared
	weights   []int       // that tickets have, each once
	yields    bool        // some channel is interruptible
	one       int         // the place of weight 1
	big       []bitset    // by place of weights: whose capacity is enough; nil where everybody's is
	floors    sync.Pool
	hours     []calendar.Calendar
	fallback  int
	hops      int
	between   time.Duration
}

// agent is a compiled AgentSpec.
type agent struct {
	spec  *AgentSpec
	id    string
	hash  uint64
	room  int // 0 is no limit
	hours int // a place of Router.hours, or none
	leave []leave
}

// queue is a compiled QueueSpec. Agents and overflow are places.
type queue struct {
	spec     QueueSpec
	when     *sla.Condition
	agents   []int
	set      bitset
	order    []int32 // of the agents, by place; nil unless the choice is by it
	overflow int     // or none
	hours    int     // or none
	way      int     // or none
}

// none is the place of what is not there.
const none = -1

// Route decides. It is pure and total: the same request and roster give the same decision, whatever the order of the agents is.
//
// The row of the matrix, or the first queue whose condition holds, is the ticket's. Whoever of the queue is at work, has what the
// ticket asks for and room, and has not declined may get it; the strategy chooses. Who else may, and when, is the way out of the
// row or of the queue. A guardrail that is broken sends the ticket to the fallback queue.
func (r *Router) Route(q Request, roster Roster) Decision {
	f := r.floors.Get().(*Floor)
	f.begin(roster, q.Now)
	d := f.route(&q, false)
	f.end()
	r.floors.Put(f)
	return d
}

// Pick decides as [Router.Route] does, from how the agents stand on the floor, and moves the floor to the instant of the request.
// It says of nobody why they were passed over: [Router.Explain] does.
func (f *Floor) Pick(q Request) Decision {
	f.Advance(q.Now)
	return f.route(&q, true)
}

// route decides.
func (f *Floor) route(q *Request, quiet bool) Decision {
	r := f.r
	at, row, err := r.enter(q.Queue, q.Fields)
	d, moved := Decision{}, sla.Instant(0)
	if q.Journey != nil {
		moved = q.Journey.Moved
	}
	if moved != 0 && q.Now < moved.Add(r.between) {
		spec := &r.queues[at].spec
		d = Decision{Queue: spec.Name, Lead: spec.Lead, Wake: moved.Add(r.between), Limit: ByTime}
	} else {
		f.search.start(f, q, at, row, quiet)
		d = f.search.route(at)
		d.Ahead = f.search.q.Ahead
	}
	if err != nil {
		d.Fault = err.Error()
	}
	return d
}

// expect returns how long the work on a ticket of a queue and a row, or none, is expected to take.
func (r *Router) expect(at, row int) sla.Duration {
	if row != none && r.rows[row].expect > 0 {
		return r.rows[row].expect
	}
	return r.queues[at].spec.Expect
}

// enter returns the place of the queue that a ticket is to be in and that of its row of the matrix, or none. The error tells the
// conditions that could not be read, and does not void the answer.
func (r *Router) enter(name string, fields sla.Fields) (at, row int, err error) {
	row, at = none, r.fallback
	if r.table != nil {
		found, ok, fault := r.table.Row(fields)
		if ok {
			row, at = found, r.rows[found].queue
		}
		err = fault
	}
	if named, ok := r.names[name]; ok {
		return named, row, err
	}
	if r.table != nil {
		return at, row, err
	}
	return r.byCondition(fields)
}

// byCondition returns the place of the first queue whose condition holds.
func (r *Router) byCondition(fields sla.Fields) (at, row int, err error) {
	last := len(r.queues) - 1 // takes every ticket
	var faults calendar.Problems
	for i := range last {
		ok, err := r.queues[i].when.Match(fields)
		if ok && err == nil {
			return i, none, faults.Err()
		}
		if err != nil {
			faults.Merge(calendar.IndexPath("queues", i)+".when", err)
		}
	}
	return last, none, faults.Err()
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
