package routing

import (
	"cmp"
)

// key is by what agents are compared: the least is chosen.
type key struct {
	wanting    int   // wishes that are not met and a language that is not the customer's, where they have no price
	score, tie int64 // by the choice
}

// candidate is an agent who can take the ticket. The zero candidate is nobody.
type candidate struct {
	place int
	key   key
	there bool
}

// compare returns a number below 0 when k is before l.
func (k *key) compare(l *key) int {
	switch {
	case k.wanting != l.wanting:
		return cmp.Compare(k.wanting, l.wanting)
	case k.score != l.score:
		return cmp.Compare(k.score, l.score)
	}
	return cmp.Compare(k.tie, l.tie)
}

// pick chooses among those of the survey who are at work and have room, and notes whether there is hope, somebody at work, and
// somebody who only lacks room.
func (s *search) pick() int {
	f := s.f
	out, off, short, room := f.out, f.off, f.short, f.free[s.ask.weight]
	if s.cut {
		room = f.soft[s.ask.weight]
	}
	s.best, s.next, s.hope, s.staffed = candidate{}, candidate{}, false, false
	plain := s.plain()
	for i, w := range f.pool {
		if w == 0 {
			continue
		}
		s.hope = true
		if w &^= out[i] | off[i] | short[i]; w == 0 {
			continue
		}
		s.staffed = true
		s.full = s.full || w&^room[i] != 0
		s.among(w&room[i], i, plain)
	}
	s.left = s.left || s.hope
	if !s.best.there || s.kept() {
		return none
	}
	return s.best.place
}

// among considers the agents of a word.
func (s *search) among(w uint64, i int, plain bool) {
	score, tie := s.f.score, s.f.tie
	for ; w != 0; w &= w - 1 {
		at := i*64 + trailing(w)
		switch {
		case !plain:
			s.consider(at, s.keyOf(at))
		case !s.next.there || score[at] <= s.next.key.score:
			s.consider(at, key{score: score[at], tie: tie[at]})
		}
	}
}

// plain says whether the keys of all are those of the floor.
func (s *search) plain() bool {
	a := &s.ask
	if s.order != nil || a.wishes > 0 || s.level.voices > 0 || s.r.plan.by == bySkill {
		return false
	}
	return s.r.plan.by != byPrice || (!s.level.relaxed || a.hard >= a.firm) && (a.native == nil || !s.r.crew.mixed)
}

// consider keeps the two that are before all others.
func (s *search) consider(at int, k key) {
	if s.next.there && !s.before(at, &k, &s.next) {
		return
	}
	if s.best.there && !s.before(at, &k, &s.best) {
		s.next = candidate{at, k, true}
		return
	}
	s.best, s.next = candidate{at, k, true}, s.best
}

// before says whether an agent of a key is chosen before another.
func (s *search) before(at int, k *key, other *candidate) bool {
	by := k.compare(&other.key)
	if by == 0 && s.r.plan.Spread {
		by = cmp.Compare(s.spread(at), s.spread(other.place))
	}
	return by < 0 || by == 0 && at < other.place
}

// spread returns the hash of ticket and agent.
func (s *search) spread(at int) uint64 {
	const prime = 1099511628211
	h := uint64(14695981039346656037)
	for i := range len(s.q.Ticket) {
		h = (h ^ uint64(s.q.Ticket[i])) * prime
	}
	h ^= s.r.agents[at].hash
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// keyOf returns the key of an agent for this ticket.
func (s *search) keyOf(at int) key {
	a := &s.ask
	k := key{score: s.f.score[at], tie: s.f.tie[at]}
	if s.order != nil {
		k.tie = int64(s.order[at])
	}
	if s.r.plan.by == byList && a.plain() {
		return k
	}
	priced := s.r.plan.by == byPrice
	if a.native != nil && !a.native.has(at) {
		k.lack(priced, priceLanguage)
	}
	for _, n := range a.wish[:a.wishes] {
		if !n.sets[n.level].has(at) {
			k.lack(priced, priceWish)
		}
	}
	switch {
	case priced:
		k.score += s.scarcity(at) - s.r.crew.base[at]
	case s.r.plan.by == bySkill:
		k.score -= int64(s.skill(at))
	}
	return k
}

// lack notes something that is wanting, at its price.
func (k *key) lack(priced bool, price int64) {
	if priced {
		k.score += price
	} else {
		k.wanting++
	}
}

// skill returns the levels that an agent has of the skills that are asked for, together.
func (s *search) skill(at int) (sum int) {
	a := &s.ask
	for _, n := range a.must[:a.firm] {
		sum += n.levelOf(at)
	}
	for _, n := range a.wish[:a.wishes] {
		sum += n.levelOf(at)
	}
	return sum
}

// levelOf returns the level of an agent, 0 to 5.
func (n *needPlan) levelOf(at int) int {
	level := 0
	for level < mostLevel && n.sets[level].has(at) {
		level++
	}
	return level
}

// mayBeKept says whether something is kept from the ticket when there is too little.
func (s *search) mayBeKept() bool {
	p := &s.r.plan
	return p.reserve > 0 && (s.ask.row == nil || s.ask.row.priority < p.Reserve.Priority)
}

// kept says whether what is free among those at work is kept for urgent tickets.
func (s *search) kept() bool {
	if !s.mayBeKept() {
		return false
	}
	total, free := s.capacity()
	short := total != forEver && (free-int64(s.r.weights[s.ask.weight]))*1_000_000 < total*s.r.plan.reserve
	s.reserve, s.full = s.reserve || short, s.full || short
	if short {
		s.ebb()
	}
	return short
}

// ebb notes when the first of those at work goes: of the capacity of fewer less is kept.
func (s *search) ebb() {
	for i := range s.f.pool {
		for w := s.atWork(i); w != 0; w &= w - 1 {
			s.wake = earliest(s.wake, s.goes(i*64+trailing(w)))
		}
	}
}

// atWork returns a word of those of the survey who are at work.
func (s *search) atWork(word int) uint64 {
	f := s.f
	return f.pool[word] &^ f.out[word] &^ f.off[word] &^ f.short[word]
}

// forEver is the capacity of those among whom somebody has no limit.
const forEver = -1

// capacity returns the units of those of the survey who are at work, and how many of them are free.
func (s *search) capacity() (total, free int64) {
	for i := range s.f.pool {
		for w := s.atWork(i); w != 0; w &= w - 1 {
			at := i*64 + trailing(w)
			room := s.r.agents[at].room
			if room == 0 {
				return forEver, 0
			}
			total, free = total+int64(room), free+int64(max(0, room-s.f.stand[at].Load))
		}
	}
	return total, free
}
