package sim

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// outcome is what one replayed ticket came to.
type outcome struct {
	matched  bool
	promises []promise
}

// promise is what became of one clock.
type promise struct {
	clock  string
	counts Counts
	// broken says that a cycle is late or overdue.
	broken bool
	// phase, due and ended are those of the last cycle.
	phase      sla.Phase
	breached   bool
	untargeted bool
	due, ended sla.Instant
}

// read takes an outcome from the state of a ticket at the end of its history.
func (o *outcome) read(st *sla.State) {
	o.matched = st.Policy != sla.PolicyRef{}
	o.promises = o.promises[:0]
	for i := range st.Closed {
		o.take(&st.Closed[i])
	}
	for i := range st.Clocks {
		o.take(&st.Clocks[i])
	}
}

func (o *outcome) take(c *sla.Clock) {
	if c.Cycle == 0 || c.Phase == sla.Idle {
		return
	}
	p := o.find(c.Name)
	if p == nil {
		o.promises = append(o.promises, promise{clock: c.Name})
		p = &o.promises[len(o.promises)-1]
	}
	p.phase, p.breached, p.untargeted, p.due, p.ended = c.Phase, c.Breach != 0, c.Untargeted, c.Due, 0
	if c.Phase == sla.Fulfilled {
		p.ended = c.Ended
	}
	count := p.counts.of(c)
	*count++
	p.broken = p.counts.Breaches() > 0
}

// of returns the count to which the cycle belongs.
func (c *Counts) of(cycle *sla.Clock) *int {
	breached := cycle.Breach != 0
	switch {
	case cycle.Phase == sla.Cancelled:
		return &c.Cancelled
	case cycle.Phase == sla.Exempt:
		return &c.Exempt
	case cycle.Fault:
		return &c.Faulty
	case cycle.Untargeted:
		return &c.Untargeted
	case cycle.Phase == sla.Fulfilled && breached:
		return &c.Late
	case cycle.Phase == sla.Fulfilled:
		return &c.Met
	case breached:
		return &c.Overdue
	}
	return &c.Open
}

func (o *outcome) find(clock string) *promise {
	for i := range o.promises {
		if o.promises[i].clock == clock {
			return &o.promises[i]
		}
	}
	return nil
}

// promise returns what became of a clock, or the zero promise where there is none.
func (o *outcome) promise(clock string) promise {
	if p := o.find(clock); p != nil {
		return *p
	}
	return promise{}
}

// clocks returns the names of all clocks of o and other, sorted.
func (o *outcome) clocks(other *outcome) []string {
	var names []string
	for _, list := range [...][]promise{o.promises, other.promises} {
		for i := range list {
			names = append(names, list[i].clock)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
