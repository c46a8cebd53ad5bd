package routing

import "github.com/bellhop-sla/bellhop/sla"

// search looks for somebody to take one ticket.
type search struct {
	f     *Floor
	r     *Router
	q     *Request // request
	j     *Journey
	ask   ask
	level level
	order []int32 // of the agents of the queue, or nil

	members bool // there is somebody in the queues at all
	again   bool // those who declined are asked again
	quiet   bool // nobody asks why
	full    bool // somebody only lacks room
	left    bool // somebody could take it at some time
	said    bool // somebody who could has declined
	reserve bool // what is free is kept for urgent tickets
	cut     bool // interruptible work is set aside
	hope    bool // somebody in the circle could take it at some time
	staffed bool // and is at work now
	shift   bool // somebody who could take it is not at work

	request    Request
	best, next candidate
	wake       sla.Instant // when to look again, as far as is known
	passed     []Passed
	first      int    // the queue in which the search began
	from       int    // the queue from which a guardrail sent the ticket to the fallback, or none
	spared     int    // who would come before the choice but for the reserve, or none
	favour     Favour // why the agent comes before the choice, or nothing
	silent     string // what is told of who does not work in the language
	way        *way   // of the ticket in the queue that is looked at, or nil
	reached    uint16 // its stages, a bit each
	because    [mostStages]cause
	at         int // the stage by which the circle was drawn last, or none
}

// nowhere is the journey of a ticket that has not been anywhere.
var nowhere Journey

// start makes a search ready for a request on a floor that stands as of its instant.
func (s *search) start(f *Floor, q *Request, at, row int, quiet bool) {
	*s = search{f: f, r: f.r, request: *q, j: q.Journey, quiet: quiet, at: none, spared: none, from: none}
	s.q = &s.request
	if s.q.Expect <= 0 {
		s.q.Expect = s.r.expect(at, row)
	}
	s.q.Ahead += f.waits[s.r.queues[at].spec.Name]
	if s.j == nil {
		s.j = &nowhere
	}
	s.ask = f.r.ask(s.q, row)
	s.hurry()
	s.bar()
}

// route decides in a queue.
func (s *search) route(at int) Decision {
	if at == s.r.fallback {
		return s.insist(at)
	}
	d := s.decide(at)
	if d.Limit == "" {
		return d
	}
	limit := d.Limit
	s.from = at
	d = s.insist(s.r.fallback)
	d.Limit = limit
	return d
}

// decide looks for an agent within the limits. When one is broken, the decision names it and no agent.
func (s *search) decide(at int) Decision {
	switch {
	case s.j.Offers > 0 && s.j.Hops >= s.r.hops:
		return Decision{Limit: ByHops}
	case s.j.twice(s.r.queues[at].spec.Name):
		return Decision{Limit: ByVisit}
	}
	queue, agent := s.find(at)
	switch {
	case agent == none && !s.left && s.ask.relaxes == 0 && s.said:
		return Decision{Limit: ByDeclines}
	case agent == none && !s.left && s.ask.relaxes == 0 && s.members:
		return Decision{Limit: ByNobody}
	case queue != at && s.twice(queue):
		return Decision{Limit: ByVisit}
	}
	return s.decision(queue, agent)
}

// insist looks for an agent without limits: when nobody else is there, among those who declined. It waits for the first of either.
func (s *search) insist(at int) Decision {
	var wake sla.Instant
	shift := false
	for _, again := range []bool{false, true} {
		s.forget(again)
		if queue, agent := s.find(at); agent != none {
			return s.decision(queue, agent)
		}
		wake, shift = earliest(wake, s.wake), shift || s.shift
		if len(s.j.Declined) == 0 {
			break
		}
	}
	s.wake, s.shift = wake, shift
	d := s.decision(at, none)
	if !s.left && s.ask.relaxes == 0 && s.members {
		d.Limit = ByNobody
	}
	return d
}

// forget begins anew, with those who declined or without them.
func (s *search) forget(again bool) {
	s.again, s.passed = again, s.passed[:0]
	s.full, s.left, s.said, s.reserve, s.cut, s.shift = false, false, false, false, false, false
	s.members, s.way, s.reached, s.at = false, nil, 0, none
	s.favour, s.spared = "", none
	s.best, s.next = candidate{}, candidate{}
	s.bar()
}

// find returns an agent and the queue in which: the preferred one, or else one of the queue, or of those it overflows into
// while nobody here can take the ticket. Without one it stays where it is.
func (s *search) find(at int) (queue, agent int) {
	s.wake, s.first = s.ask.relaxes, at
	if a := s.preferred(at, s.q.Prefer); a != none {
		s.favour = AsPreferred
		return at, a
	}
	if s.r.plan.OwnerFirst {
		if a := s.preferred(at, s.q.Owner); a != none {
			s.favour = AsOwner
			return at, a
		}
	}
	for queue = at; queue != none && !s.full; queue = s.r.queues[queue].overflow {
		if a := s.try(queue, queue == at); a != none {
			return s.queueOf(queue, a), a
		}
	}
	return at, none
}

// preferred returns the agent of a name who can take the ticket, or none.
func (s *search) preferred(at int, id string) int {
	if id == "" {
		return none
	}
	a := s.place(id)
	if a == none {
		return none
	}
	s.enter(at)
	why := s.why(a)
	if why == fits {
		if !s.spares(a) {
			return a
		}
		s.spared = a
	}
	if !s.quiet && !s.r.queues[at].set.has(a) {
		s.passed = append(s.passed, Passed{s.r.agents[a].id, s.tell(a, why)})
	}
	return none
}

// spares says whether an agent who comes before the choice is kept for urgent tickets, as one of the queue or beside those of it.
func (s *search) spares(a int) bool {
	if !s.mayBeKept() {
		return false
	}
	s.survey()
	s.f.pool.add(a)
	full := s.full
	spares := s.kept()
	s.full = full // who is in the queue may have room and be had
	return spares
}

// learnOf makes one agent known.
func (f *Floor) learnOf(a int) {
	if !f.known.has(a) {
		f.learn(a)
	}
}
