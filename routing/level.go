package routing

import (
	"math/bits"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// level is how wide the circle of those is who may take a ticket: the queue, and the stages that have been reached.
type level struct {
	queue   int
	pools   [1 + 2*mostStages]bitset
	width   int // how many pools
	tongues [mostStages]bitset
	voices  int // how many tongues
	relaxed bool
}

// enter draws the circle around the agents of a queue.
func (s *search) enter(queue int) {
	s.level = level{queue: queue, width: 1}
	s.level.pools[0] = s.r.queues[queue].set
	s.order = s.r.queues[queue].order
}

// widen draws it around those whom a stage lets in as well.
func (s *search) widen(st *stage) {
	l := &s.level
	if st.crew != nil {
		l.pools[l.width] = st.crew
		l.width++
	}
	if st.queue != none && s.mayMove(st.queue) {
		l.pools[l.width] = s.r.queues[st.queue].set
		l.width++
	}
	if st.tongue != nil && s.ask.native != nil {
		l.tongues[l.voices] = st.tongue
		l.voices++
	}
	l.relaxed = l.relaxed || st.spec.Relax
}

// mayMove says whether the ticket may go to another queue.
func (s *search) mayMove(queue int) bool {
	return s.level.queue != s.r.fallback && !s.twice(queue)
}

// twice says whether the ticket would be for the second time in a queue, or in another than the one in which the search began.
func (s *search) twice(queue int) bool {
	name := s.r.queues[queue].spec.Name
	if queue == s.first {
		return s.j.twice(name)
	}
	return slices.Contains(s.j.Visited, name)
}

// queueOf returns the queue in which an agent takes the ticket: the one it is in, unless only a stage to another lets the agent.
func (s *search) queueOf(queue, agent int) int {
	if s.way == nil || s.r.queues[queue].set.has(agent) {
		return queue
	}
	for i := range s.way.stages {
		st := &s.way.stages[i]
		switch {
		case s.reached>>i&1 == 0:
		case st.crew != nil && st.crew.has(agent):
			return queue
		case st.queue != none && s.mayMove(st.queue) && s.r.queues[st.queue].set.has(agent):
			return st.queue
		}
	}
	return queue
}

// asks returns the skills that are asked for at this level.
func (s *search) asks() int {
	if s.level.relaxed {
		return s.ask.hard
	}
	return s.ask.firm
}

// member returns a word of those whom the circle holds.
func (l *level) member(i int) uint64 {
	w := l.pools[0][i]
	for _, p := range l.pools[1:l.width] {
		w |= p[i]
	}
	return w
}

// able returns a word of those of w who have what the ticket asks for.
func (s *search) able(w uint64, i int) uint64 {
	a := &s.ask
	for k := range s.asks() {
		w &= a.must[k].sets[a.levels[k]][i]
	}
	if a.channel != nil {
		w &= a.channel.set[i]
	}
	if a.big != nil {
		w &= a.big[i]
	}
	if a.native != nil {
		w &= s.speaking(i)
	}
	return w
}

// speaking returns a word of those who work in the language of the ticket or in one that a stage lets pass.
func (s *search) speaking(i int) uint64 {
	w := s.ask.native[i]
	for _, t := range s.level.tongues[:s.level.voices] {
		w |= t[i]
	}
	return w
}

// survey notes who could take the ticket at some time.
func (s *search) survey() {
	f := s.f
	pool := f.pool
	copy(pool, s.level.pools[0])
	for _, p := range s.level.pools[1:s.level.width] {
		pool.join(p)
	}
	s.members = s.members || !pool.empty()
	s.said = s.said || !s.again && s.declines()
	s.sift(pool)
	pool.leave(f.barred)
	if s.q.Allow != nil {
		for i, w := range pool {
			pool[i] = s.allowed(w, i)
		}
	}
	for i := 0; !f.kept && i < len(pool); i++ {
		f.readWord(i, pool[i])
	}
}

// sift keeps of a pool those who have what the ticket asks for.
func (s *search) sift(pool bitset) {
	a := &s.ask
	for k := range s.asks() {
		pool.keep(a.must[k].sets[a.levels[k]])
	}
	if a.channel != nil {
		pool.keep(a.channel.set)
	}
	if a.big != nil {
		pool.keep(a.big)
	}
	switch {
	case a.native == nil:
	case s.level.voices == 0:
		pool.keep(a.native)
	default:
		for i := range pool {
			pool[i] &= s.speaking(i)
		}
	}
}

// readWord makes the agents of a word known.
func (f *Floor) readWord(i int, w uint64) {
	for w &^= f.known[i]; w != 0; w &= w - 1 {
		f.learn(i*64 + trailing(w))
	}
}

// allowed returns those of a word whom the host allows.
func (s *search) allowed(w uint64, i int) uint64 {
	for rest := w; rest != 0; rest &= rest - 1 {
		if at := i*64 + trailing(rest); !s.q.Allow(s.r.agents[at].id) {
			w &^= 1 << (at % 64)
		}
	}
	return w
}

// trailing returns the place of the lowest bit.
func trailing(w uint64) int { return bits.TrailingZeros64(w) }

// bar notes who may not get the ticket: who is excluded, and who declined unless they are asked again.
func (s *search) bar() {
	clear(s.f.barred)
	s.f.bar(s.q.Exclude)
	if !s.again {
		s.f.bar(s.j.Declined)
	}
}

// bar notes that some agents may not get the ticket.
func (f *Floor) bar(ids []string) {
	for _, id := range ids {
		if at, ok := f.r.ids[id]; ok {
			f.barred.add(at)
		}
	}
}

// declines says whether somebody in the circle has declined.
func (s *search) declines() bool {
	for _, id := range s.j.Declined {
		if at, ok := s.r.ids[id]; ok && s.level.member(at/64)>>(at%64)&1 != 0 {
			return true
		}
	}
	return false
}

// waitFor notes when those who could take the ticket are at work next, and why they are not now. Where those who are at work keep
// it from another queue, it notes when the last of them goes.
func (s *search) waitFor(holds bool) {
	f := s.f
	if holds {
		s.wake = earliest(s.wake, s.lastGoes())
	}
	for i, w := range f.pool {
		for w = w &^ f.out[i] & (f.off[i] | f.short[i]); w != 0; w &= w - 1 {
			if at := s.back(i*64 + trailing(w)); at != 0 {
				s.shift, s.wake = true, earliest(s.wake, at)
			}
		}
	}
}

// mostLeaves is how many leaves and closed hours in a row are looked through for the next shift.
const mostLeaves = 64

// back returns when an agent is at work next, or no instant.
func (s *search) back(at int) sla.Instant {
	agent := &s.r.agents[at]
	when := s.q.Now
	switch {
	case agent.leaveAt(when) != nil:
	case s.f.short.has(at):
		when = s.f.stint(agent).closes
	case agent.hours != none && !s.f.isOpen(agent.hours):
		when = s.f.shift(agent.hours).opens
	}
	for range mostLeaves {
		if when == 0 {
			return 0
		}
		if l := agent.leaveAt(when); l != nil {
			when = l.till
		} else if agent.hours == none || s.r.hours[agent.hours].IsOpen(when.Time()) {
			return after(when, s.q.Now)
		}
		if agent.hours != none {
			t, err := s.r.hours[agent.hours].NextOpen(when.Time())
			if err != nil {
				return 0
			}
			when = sla.At(t)
		}
	}
	return 0
}
