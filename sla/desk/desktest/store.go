package desktest

import (
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Store is what is put to the test: the two interfaces that a desk needs, over one set of tables. What else a store may offer
// is found by asking it: [desk.Reader], [desk.Waker], [desk.Auditor], [desk.Quarantine], [desk.Deliveries], [desk.Line],
// [outbox.DeadLetters], [outbox.Counter], [outbox.Throttle] and, for tests alone, [Spoiler].
type Store interface {
	desk.Store
	outbox.Queue
}

// power is what a store may offer beyond what it must: an interface, or a clock of its own.
type power struct {
	name string
	in   func(*bench) bool
}

var (
	reader      = power{"desk.Reader", offers[desk.Reader]}
	line        = power{"desk.Line", offers[desk.Line]}
	waker       = power{"desk.Waker", offers[desk.Waker]}
	auditor     = power{"desk.Auditor", offers[desk.Auditor]}
	quarantine  = power{"desk.Quarantine", offers[desk.Quarantine]}
	deliveries  = power{"desk.Deliveries", offers[desk.Deliveries]}
	deadLetters = power{"outbox.DeadLetters", offers[outbox.DeadLetters]}
	counter     = power{"outbox.Counter", offers[outbox.Counter]}
	throttle    = power{"outbox.Throttle", offers[outbox.Throttle]}
	spoiler     = power{"desktest.Spoiler", spoils}
	ownClock    = power{"clock of its own", hasClock}
)

func offers[P any](b *bench) bool { return has[P](b.store) }

func spoils(b *bench) bool { return has[Spoiler](b.below) }

func has[P any](s Store) bool {
	_, ok := s.(P)
	return ok
}

// absent returns the name of the first power that the store lacks, or "".
func (b *bench) absent(needs []power) string {
	for _, p := range needs {
		if !p.in(b) {
			return p.name
		}
	}
	return ""
}

// complete is a store with every power.
type complete interface {
	Store
	powers
}

// powers is what a complete store offers beyond what it must.
type powers interface {
	desk.Line
	desk.Reader
	desk.Waker
	desk.Auditor
	desk.Quarantine
	desk.Deliveries
	outbox.DeadLetters
	outbox.Counter
	outbox.Throttle
}

// whole is a store and the powers that stand beside it.
type whole struct {
	Store
	powers
}

// with returns a store that stands in place of s, with every power if s has them.
func with(core, s Store) Store {
	if all, ok := s.(complete); ok {
		return whole{core, all}
	}
	return core
}
