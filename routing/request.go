package routing

import (
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// Request is what is to be routed.
type Request struct {
	// Ticket is its id, by which equals are told apart; none does well where the strategy does not spread.
	Ticket string
	// Fields are the ticket's, which the conditions and the matrix read. One of a wrong type matches no condition that reads it.
	// Whose language is not known, "" or unknown, anybody may serve.
	Fields sla.Fields
	// Queue is the queue that somebody asked for by name, or that the ticket is in; none, or one that is not declared, lets
	// the matrix or the conditions decide.
	Queue string
	// Prefer is the agent who gets it if present, such as the last one at a reopening.
	Prefer string
	// Owner is who had it last, and gets it if present where the strategy puts the owner first.
	Owner string
	// Arrived is when the ticket came, from which stages and relaxing count. None counts as long ago.
	Arrived sla.Instant
	// Due is when the promise is broken, Target how long it was: in the hours of the queue, or without them around the clock. None
	// is no promise, or follows from the other and Arrived.
	Due    sla.Instant
	Target sla.Duration
	// Expect is how long the work is expected to take around the clock; none is what its row or its queue says. Ahead is how many
	// units of work wait before this ticket.
	Expect sla.Duration
	Ahead  int
	// Exclude are agents who may not get it, such as for a conflict of interest or a race that was lost.
	Exclude []string
	// Allow, when it is set, is asked whether an agent may get it. It has to answer the same each time, and at once.
	Allow func(agent string) bool `json:"-"`
	// Journey is where the ticket has been; nil is nowhere yet.
	Journey *Journey
	Now     sla.Instant
}

// due returns when the promise is broken, or no instant.
func (q *Request) due() sla.Instant {
	if q.Due == 0 && q.Target > 0 && q.Arrived != 0 {
		return later(q.Arrived, q.Target)
	}
	return q.Due
}

// text returns a field that is a text, or "".
func (q *Request) text(field string) string {
	s, _ := q.Fields[field].(string)
	return s
}

// passedBy says whether a length of time has passed since the arrival, and when it will have if not.
func (q *Request) passedBy(length sla.Duration) (bool, sla.Instant) {
	at := later(q.Arrived, length)
	return q.Arrived == 0 || at <= q.Now, at
}

// share returns the instant at which a share of the promise has passed, in millionths, and whether there is one. hours are those
// of the queue.
func (r *Router) share(q *Request, share int64, hours int) (sla.Instant, bool) {
	length := q.Target
	if length <= 0 && q.Due != 0 && q.Arrived != 0 {
		length, hours = max(0, sla.Duration(q.Due-q.Arrived)), none
	}
	if length <= 0 {
		return 0, false
	}
	whole, rest := length/1_000_000, length%1_000_000
	return r.afterArrival(q, time.Duration(times(whole, int(share))+rest*sla.Duration(share)/1_000_000), hours)
}

// afterArrival returns the instant a length of time after the arrival in the hours of a queue, and whether there is one.
func (r *Router) afterArrival(q *Request, length time.Duration, hours int) (sla.Instant, bool) {
	if hours == none || q.Arrived == 0 {
		return later(q.Arrived, sla.Duration(length)), true
	}
	t, err := r.hours[hours].Add(q.Arrived.Time(), length)
	at := sla.At(t)
	return at, err == nil && at != 0
}

// work returns what the order of work asks of the ticket.
func (r *Router) work(q *Request, priority int) Work {
	return Work{
		Ticket: q.Ticket, Arrived: q.Arrived, Due: q.Due, Target: q.Target,
		Tier: r.plan.Tiers[q.text("tier")], Priority: priority,
	}
}

// Work returns what the order of work asks of the ticket of a request, with the weight of its tier and the priority of its row.
func (r *Router) Work(q Request) Work {
	priority := 0
	if r.table != nil {
		if row, ok, _ := r.table.Row(q.Fields); ok {
			priority = r.rows[row].priority
		}
	}
	return r.work(&q, priority)
}
