package routing

import (
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// reason is why an agent is passed over.
type reason uint8

const (
	fits      reason = iota // but another is chosen before
	away                    // is not there
	offline                 // is not there at all
	off                     // is out of hours
	full                    // has no room
	declined                // said no or nothing
	excluded                // may not get this ticket
	forbidden               // is not allowed by the host
	short                   // has too little time left
	onLeave                 // has days off
	unskilled               // lacks a skill
	mute                    // does not work in the language
	deaf                    // takes no tickets of the channel
)

// passed returns what is told of an agent for each reason that has no more to tell.
func (a AgentSpec) passed() [short + 1]Passed {
	return [...]Passed{
		away: {a.ID, "is away"}, offline: {a.ID, "is offline"}, off: {a.ID, "is out of hours " + a.Hours},
		full: {a.ID, fmt.Sprintf("has no room beyond %d", a.Capacity)}, declined: {a.ID, "has declined"},
		excluded: {a.ID, "is excluded"}, forbidden: {a.ID, "is not allowed"},
		short: {a.ID, "has too little left of hours " + a.Hours},
	}
}

// tells returns what is told of somebody on leave.
func (l LeaveSpec) tells() string {
	if l.Name == "" {
		return "is on leave until " + l.Until
	}
	return "is on leave until " + l.Until + ", " + l.Name
}

// why returns why an agent cannot get the ticket now, or that the agent fits.
func (s *search) why(at int) reason {
	if s.f.barred.has(at) {
		if slices.Contains(s.q.Exclude, s.r.agents[at].id) {
			return excluded
		}
		return declined
	}
	if why := s.lack(at); why != fits {
		return why
	}
	if s.q.Allow != nil && !s.q.Allow(s.r.agents[at].id) {
		return forbidden
	}
	return s.absence(at)
}

// lack returns what an agent has not got that the ticket asks for.
func (s *search) lack(at int) reason {
	if s.ask.plain() {
		return fits
	}
	bit := uint64(1) << (at % 64)
	switch {
	case s.able(bit, at/64) != 0:
		return fits
	case s.unskilled(at) != nil:
		return unskilled
	case s.ask.channel != nil && !s.ask.channel.set.has(at):
		return deaf
	case s.ask.big != nil && !s.ask.big.has(at):
		return full
	}
	return mute
}

// unskilled returns a skill that an agent lacks, or nil.
func (s *search) unskilled(at int) *string {
	for i, n := range s.ask.must[:s.asks()] {
		if level := s.ask.levels[i]; !n.sets[level].has(at) {
			return &n.lacks[min(level, 1)]
		}
	}
	return nil
}

// absence returns why an agent who has what it takes is not there or has no room.
func (s *search) absence(at int) reason {
	f := s.f
	f.learnOf(at)
	room := f.free[s.ask.weight]
	if s.cut {
		room = f.soft[s.ask.weight]
	}
	i, bit := at/64, uint64(1)<<(at%64)
	if bit&room[i]&^(f.out[i]|f.off[i]|f.short[i]) != 0 {
		return fits
	}
	switch {
	case f.stand[at].Offline:
		return offline
	case f.stand[at].Away:
		return away
	case f.off.has(at):
		if s.r.agents[at].leaveAt(s.q.Now) != nil {
			return onLeave
		}
		return off
	case f.short.has(at):
		return short
	case !room.has(at):
		return full
	}
	return fits
}

// tell returns what is told of an agent who is passed over, though not by the choice.
func (s *search) tell(at int, why reason) string {
	switch why {
	case fits:
		return keptText
	case unskilled:
		return *s.unskilled(at)
	case deaf:
		return s.ask.channel.misses
	case mute:
		return s.mute()
	case short:
		if s.goesOnLeave(at) {
			return "goes on leave too soon"
		}
	case onLeave:
		return s.r.agents[at].leaveAt(s.q.Now).tells
	}
	return s.r.told[at][why].Why
}

// mute returns what is told of who does not work in the language of the ticket.
func (s *search) mute() string {
	if s.silent == "" {
		s.silent = "does not work in " + s.ask.language
	}
	return s.silent
}

// mostPassed is how many agents who were asked there may be for a decision to say of each why not.
const mostPassed = 256

// passOver notes why those who were asked in a queue did not get the ticket, the agents of the queue before those whom stages let in:
// of a listed choice those before the chosen one, of another those who could not get it.
func (s *search) passOver(queue, chosen int) {
	if s.quiet {
		return
	}
	list := s.asked(queue)
	if len(list) > mostPassed {
		return
	}
	if s.r.plan.by == byList && chosen != none {
		if before := slices.Index(list, chosen); before >= 0 {
			list = list[:before]
		}
	}
	if len(list) > 0 {
		s.passed = slices.Grow(s.passed, len(list))
	}
	every := s.r.plan.by == byList || chosen == none
	told := len(s.passed)
	plain := s.ask.plain() && s.q.Allow == nil
	for _, at := range list {
		var why reason
		if plain && !s.f.barred.has(at) {
			why = s.absence(at)
		} else {
			why = s.why(at)
		}
		if at != chosen && (why != fits || every) && !s.isPassed(at, told) {
			s.passed = append(s.passed, s.passing(at, why, chosen))
		}
	}
}

// passing tells of one agent.
func (s *search) passing(at int, why reason, chosen int) Passed {
	switch {
	case why == fits:
		return Passed{s.r.agents[at].id, s.outranked(at, chosen)}
	case why < short:
		return s.r.told[at][why]
	}
	return Passed{s.r.agents[at].id, s.tell(at, why)}
}

// isPassed says whether an agent is among the first who were passed over: those of a queue before.
func (s *search) isPassed(at, first int) bool {
	return slices.ContainsFunc(s.passed[:first], func(p Passed) bool { return p.Agent == s.r.agents[at].id })
}

// asked returns the agents of a queue, and then those whom the stages that were reached let in, by id.
func (s *search) asked(queue int) []int {
	q := &s.r.queues[queue]
	if s.level.width == 1 || len(q.agents) > mostPassed {
		return q.agents
	}
	list := slices.Clip(q.agents)
	for i := range q.set {
		for w := s.level.member(i) &^ q.set[i]; w != 0 && len(list) <= mostPassed; w &= w - 1 {
			list = append(list, i*64+trailing(w))
		}
	}
	return list
}

// lacking returns what is told of who lacks a skill at a level, and at all.
func lacking(n NeedSpec) [2]string {
	return [2]string{"lacks " + n.Skill, fmt.Sprintf("lacks %s at level %d", n.Skill, max(1, n.Level))}
}

// until returns until when an agent who is passed over is so, as far as time alone tells.
func (s *search) until(at int, why reason) sla.Instant {
	switch why {
	case off, onLeave, short:
		return s.back(at)
	}
	return 0
}
