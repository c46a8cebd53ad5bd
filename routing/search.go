package routing

import (
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// search looks for somebody to take one ticket.
type search struct {
	r      *Router
	q      Request
	roster Roster
	again  bool // those who declined are asked again
	full   bool // somebody only lacks room
	left   bool // somebody of the queues has not declined
	said   bool // somebody of the queues has declined
	passed []Passed
	open   [16]opening // of the first calendars, as far as they were looked at
}

// opening is whether a calendar is open now.
type opening uint8

const (
	unknown opening = iota
	open
	closed
)

// decide looks for an agent within the limits. When one is broken, the decision names it and no agent.
func (s *search) decide(at int) Decision {
	j := s.q.Journey
	switch {
	case j.Offers > 0 && j.Hops >= s.r.hops:
		return Decision{Limit: ByHops}
	case j.twice(s.r.queues[at].spec.Name):
		return Decision{Limit: ByVisit}
	}
	queue, agent := s.find(at)
	switch {
	case agent == none && s.said && !s.left:
		return Decision{Limit: ByDeclines}
	case queue != at && j.twice(s.r.queues[queue].spec.Name):
		return Decision{Limit: ByVisit}
	}
	return s.decision(queue, agent)
}

// insist looks for an agent without limits: when nobody else is there, among those who declined.
func (s *search) insist(at int) Decision {
	for _, s.again = range []bool{false, true} {
		s.full, s.left, s.said, s.passed = false, false, false, s.passed[:0]
		if queue, agent := s.find(at); agent != none {
			return s.decision(queue, agent)
		}
	}
	return s.decision(at, none)
}

// find returns an agent and the queue in which: the preferred one, or else one of the queue, or of those it overflows into
// while nobody here can take the ticket. Without one it stays where it is.
func (s *search) find(at int) (queue, agent int) {
	if s.preferred(at) {
		return at, s.r.ids[s.q.Prefer]
	}
	for queue = at; queue != none && !s.full; queue = s.r.queues[queue].overflow {
		if agent = s.pick(s.r.queues[queue].agents); agent != none {
			return queue, agent
		}
	}
	return at, none
}

// preferred says whether the agent that is asked for can take the ticket.
func (s *search) preferred(at int) bool {
	a, ok := s.r.ids[s.q.Prefer]
	if !ok {
		return false
	}
	why, _ := s.standing(a)
	if s.declined(a) {
		why = declined
	}
	if why != fits && !slices.Contains(s.r.queues[at].agents, a) {
		s.passed = append(s.passed, s.r.agents[a].passed[why])
	}
	return why == fits
}

// reason is why an agent is passed over.
type reason uint8

const (
	fits     reason = iota // but carries more than another
	away                   // is not there
	off                    // is out of hours
	full                   // has no room
	declined               // said no or nothing
)

// passed returns what is told of an agent for each reason.
func (a AgentSpec) passed() [declined + 1]Passed {
	return [...]Passed{
		fits: {a.ID, "carries more"}, away: {a.ID, "is away"}, off: {a.ID, "is out of hours " + a.Hours},
		full: {a.ID, fmt.Sprintf("has no room beyond %d", a.Capacity)}, declined: {a.ID, "has declined"},
	}
}

// pick returns the least loaded of some agents who can take the ticket, the first of those who carry the same, or none. It notes
// why those before are passed over.
func (s *search) pick(agents []int) int {
	var room [128]reason
	reasons := room[:0]
	best, least, before := none, 0, len(agents)
	for i, a := range agents {
		why, load := s.standing(a)
		switch more := why == fits && best != none && load >= least; {
		case !more && s.declined(a):
			why, s.said = declined, true
		case why != fits:
			s.left = true
			s.full = s.full || why == full
		case !more:
			best, least, before = a, load, i
		}
		reasons = append(reasons, why)
	}
	if before > 0 {
		s.passed = append(make([]Passed, 0, len(s.passed)+before), s.passed...)
	}
	for i, why := range reasons[:before] {
		s.passed = append(s.passed, s.r.agents[agents[i]].passed[why])
	}
	return best
}

// standing returns why an agent is not there or has no room, or that the agent fits, and how much the agent carries.
func (s *search) standing(a int) (why reason, load int) {
	agent := &s.r.agents[a]
	present := s.roster[agent.id]
	switch {
	case present.Away:
		return away, 0
	case !s.onHours(agent.hours):
		return off, 0
	case agent.room > 0 && present.Load >= agent.room:
		return full, 0
	}
	return fits, present.Load
}

func (s *search) declined(a int) bool {
	return !s.again && slices.Contains(s.q.Journey.Declined, s.r.agents[a].id)
}

// onHours says whether a calendar is open now.
func (s *search) onHours(hours int) bool {
	if hours == none {
		return true
	}
	if hours >= len(s.open) {
		return s.r.hours[hours].IsOpen(s.q.Now.Time())
	}
	if s.open[hours] == unknown {
		s.open[hours] = closed
		if s.r.hours[hours].IsOpen(s.q.Now.Time()) {
			s.open[hours] = open
		}
	}
	return s.open[hours] == open
}

// decision says what was found.
func (s *search) decision(queue, agent int) Decision {
	spec := &s.r.queues[queue].spec
	d := Decision{Queue: spec.Name, Lead: spec.Lead}
	if len(s.passed) > 0 {
		d.Passed = s.passed
	}
	if agent == none {
		d.Wake = s.wake(queue)
		return d
	}
	d.Agent, d.Accept = s.r.agents[agent].id, spec.Accept
	return d
}

// wake returns the earliest instant at which the hours of somebody begin who may take the ticket then, or no instant when it
// waits for room.
func (s *search) wake(at int) (first sla.Instant) {
	for ; at != none && !s.full; at = s.r.queues[at].overflow {
		for _, a := range s.r.queues[at].agents {
			agent := &s.r.agents[a]
			if agent.hours == none || s.declined(a) || s.roster[agent.id].Away || s.onHours(agent.hours) {
				continue
			}
			opens, err := s.r.hours[agent.hours].NextOpen(s.q.Now.Time())
			if when := sla.At(opens); err == nil && when != 0 && (first == 0 || when < first) {
				first = when
			}
		}
	}
	return first
}
