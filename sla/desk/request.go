package desk

import (
	"cmp"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// Request returns what the router is asked of a case: its fields, where it has been, and the promise that routing races. That is
// the first response while nobody has answered, and the resolution after that; of a ticket whose clocks all stand still, or that
// has neither, no promise. The promise began with its clock.
func Request(p *pack.Pack, c *Case, now sla.Instant) routing.Request {
	q := routing.Request{
		Ticket: c.Ticket, Fields: c.State.AllFields(), Queue: c.Journey.Queue, Owner: c.Owner, Journey: &c.Journey, Now: now,
		Arrived: c.State.Facts.Created,
	}
	if clock := raced(p, c); clock != nil {
		q.Arrived, q.Due, q.Target = cmp.Or(clock.Started, q.Arrived), clock.Due, clock.Target
	}
	return q
}

// raced returns the clock that routing races, or nil.
func raced(p *pack.Pack, c *Case) *sla.Clock {
	for _, metric := range []sla.Metric{sla.FirstResponse, sla.Resolution} {
		for i := range c.State.Clocks {
			clock := &c.State.Clocks[i]
			if clock.Phase == sla.Running && p.Metric(c.State.Policy.Name, clock.Name) == metric {
				return clock
			}
		}
	}
	return nil
}

// weigh notes how much work the ticket is, and whether that may be set aside: it may have become another kind.
func (s *step) weigh() {
	if s.made.Refusal != nil || !s.c.Open {
		return
	}
	s.c.Units, s.c.Interruptible = 1, false
	if !s.pack.Router.Even() {
		s.c.Units, s.c.Interruptible = s.pack.Router.Weight(s.c.State.AllFields())
	}
	if s.c.Units == 1 {
		s.c.Units = 0
	}
}

// loads returns what the agents carry more or less than before.
func (s *step) loads() []Load {
	before, less := s.old.Carrier()
	after, more := s.c.Carrier()
	softBefore, softAfter := s.old.soft(less), s.c.soft(more)
	switch {
	case before == after && less == more && softBefore == softAfter:
		return nil
	case before == after:
		return append(s.carried[:0], Load{Agent: after, By: more - less, Interruptible: softAfter - softBefore})
	}
	loads := s.carried[:0]
	if before != "" {
		loads = append(loads, Load{Agent: before, By: -less, Interruptible: -softBefore, At: s.in.Now})
	}
	if after != "" {
		loads = append(loads, Load{
			Agent: after, By: more, Interruptible: softAfter, At: s.in.Now, Room: s.capacity(after), Interrupts: s.aside > 0,
		})
	}
	return loads
}

// soft returns how many of the units of a case may be set aside.
func (c *Case) soft(units int) int {
	if c.Interruptible {
		return units
	}
	return 0
}

// capacity is the most that an offer may give to an agent. What the host assigns by itself has no limit.
func (s *step) capacity(agent string) int {
	if !s.offered() {
		return 0
	}
	return s.pack.Router.Capacity(agent)
}
