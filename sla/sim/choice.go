package sim

import (
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// choose returns the agent who gets a ticket, or none and when time alone may change that.
func (f *floor) choose(ticket, class int) (worker int, wake sla.Instant) {
	if f.plan.first {
		return f.firstFree(class), 0
	}
	a := &f.tickets[ticket]
	q := routing.Request{
		Ticket: a.name, Fields: f.plan.paths[f.calls[ticket].path].fields, Target: a.promise(), Now: f.now,
	}
	if f.plan.staged {
		q.Arrived = a.at // without it every stage has been reached
	}
	d := f.desk.Pick(q)
	if d.Agent == "" {
		return none, d.Wake
	}
	return f.plan.ids[d.Agent], 0
}

// firstFree returns the first agent of a class who has room, or none.
func (f *floor) firstFree(class int) int {
	c := &f.plan.classes[class]
	for _, w := range c.workers {
		if f.hands[w].on && f.room(c, w) {
			return w
		}
	}
	return none
}

// show tells routing how an agent stands. Who has set work aside has no room but for what sets work aside itself.
func (f *floor) show(w int) {
	h, units := &f.hands[w], f.scene.workers[w].units
	p := routing.Present{Offline: !h.on, Load: h.used, Interruptible: h.soft, Idle: h.idle, Last: h.given}
	if len(h.aside) > 0 {
		p.Load, p.Interruptible = units, h.soft+units-h.used
	}
	f.desk.SetPresent(f.scene.spec.Agents[w].ID, p)
}
