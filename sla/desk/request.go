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

// weigh notes how much work the ticket is: it may have become another kind.
func (s *step) weigh() {
	if s.made.Refusal != nil || !s.c.Open {
		return
	}
	units := 1
	if !s.pack.Router.Even() {
		units = s.pack.Router.Weight(s.c.State.AllFields())
	}
	if s.c.Units = units; units == 1 {
		s.c.Units = 0
	}
}

// loads returns what the agents carry more or less than before.
func (s *step) loads() []Load {
	before, less := s.old.Carrier()
	after, more := s.c.Carrier()
	switch {
	case before == after && less == more:
		return nil
	case before == after:
		return append(s.carried[:0], Load{Agent: after, By: more - less})
	}
	loads := s.carried[:0]
	if before != "" {
		loads = append(loads, Load{Agent: before, By: -less})
	}
	if after != "" {
		loads = append(loads, Load{Agent: after, By: more, Room: s.capacity(after)})
	}
	return loads
}

// capacity is the most that an offer may give to an agent. What the host assigns by itself has no limit.
func (s *step) capacity(agent string) int {
	room := s.pack.Router.Capacity(agent)
	if !s.offered() || room == 0 {
		return 0
	}
	return room + s.aside
}
