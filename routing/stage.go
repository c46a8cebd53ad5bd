package routing

import "github.com/bellhop-sla/bellhop/sla"

// cause is why a stage has been reached.
type cause uint8

const (
	notYet cause = iota
	byShare
	byBusiness
	byWall
	byUnstaffed
	byForecast
	byDespair // nobody before could ever take the ticket
	causes
)

// try looks for an agent in a queue, and among those whom the stages let in that have been reached. first says that the ticket
// is in the queue, and does not only overflow into it.
func (s *search) try(queue int, first bool) int {
	s.way, s.reached, s.at, s.cut = s.wayOf(queue, first), 0, none, false
	s.enter(queue)
	s.survey()
	agent := s.pick()
	for i := 0; s.way != nil && i < len(s.way.stages) && agent == none; i++ {
		if s.because[i] = s.reach(&s.way.stages[i]); s.because[i] != notYet {
			s.reached |= 1 << i
			agent = s.step(i)
		}
	}
	if agent == none && s.mayInterrupt() {
		agent = s.interrupt(queue)
	}
	if agent == none {
		s.waitFor(s.full && s.r.queues[queue].overflow != none)
	}
	s.passOver(queue, agent)
	return agent
}

// step draws the circle wider by a stage and looks in it.
func (s *search) step(i int) int {
	s.at = i
	s.widen(&s.way.stages[i])
	s.survey()
	return s.pick()
}

// stageOf tells the stage by which the circle was drawn last, and why, or nothing.
func (s *search) stageOf() string {
	if s.way == nil || s.at == none {
		return ""
	}
	return s.way.stages[s.at].texts[s.because[s.at]]
}

// wayOf returns the staged way out of the ticket from a queue.
func (s *search) wayOf(queue int, first bool) *way {
	at := s.r.queues[queue].way
	if row := s.ask.row; first && row != nil && row.way != none {
		at = row.way
	}
	if at == none {
		return nil
	}
	return &s.r.outs[at]
}

// reach says why a stage has been reached: its time has come, or nobody so far is at work or can ever take the ticket. If it has
// not been, it notes when that comes.
func (s *search) reach(st *stage) cause {
	switch {
	case !s.hope:
		return byDespair
	case st.at.unstaffed && !s.staffed:
		return byUnstaffed
	}
	for why := byShare; why <= byWall; why++ {
		at, set := s.timeOf(&st.at, why)
		switch {
		case set && (s.q.Arrived == 0 || at <= s.q.Now):
			return why
		case set:
			s.wake = earliest(s.wake, at)
		}
	}
	if st.at.forecast && s.foresee() {
		return byForecast
	}
	if st.at.unstaffed {
		s.wake = earliest(s.wake, s.lastGoes())
	}
	return notYet
}

// timeOf returns when a stage is reached by a cause in time, and whether it is at all.
func (s *search) timeOf(t *trigger, why cause) (sla.Instant, bool) {
	hours := s.r.queues[s.level.queue].hours
	switch {
	case why == byShare && t.share != 0:
		return s.r.share(s.q, t.share, hours)
	case why == byBusiness && t.business != 0:
		return s.r.afterArrival(s.q, t.business, hours)
	case why == byWall && t.wall != 0:
		return s.r.afterArrival(s.q, t.wall, none)
	}
	return 0, false
}

// mayInterrupt says whether the ticket may interrupt by now. If it may later, it notes when.
func (s *search) mayInterrupt() bool {
	c := s.ask.channel
	if c == nil || !c.Interrupts {
		return false
	}
	if s.r.plan.interrupt == 0 {
		return true
	}
	at, ok := s.r.share(s.q, s.r.plan.interrupt, s.r.queues[s.level.queue].hours)
	if !ok || s.q.Arrived == 0 || at <= s.q.Now {
		return true
	}
	s.wake = earliest(s.wake, at)
	return false
}

// interrupt looks again, at each level, for somebody who has room when interruptible work is set aside.
func (s *search) interrupt(queue int) int {
	s.cut, s.at = true, none
	s.enter(queue)
	s.survey()
	agent := s.pick()
	for i := 0; agent == none && s.reached>>i != 0; i++ {
		if s.reached>>i&1 != 0 {
			agent = s.step(i)
		}
	}
	s.cut = agent != none
	return agent
}
