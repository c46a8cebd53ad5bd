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
	// Wake is when time alone may let somebody take a ticket that waits: when a shift begins, a stage is reached or a need relaxes,
	// and where a share is kept for urgent tickets when a shift ends, since of less capacity less is kept.
	// None means that only a change can, such as room or somebody who is back.
	Wake sla.Instant `json:"wake,omitzero"`
	// Wait is what a ticket that waits for Wake or for a change lacks first. None is that nobody is in the queue.
	Wait Wait `json:"wait,omitempty"`
	// Limit names the guardrail that the ticket met, if any.
	Limit string `json:"limit,omitempty"`
	// Row is the row of the matrix that the ticket is in; none means that no row takes it or that there is no matrix.
	Row string `json:"row,omitempty"`
	// Fault tells the conditions and fields that could not be read, which count as not holding and as not declared.
	Fault string `json:"fault,omitempty"`
	// Stage is how the agent, or a ticket that waits, came to the stage of the way out that was reached last; none is the queue alone.
	Stage string `json:"stage,omitempty"`
	// Weight is the units of work that the ticket takes, Interruptible that it may be set aside for another.
	Weight        int  `json:"weight,omitempty"`
	Interruptible bool `json:"interruptible,omitempty"`
	// Interrupts is how many of the units in Load the agent is to have set aside while at it.
	Interrupts int `json:"interrupts,omitempty"`
	// Ahead is how many units of work wait before the ticket: those of the request, and in a batch what found nobody before it.
	Ahead int `json:"ahead,omitempty"`
	// Load is what the agent carried when this was decided, in units.
	Load int `json:"load,omitempty"`
	// Favour is why the agent came before the choice, if so; nobody is Next then.
	Favour Favour `json:"favour,omitempty"`
	// Cost is why the agent was chosen; Next is who would have been otherwise, and why only then.
	Cost Cost   `json:"cost,omitzero"`
	Next Runner `json:"next,omitzero"`
	// Passed says why each agent before the chosen one was passed over, and of a ticket that waits why each of them was: the agents
	// of the queue, and those whom a stage let in. Of more than 256 nothing is told: [Router.Explain] tells them all.
	Passed []Passed `json:"passed,omitempty"`
}

// The guardrails. ByTime makes a ticket wait; the others send it to the fallback queue.
const (
	ByHops     = "hops"     // it has changed hands as often as it may
	ByTime     = "between"  // it changed hands only just now
	ByVisit    = "visited"  // it would be in a queue for the second time
	ByDeclines = "declined" // everybody who could ever take it has declined
	ByNobody   = "nobody"   // nobody could ever take it: for lack of a skill, a language, a channel or leave to
)

// Wait is what a ticket waits for.
type Wait string

// What a ticket waits for.
const (
	ForRoom    Wait = "room"    // somebody at work has too much in hand
	ForReserve Wait = "reserve" // what is free is kept for urgent tickets
	ForShift   Wait = "shift"   // somebody is at work only later
	ForReturn  Wait = "return"  // somebody is away, or never at work any more
	ForStage   Wait = "stage"   // somebody may take it only later
)

// Passed is why an agent was not chosen.
type Passed struct {
	Agent string `json:"agent"`
	Why   string `json:"why"`
}

// Runner is who is next to the one that was chosen.
type Runner struct {
	Agent string `json:"agent"`
	Cost  Cost   `json:"cost,omitzero"`
}

// Taking returns how an agent stands after the ticket of a decision. What is set aside for it is still the agent's: it counts until
// it is done, and there is room for nothing but what interrupts meanwhile.
func (p Present) Taking(d Decision, now sla.Instant) Present {
	p.Load += d.Weight
	if d.Interruptible {
		p.Interruptible += d.Weight
	}
	p.Last = now
	return p
}

// String tells the decision in one line, such as: billing: ana, 15m0s to accept (ben is away).
func (d Decision) String() string {
	s := d.outcome()
	if d.Queue != "" {
		s = d.Queue + ": " + s
	}
	if d.Stage != "" {
		s += ", " + d.Stage
	}
	if d.Limit != "" {
		s += ", limit " + d.Limit
	}
	if d.Fault != "" {
		s += ", fault " + d.Fault
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
	case d.Agent != "" && d.Favour != "":
		return d.Agent + ", " + d.Accept.String() + " to accept, since " + d.Agent + favours[d.Favour]
	case d.Agent != "":
		return d.Agent + ", " + d.Accept.String() + " to accept"
	case d.Wait == ForRoom && d.Wake != 0:
		return "waits for room, or until " + d.Wake.String()
	case d.Wait == ForReserve:
		return "waits, what is free is kept for urgent tickets"
	case d.Wake != 0:
		return "waits until " + d.Wake.String()
	case d.Limit == ByNobody:
		return "waits, nobody can take it"
	case d.Wait == ForReturn:
		return "waits for who is away"
	case d.Wait == "":
		return "waits, nobody is in it"
	}
	return "waits for room"
}

// decision says what was found.
func (s *search) decision(queue, agent int) Decision {
	spec := &s.r.queues[queue].spec
	d := Decision{Queue: spec.Name, Lead: spec.Lead}
	if len(s.passed) > 0 {
		d.Passed = s.passed
	}
	if s.ask.row != nil {
		d.Row = s.ask.row.name
	}
	d.Stage = s.stageOf()
	if agent == none {
		d.Wake, d.Wait = s.wake, s.waits()
		return d
	}
	d.Favour = s.favour
	d.Agent, d.Accept = s.r.agents[agent].id, spec.Accept
	d.Weight = s.r.weights[s.ask.weight]
	d.Interruptible = s.ask.mayWait()
	d.Load, d.Cost = s.f.stand[agent].Load, s.cost(agent)
	if s.cut {
		d.Interrupts = d.Load + d.Weight - s.r.agents[agent].room
	}
	if s.next.there {
		d.Next = Runner{s.r.agents[s.next.place].id, s.cost(s.next.place)}
	}
	return d
}

// waits says what the ticket lacks.
func (s *search) waits() Wait {
	switch {
	case s.reserve:
		return ForReserve
	case s.full:
		return ForRoom
	case s.shift:
		return ForShift
	case s.wake != 0:
		return ForStage
	case s.left:
		return ForReturn
	}
	return ""
}
