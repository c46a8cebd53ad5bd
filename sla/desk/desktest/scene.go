package desktest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// scene is what several workers do at once, each in a process of its own, and what must hold in whatever order they do it.
type scene struct {
	// timed says that reading the clock is a step too, so that time may pass before what was read is used.
	timed bool
	// set sets the stage for one order.
	set func(r *round)
	// acts is what each of the workers does.
	acts []func(r *round, h *host) error
	// judge looks at what it came to.
	judge func(r *round)
}

// round is a scene played in one order.
type round struct {
	*bench
	*world
	*witness
	n       int
	calm    *host          // plays no part
	arrived map[string]int // how often a notice arrived, by key
}

// name returns a name of this round's own.
func (r *round) name(of string) string { return fmt.Sprintf("%s-%d", of, r.n) }

const (
	// switches is how often, at the most, a worker who could go on gives way to another in the orders that are walked through.
	switches = 2
	// heldUp is how often a worker may be held up while another looks at a case, before it is clear that the store has them wait.
	heldUp = 12
)

// inEveryOrder plays a scene in every order of the workers' calls with few switches from one to another, up to the number of
// orders of the suite, and in others that are drawn. All rounds are played on one store, each with tickets of its own on a day
// of its own.
func (b *bench) inEveryOrder(sc scene) {
	b.t.Helper()
	w, err := newWorld(b.build, b.below)
	b.no(err)
	r := &round{bench: b, world: w}
	r.calm, err = w.start(noFaults)
	b.no(err)
	all := orders{switches: switches, walked: b.suite.orders(), drawn: b.suite.orders() / 4}
	var p patience
	held := 0
	for ; all.next(); r.n++ {
		s := newStage(&p)
		b.round(r, sc, s, &all, held < heldUp)
		held += s.held
	}
	b.t.Logf("played in %d orders; a worker was held up %d times", r.n, held)
}

// day returns when a round begins.
func day(n int) sla.Instant { return noon.Add(time.Duration(n) * 24 * time.Hour) }

// round plays one round.
func (b *bench) round(r *round, sc scene, s *stage, all *orders, inside bool) {
	b.t.Helper()
	r.now = day(r.n)
	r.arrived = map[string]int{}
	r.witness = &witness{heard: r.receiver.has, held: map[string]hold{}, over: map[string]bool{}}
	r.receiver.answer = nil
	sc.set(r)
	r.receiver.count = r.arrived
	var acts []func() error
	for _, act := range sc.acts {
		h := r.worker(len(acts), sc.timed, s, inside)
		acts = append(acts, func() error { return act(r, h) })
	}
	errs, err := s.play(acts, all.choose)
	r.now = r.now.Add(time.Duration(r.passed.Swap(0)))
	b.order = s.told()
	b.no(errors.Join(append(errs, err)...))
	b.no(errors.Join(r.faults...))
	sc.judge(r)
	b.order = ""
}

// worker begins a process that stops at a gate of the stage before each call, and inside of one while it looks at a case.
func (r *round) worker(i int, timed bool, s *stage, inside bool) *host {
	r.t.Helper()
	var was seen
	gate := func(call string) {
		if inside || call != looks {
			s.gate(i, call)
			r.look(&was)
		}
	}
	r.between = func(s Store) Store { return r.watch(s, &was) }
	defer func() { r.between = nil }()
	h, err := r.begin(&host{timed: timed, process: process{plan: noFaults, gate: gate}})
	r.no(err)
	return h
}

// handled hands an event to a desk.
func (h *host) handled(ev desk.Event) error {
	_, err := h.desk.Handle(context.Background(), ev)
	return err
}

// swept sweeps.
func (h *host) swept() error {
	_, err := h.desk.Sweep(context.Background())
	return err
}

// event returns an event of a ticket of the round.
func (r *round) event(ticket, key string, kind sla.Kind) desk.Event {
	return desk.Event{Ticket: ticket, Event: sla.Event{Key: key, Kind: kind, At: r.now, By: sla.Agent, Actor: "ben"}}
}

// solved ends a ticket of the round, so that nothing of it falls due in another.
func (r *round) solved(ticket string) {
	r.t.Helper()
	ev := r.event(ticket, "solved", sla.StatusSet)
	ev.Status = "solved"
	r.no(r.calm.handled(ev))
	r.no(deliverAll(r.calm))
}

// eachOnce ends the rule unless what arrived arrived once.
func (r *round) eachOnce() {
	r.t.Helper()
	for key, n := range r.arrived {
		if n != 1 {
			r.fail("%s arrived %d times", key, n)
		}
	}
}
