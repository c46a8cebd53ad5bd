package desktest

import (
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// Store is what is put to the test: the two interfaces that a desk needs, over one set of tables. What else a store may offer
// is found by asking it: [desk.Reader], [desk.Waker], [desk.Auditor], [desk.Quarantine], [desk.Deliveries],
// [outbox.DeadLetters], [outbox.Counter] and [outbox.Throttle].
type Store interface {
	desk.Store
	outbox.Queue
}

// power is an interface that a store may offer beyond what it must.
type power struct {
	name string
	in   func(Store) bool
}

var (
	reader      = power{"desk.Reader", offers[desk.Reader]}
	waker       = power{"desk.Waker", offers[desk.Waker]}
	auditor     = power{"desk.Auditor", offers[desk.Auditor]}
	quarantine  = power{"desk.Quarantine", offers[desk.Quarantine]}
	deliveries  = power{"desk.Deliveries", offers[desk.Deliveries]}
	deadLetters = power{"outbox.DeadLetters", offers[outbox.DeadLetters]}
	counter     = power{"outbox.Counter", offers[outbox.Counter]}
	throttle    = power{"outbox.Throttle", offers[outbox.Throttle]}
)

func offers[P any](s Store) bool {
	_, ok := s.(P)
	return ok
}

// absent returns the name of the first power that s lacks, or "".
func absent(s Store, needs []power) string {
	for _, p := range needs {
		if !p.in(s) {
			return p.name
		}
	}
	return ""
}
