package desk

import (
	"context"
	"errors"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// The errors that callers branch on.
var (
	// ErrConflict says that a case has another head than the change was made from. The event is to be taken again.
	ErrConflict = errors.New("the case has moved on")
	// ErrNoRoom says that an agent's last place was taken meanwhile. The ticket is to be routed again.
	ErrNoRoom = errors.New("the agent has no room left")
	// ErrUnknownTicket says that there is no case of that ticket.
	ErrUnknownTicket = errors.New("unknown ticket")
)

// Store keeps cases with their records, deliveries and loads.
//
// Update runs fn on the case of a ticket, or on the zero Case with that Ticket when there is none, and stores the change, all
// in one transaction: the case, the records, the ops and the loads, or nothing at all. It refuses a change with ErrConflict
// when the head of the case is not Change.Before any more, and with ErrNoRoom when a load has no room ([Load.Fits]). What fn returns as an
// error is returned as it is, and nothing is stored. An empty change stores nothing. fn is pure; it may run more than once,
// though not after Update has returned, and must not keep or change what it is given.
//
// Sweep does the same for up to limit cases whose Wake is not after now, the longest due first, each in a change of its own,
// and leaves out those that somebody else holds. now is what the caller's clock says; a store with a clock of its own uses the
// earlier of the two and tells fn. A case that cannot be decoded, or for which fn fails, is set aside so that it does not block
// the others, and its error is joined to those returned. Sweep returns how many cases it changed. A case due at its Wake for
// which fn returns an empty change is left.
//
// Loads returns what the changes so far have made of what each agent carries ([Load.To]). It may be a little old; Update checks.
//
// A store is safe for many goroutines, and for many processes where it is kept outside of one. It calls no code of the host
// in a transaction but fn.
type Store interface {
	// Update makes one change of one case in one transaction.
	Update(ctx context.Context, ticket string, fn func(Case) (Change, error)) error
	// Sweep makes a change of each case that is due.
	Sweep(ctx context.Context, now sla.Instant, limit int, fn func(c Case, now sla.Instant) (Change, error)) (int, error)
	// Loads returns what each agent carries. The roster is the caller's.
	Loads(ctx context.Context) (routing.Roster, error)
}

// Waker is what a store may also offer: the earliest wake of all cases, or no instant.
type Waker interface {
	// NextWake returns the earliest wake of all cases, or no instant.
	NextWake(ctx context.Context) (sla.Instant, error)
}

// Line is what a store may also offer: the tickets that wait for an agent.
type Line interface {
	// Waiting returns up to limit cases that wait ([Case.Waits]) and are not set aside: first those whose first due instant is
	// not before now, or that have none, then the others; each the earliest first, without a due instant last, and by ticket
	// where that is equal. They are not to be changed.
	Waiting(ctx context.Context, now sla.Instant, limit int) ([]Case, error)
}

// Reader is what a store may also offer: cases and trails to look at.
type Reader interface {
	// Load returns the case of a ticket, or ErrUnknownTicket.
	Load(ctx context.Context, ticket string) (Case, error)
	// Cases returns up to limit cases by ticket, after a ticket.
	Cases(ctx context.Context, after string, limit int) ([]Case, error)
	// Trail returns the sealed records of an entity with a sequence above after, in order.
	Trail(ctx context.Context, entity string, after uint64, limit int) ([][]byte, error)
}

// Auditor is what a store may also offer: what must not be.
type Auditor interface {
	// Forgotten returns the tickets that are open, not paused, and have no wake or one before longPast. There are to be none.
	Forgotten(ctx context.Context, longPast sla.Instant) ([]string, error)
	// Unanswered returns how many offers wait for an answer.
	Unanswered(ctx context.Context) (int, error)
}

// Deliveries is what a store may also offer: up to limit deliveries in a state, or in any when that is empty, by key, after a
// key.
type Deliveries interface {
	// Deliveries returns deliveries.
	Deliveries(ctx context.Context, state outbox.State, after string, limit int) ([]outbox.Delivery, error)
}

// Quarantine is what a store may also offer: the cases that were set aside, and a way to let one back in.
type Quarantine interface {
	// Aside returns why cases were set aside, by ticket.
	Aside(ctx context.Context) (map[string]string, error)
	// Readmit lets a case that was set aside be swept again; ErrUnknownTicket when there is none.
	Readmit(ctx context.Context, ticket string) error
}
