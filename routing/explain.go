package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Explanation is a decision with what is told of everybody who may ever take the ticket.
type Explanation struct {
	Decision Decision `json:"decision"`
	// Candidates are the agents of the queue, of those it overflows into and of the stages of its way out, and of the queue from
	// which a guardrail took the ticket, ordered by id. There are none for a ticket that changed hands only just now.
	Candidates []Candidate `json:"candidates,omitempty"`
}

// Candidate is how an agent stands to a ticket.
type Candidate struct {
	Agent  string `json:"agent"`
	Chosen bool   `json:"chosen,omitempty"`
	// Why tells why the agent was not chosen.
	Why string `json:"why,omitempty"`
	// Until is when the agent is at work next, of one who is not now.
	Until sla.Instant `json:"until,omitzero"`
	// Cost is what counted, of those who could get the ticket.
	Cost Cost `json:"cost,omitzero"`
}

// Explain decides as [Router.Route] does, and tells of each candidate why.
func (r *Router) Explain(q Request, roster Roster) Explanation {
	f := newFloor(r)
	f.begin(roster, q.Now)
	return f.Explain(q)
}

// Explain decides as [Floor.Pick] does, and tells of each candidate why.
func (f *Floor) Explain(q Request) Explanation {
	if f.kept {
		f.Advance(q.Now)
	}
	e := Explanation{Decision: f.route(&q, true)}
	if e.Decision.Limit == ByTime {
		return e
	}
	s := &f.search
	here, all := s.everybody(s.first), newBitset(f.r.crew.size)
	all.join(here)
	if s.from != none {
		all.join(s.everybody(s.from))
	}
	all.each(func(at int) bool {
		if here.has(at) {
			e.Candidates = append(e.Candidates, s.candidate(at, e.Decision.Agent))
		} else {
			e.Candidates = append(e.Candidates, s.outsider(at))
		}
		return true
	})
	return e
}

// outsider tells of an agent of the queue from which a guardrail took the ticket.
func (s *search) outsider(at int) Candidate {
	c := Candidate{Agent: s.r.agents[at].id}
	s.f.learnOf(at)
	switch why := s.why(at); {
	case slices.Contains(s.j.Declined, c.Agent):
		c.Why = s.r.told[at][declined].Why
	case why == fits:
		c.Why = "is not in " + s.r.queues[s.first].spec.Name
	default:
		c.Why, c.Until = s.tell(at, why), s.until(at, why)
	}
	return c
}

// everybody returns those who may ever take the ticket from a queue.
func (s *search) everybody(first int) bitset {
	all := newBitset(s.r.crew.size)
	for queue, n := first, 0; queue != none && n <= len(s.r.queues); queue, n = s.r.queues[queue].overflow, n+1 {
		all.join(s.r.queues[queue].set)
		way := s.wayOf(queue, n == 0)
		for i := 0; way != nil && i < len(way.stages); i++ {
			st := &way.stages[i]
			if st.crew != nil {
				all.join(st.crew)
			}
			if st.queue != none && s.mayMove(st.queue) {
				all.join(s.r.queues[st.queue].set)
			}
		}
	}
	for _, id := range []string{s.q.Prefer, s.q.Owner} {
		if at, ok := s.r.ids[id]; ok {
			all.add(at)
		}
	}
	return all
}

// candidate tells how an agent stands.
func (s *search) candidate(at int, chosen string) Candidate {
	c := Candidate{Agent: s.r.agents[at].id}
	s.f.learnOf(at)
	why := s.why(at)
	switch {
	case c.Agent == chosen:
		c.Chosen, c.Cost = true, s.cost(at)
	case why == fits && at == s.spared:
		c.Why = keptText
	case why == fits && s.favour == "" && s.level.member(at/64)>>(at%64)&1 == 0:
		c.Why = "may take it only at a later stage"
	case why == fits:
		c.Why, c.Cost = s.outranked(at, s.place(chosen)), s.cost(at)
	default:
		c.Why, c.Until = s.tell(at, why), s.until(at, why)
	}
	return c
}

// place returns that of an agent, or none.
func (s *search) place(id string) int {
	if at, ok := s.r.ids[id]; ok {
		return at
	}
	return none
}

// String tells the decision and then a line of each candidate.
func (e Explanation) String() string {
	var b strings.Builder
	b.WriteString(e.Decision.String())
	for _, c := range e.Candidates {
		fmt.Fprintf(&b, "\n  %s: %s", c.Agent, c.tells())
	}
	return b.String()
}

// tells returns the candidate in words.
func (c Candidate) tells() string {
	s := c.Why
	if c.Chosen {
		s = "chosen"
	}
	if c.Until != 0 {
		s += ", at work from " + c.Until.String()
	}
	if terms := c.Cost.String(); terms != "" {
		s += " (" + terms + ")"
	}
	return s
}

// String tells the terms that are not zero.
func (c Cost) String() string {
	var terms []string
	add := func(name string, value int64) {
		if value != 0 {
			terms = append(terms, fmt.Sprintf("%s %d", name, value))
		}
	}
	add("scarcity", c.Scarcity)
	add("language", c.Language)
	add("wishes", c.Wishes)
	add("busy", c.Busy)
	add("load", int64(c.Load))
	add("level", int64(c.Level))
	if c.Idle != 0 {
		terms = append(terms, "idle since "+c.Idle.String())
	}
	if c.Last != 0 {
		terms = append(terms, "last "+c.Last.String())
	}
	return strings.Join(terms, ", ")
}
