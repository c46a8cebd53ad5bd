package sim

import (
	"time"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// floor is one run: a scene, a strategy and tickets, and how they stand.
type floor struct {
	scene   *scene
	plan    *plan
	tickets []asked
	desk    *routing.Floor
	now     sla.Instant

	agenda  heap[appointment]
	set     int // appointments made so far
	arrived int
	open    int // tickets arrived that somebody can handle and nobody has finished
	calls   []call
	hands   []hand
	queues  []heap[turn] // by class

	trace func(happening)
}

// call is how a ticket stands.
type call struct {
	path   int
	class  int         // the class in whose queue it is, or none
	wake   sla.Instant // the last appointment to look again
	worker int         // who has it, or none
	begun  sla.Instant
	finish sla.Instant   // of what is at work
	left   time.Duration // of what was set aside
	part   int           // counts the times that work went on
}

// happening is something that came about.
type happening struct {
	at     sla.Instant
	kind   happens
	ticket int // or none
	worker int // or none
}

// happens is a kind of happening. At one instant they come in this order.
type happens uint8

const (
	goesOff happens = iota
	comesOn
	finishes
	movesOn // looks again, when time alone may let somebody take it
	arrives
	begins
	setAside
	resumes
)

// appointment is a happening that is to come.
type appointment struct {
	happening
	part int // of the work that finishes
	turn int
}

var _ interface{ before(appointment) bool } = appointment{} // of a heap

func (a appointment) before(b appointment) bool {
	switch {
	case a.at != b.at:
		return a.at < b.at
	case a.kind != b.kind:
		return a.kind < b.kind
	}
	return a.turn < b.turn
}

func newFloor(p *plan, tickets []asked, trace func(happening)) *floor {
	f := &floor{
		scene: p.scene, plan: p, tickets: tickets, trace: trace, now: p.scene.start, desk: p.router.Floor(nil, p.scene.start),
		calls: make([]call, len(tickets)), hands: make([]hand, len(p.scene.workers)),
	}
	for w := range f.hands {
		f.show(w)
	}
	return f
}

// longestDrain bounds how long work goes on after the last arrival.
const longestDrain = 3650 * day

// run lets everything happen until all work is finished, or nothing can finish it in time.
func (f *floor) run() {
	for w := range f.hands {
		f.setShift(w, f.scene.start)
	}
	f.expect()
	last := f.scene.end.Add(longestDrain)
	for f.arrived < len(f.tickets) || f.open > 0 && f.now < last {
		a := f.agenda.pop()
		f.now = a.at
		f.happen(a)
	}
}

func (f *floor) happen(a appointment) {
	switch a.kind {
	case goesOff:
		f.goOff(a.worker)
	case comesOn:
		f.comeOn(a.worker)
	case finishes:
		if f.calls[a.ticket].part == a.part {
			f.finish(a.ticket)
		}
	case movesOn:
		f.moveOn(a.ticket)
	case arrives:
		f.arrive(a.ticket)
	}
}

// note tells that something came about.
func (f *floor) note(kind happens, ticket, worker int) {
	f.trace(happening{f.now, kind, ticket, worker})
}

// at makes an appointment.
func (f *floor) at(at sla.Instant, kind happens, ticket, worker, part int) {
	f.set++
	f.agenda.push(appointment{happening{at, kind, ticket, worker}, part, f.set})
}

// expect makes the appointment of the next arrival.
func (f *floor) expect() {
	if f.arrived < len(f.tickets) {
		f.at(f.tickets[f.arrived].at, arrives, f.arrived, none, 0)
	}
}

func (f *floor) arrive(ticket int) {
	f.arrived++
	f.expect()
	f.note(arrives, ticket, none)
	at := f.plan.path(&f.tickets[ticket])
	f.calls[ticket] = call{path: at, class: none, worker: none}
	if stages := f.plan.paths[at].stages; len(stages[len(stages)-1].workers) == 0 {
		return // nobody can ever handle it
	}
	f.open++
	f.place(ticket)
}

// moveOn looks again at a ticket that waits.
func (f *floor) moveOn(ticket int) {
	if f.calls[ticket].class != none {
		f.place(ticket)
	}
}
