package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// Journey is where a ticket has been: plain data of its case. A reopened ticket begins a new one.
type Journey struct {
	// Queue is where the ticket is.
	Queue string `json:"queue,omitempty"`
	// Offers counts the offers, Hops those after the first. Moved is when an agent last took the ticket.
	Offers int         `json:"offers,omitempty"`
	Hops   int         `json:"hops,omitempty"`
	Moved  sla.Instant `json:"moved,omitzero"`
	// Visited are the queues that the ticket has been in, oldest first, Declined the agents who said no or nothing.
	Visited  []string `json:"visited,omitempty"`
	Declined []string `json:"declined,omitempty"`
}

// Take notes what was decided: the queue that the ticket is in from now on, and the hop when an agent is offered it.
func (j *Journey) Take(d Decision) {
	if d.Queue != j.last() {
		j.Visited = append(j.Visited, d.Queue)
	}
	j.Queue = d.Queue
	if d.Agent == "" {
		return
	}
	if j.Offers > 0 {
		j.Hops++
	}
	j.Offers++
}

// Held notes that an agent took the ticket.
func (j *Journey) Held(at sla.Instant) { j.Moved = at }

// last returns the queue that was entered last.
func (j *Journey) last() string {
	if n := len(j.Visited); n > 0 {
		return j.Visited[n-1]
	}
	return ""
}

// twice says whether the ticket would be in a queue that it has left before.
func (j *Journey) twice(queue string) bool {
	before := j.Visited
	if queue == j.last() {
		before = before[:max(0, len(before)-1)]
	}
	return slices.Contains(before, queue)
}
