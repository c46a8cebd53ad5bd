package desk

import (
	"context"
	"maps"
	"sync"

	"github.com/bellhop-sla/bellhop/routing"
)

// Presence is how a host tells who is there, beyond the hours of the pack: who is away or offline, and where the desk is not all
// that gives them work, since when somebody has had nothing in hand and who got a ticket last. Of those two the later counts, what
// is told here or what the store has seen.
//
// It is asked before a transaction, once for each batch, and may be a little old. What is said of the load, and how much of it may
// be set aside, is not heeded: the store counts that. Who is not told of is there.
type Presence interface {
	// Presence returns how agents stand, by id. The roster is the caller's.
	Presence(ctx context.Context) (routing.Roster, error)
}

// PresenceFunc is a function that is a [Presence].
type PresenceFunc func(ctx context.Context) (routing.Roster, error)

// Presence calls f.
func (f PresenceFunc) Presence(ctx context.Context) (routing.Roster, error) { return f(ctx) }

// Board keeps in the memory of one process how agents stand. The zero Board is empty and ready; it must not be copied. It is safe
// for many goroutines.
type Board struct {
	mu   sync.Mutex
	list routing.Roster
}

// Set notes how an agent stands from now on.
func (b *Board) Set(agent string, p routing.Present) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.list == nil {
		b.list = routing.Roster{}
	}
	b.list[agent] = p
}

// Presence returns how agents stand.
func (b *Board) Presence(context.Context) (routing.Roster, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.list), nil
}
