package routing

import (
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Decision is where a ticket goes and why.
type Decision struct {
	Queue string `json:"queue"`
	// Agent is who is offered the ticket; none means that it waits in the queue until Wake.
	Agent string `json:"agent,omitempty"`
	// Accept is the wall time that the agent has.
	Accept sla.Duration `json:"accept,omitempty"`
	// Lead is the lead of the queue.
	Lead string `json:"lead,omitempty"`
	// Wake is when to look again at a ticket that waits; none means when an agent has room or is back.
	Wake sla.Instant `json:"wake,omitzero"`
	// Limit names the guardrail that the ticket met, if any.
	Limit string `json:"limit,omitempty"`
	// Passed says why each agent before the chosen one was passed over, and of a ticket that waits why each of them was.
	Passed []Passed `json:"passed,omitempty"`
}

// The guardrails. ByTime makes a ticket wait; the others send it to the fallback queue.
const (
	ByHops     = "hops"     // it has changed hands as often as it may
	ByTime     = "between"  // it changed hands only just now
	ByVisit    = "visited"  // it would be in a queue for the second time
	ByDeclines = "declined" // everybody who could ever take it has declined
)

// Passed is why an agent was not chosen.
type Passed struct {
	Agent string `json:"agent"`
	Why   string `json:"why"`
}

// String tells the decision in one line, such as: billing: ana, 15m0s to accept (ben is away).
func (d Decision) String() string {
	s := d.outcome()
	if d.Queue != "" {
		s = d.Queue + ": " + s
	}
	if d.Limit != "" {
		s += ", limit " + d.Limit
	}
	if len(d.Passed) == 0 {
		return s
	}
	why := make([]string, len(d.Passed))
	for i, p := range d.Passed {
		why[i] = p.Agent + " " + p.Why
	}
	return s + " (" + strings.Join(why, ", ") + ")"
}

func (d Decision) outcome() string {
	switch {
	case d.Agent != "":
		return d.Agent + ", " + d.Accept.String() + " to accept"
	case d.Wake != 0:
		return "waits until " + d.Wake.String()
	case len(d.Passed) == 0:
		return "waits, nobody is in it"
	}
	return "waits for room"
}
