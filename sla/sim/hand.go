package sim

import (
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// hand is how an agent stands.
type hand struct {
	on      bool
	used    int           // units at work
	soft    int           // of those, units that can be set aside
	work    []int         // tickets at work, in the order in which they were taken up
	aside   []int         // tickets set aside, in that order
	given   sla.Instant   // when the last ticket was given
	idle    sla.Instant   // since when nothing is at work
	settled sla.Instant   // until when the sums are counted
	busy    time.Duration // units by time at work on shift
	paid    time.Duration // units by time on shift
}

// room says whether an agent on shift can take a ticket of a class. Who has set work aside goes on with it before anything
// new, save what sets work aside itself.
func (f *floor) room(c *class, w int) bool {
	h := &f.hands[w]
	free := f.scene.workers[w].units - h.used
	if c.near {
		return free+h.soft >= c.units
	}
	return free >= c.units && len(h.aside) == 0
}

// settle counts the time of an agent up to now.
func (f *floor) settle(w int) {
	h := &f.hands[w]
	from, to := max(h.settled, f.scene.warm), min(f.now, f.scene.end)
	if h.on && from < to {
		h.busy += time.Duration(h.used) * to.Sub(from)
		h.paid += time.Duration(f.scene.workers[w].units) * to.Sub(from)
	}
	h.settled = f.now
}

// begin gives a ticket to an agent, who sets other work aside where there is no room.
func (f *floor) begin(ticket, w int) {
	c, a, h := &f.calls[ticket], &f.tickets[ticket], &f.hands[w]
	c.class, c.worker, c.begun = none, w, f.now
	units := f.scene.channels[a.channel].units
	for h.used+units > f.scene.workers[w].units && f.setAside(w) {
	}
	h.given = f.now
	f.note(begins, ticket, w)
	c.left = f.takes(a, w)
	f.work(ticket, w)
}

// takes returns how long an agent needs for a ticket.
func (f *floor) takes(a *asked, w int) time.Duration {
	worker := &f.scene.workers[w]
	factor := worker.slowness
	if !worker.speaks[a.language] {
		factor *= f.scene.spec.EnglishFallbackHandleFactor
	}
	return max(1, time.Duration(float64(a.work)*factor))
}

// work lets an agent go on with a ticket.
func (f *floor) work(ticket, w int) {
	f.settle(w)
	c, h, ch := &f.calls[ticket], &f.hands[w], &f.scene.channels[f.tickets[ticket].channel]
	h.used += ch.units
	if ch.waits {
		h.soft += ch.units
	}
	h.work = append(h.work, ticket)
	c.part++
	c.finish = f.now.Add(c.left)
	f.at(c.finish, finishes, ticket, w, c.part)
	f.show(w)
}

// drop takes a ticket from what is at work.
func (f *floor) drop(ticket, w int) {
	f.settle(w)
	h, ch := &f.hands[w], &f.scene.channels[f.tickets[ticket].channel]
	h.used -= ch.units
	if ch.waits {
		h.soft -= ch.units
	}
	at := slices.Index(h.work, ticket)
	h.work = slices.Delete(h.work, at, at+1)
	f.calls[ticket].part++
	if h.used == 0 {
		h.idle = f.now
	}
}

// setAside lets an agent set aside what was taken up last of what can be, and says whether there was any.
func (f *floor) setAside(w int) bool {
	h := &f.hands[w]
	for _, ticket := range slices.Backward(h.work) {
		if f.scene.channels[f.tickets[ticket].channel].waits {
			f.drop(ticket, w)
			f.calls[ticket].left = f.calls[ticket].finish.Sub(f.now)
			h.aside = append(h.aside, ticket)
			f.note(setAside, ticket, w)
			return true
		}
	}
	return false
}

// resume lets an agent go on with what was set aside, as far as there is room.
func (f *floor) resume(w int) {
	h := &f.hands[w]
	for len(h.aside) > 0 {
		ticket := h.aside[0]
		if h.used+f.scene.channels[f.tickets[ticket].channel].units > f.scene.workers[w].units {
			return
		}
		h.aside = slices.Delete(h.aside, 0, 1)
		f.note(resumes, ticket, w)
		f.work(ticket, w)
	}
}

func (f *floor) finish(ticket int) {
	w := f.calls[ticket].worker
	f.drop(ticket, w)
	f.open--
	f.note(finishes, ticket, w)
	f.resume(w)
	f.show(w)
	f.serve(w)
}

func (f *floor) comeOn(w int) {
	f.settle(w)
	f.hands[w].on = true
	f.show(w)
	f.note(comesOn, none, w)
	f.at(f.shiftEnd(w, f.now), goesOff, none, w, 0)
	f.serve(w)
}

// goOff takes an agent off shift. Where nobody is left for the tickets of a class, they move on.
func (f *floor) goOff(w int) {
	f.settle(w)
	f.hands[w].on = false
	f.show(w)
	f.note(goesOff, none, w)
	f.setShift(w, f.now)
	for _, class := range f.plan.reaches[w] {
		if class < len(f.queues) && len(f.queues[class]) > 0 && !f.staffed(f.plan.classes[class].workers) {
			f.abandon(class)
		}
	}
}
