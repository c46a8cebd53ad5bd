package routing

import "github.com/bellhop-sla/bellhop/sla"

// stay is how long agents are at work until an instant, and when the next of them comes or goes.
type stay struct {
	asked  bool
	length sla.Duration
	turn   sla.Instant // or no instant
}

// foresee says whether the promise would be broken before the queue comes to the ticket: whether those who could take it do not get
// through the work that waits before it and its own by the due time, each with the whole capacity while at work. If they do, it
// notes when that may no longer be so.
func (s *search) foresee() bool {
	due := s.q.due()
	if due == 0 {
		return false
	}
	work := max(1, times(s.q.Expect, s.q.Ahead+s.r.weights[s.ask.weight]))
	done, rate, turn := s.supply(due)
	if done < work {
		return true
	}
	s.wake = earliest(s.wake, turn)
	if rate > 0 {
		s.wake = earliest(s.wake, later(s.q.Now, (done-work)/rate+1))
	}
	return false
}

// supply returns the work that those of the survey do until an instant, how much of it they do now in a unit of time, and when that
// changes. Without a limit there is no end to the work, and no rate.
func (s *search) supply(until sla.Instant) (work, rate sla.Duration, turn sla.Instant) {
	f := s.f
	clear(f.stays)
	for i := range f.pool {
		for w := f.pool[i] &^ f.out[i]; w != 0; w &= w - 1 {
			at := i*64 + trailing(w)
			stay, room := s.stay(at, until), s.r.agents[at].room
			turn = earliest(turn, stay.turn)
			switch {
			case stay.length == 0:
			case room == 0:
				work = sla.Duration(forever)
			default:
				work = sla.Duration(later(sla.Instant(work), times(stay.length, room)))
			}
			if (f.off[i]|f.short[i])&(w&-w) == 0 {
				rate += sla.Duration(room)
			}
		}
	}
	if work == sla.Duration(forever) {
		rate = 0
	}
	return work, rate, turn
}

// stay returns that of an agent, which is that of everybody with the same hours and no leave.
func (s *search) stay(at int, until sla.Instant) stay {
	a := &s.r.agents[at]
	if a.hours == none || len(a.leave) > 0 {
		return s.stayOf(at, until)
	}
	shared := &s.f.stays[a.hours]
	if !shared.asked {
		*shared = s.stayOf(at, until)
	}
	return *shared
}

// stayOf counts how long an agent is at work until an instant. Who has too little left of a shift counts from its end.
func (s *search) stayOf(at int, until sla.Instant) stay {
	a, from, x := &s.r.agents[at], s.q.Now, stay{asked: true}
	switch {
	case s.f.off.has(at):
		x.turn = s.back(at)
	case s.f.short.has(at):
		from = s.f.stint(a).closes
		x.turn = s.back(at)
	default:
		x.turn = s.goes(at)
	}
	for _, l := range a.leave {
		if l.till > from {
			x.length += s.open(a, from, min(l.from, until))
			from = l.till
		}
	}
	x.length += s.open(a, from, until)
	return x
}

// open returns how long the hours of an agent are open between two instants, of which the second may be the earlier.
func (s *search) open(a *agent, from, until sla.Instant) sla.Duration {
	switch {
	case from >= until:
		return 0
	case a.hours == none:
		return sla.Duration(until - from)
	}
	return sla.Duration(s.r.hours[a.hours].Between(from.Time(), until.Time()))
}

// goes returns when an agent who is at work no longer is, or has too little left for the ticket, or no instant.
func (s *search) goes(at int) sla.Instant {
	shift := s.f.stint(&s.r.agents[at])
	if shift.closes == 0 || !s.r.plan.Fit || s.q.Expect <= 0 {
		return shift.closes
	}
	last := shift.closes - sla.Instant(s.q.Expect) + 1
	if last > s.q.Now && shift.tooShort(s.q.Expect, last) {
		return last
	}
	return shift.closes
}

// lastGoes returns when the last of those of the survey who are at work goes, or no instant.
func (s *search) lastGoes() (last sla.Instant) {
	for i := range s.f.pool {
		for w := s.atWork(i); w != 0; w &= w - 1 {
			at := s.goes(i*64 + trailing(w))
			if at == 0 {
				return 0
			}
			last = max(last, at)
		}
	}
	return last
}
