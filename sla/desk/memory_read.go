package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// NextWake returns the earliest wake of all cases, or no instant.
func (m *Memory) NextWake(ctx context.Context) (sla.Instant, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, _ := m.wakes.Next()
	return at, ctx.Err()
}

// Load returns the case of a ticket.
func (m *Memory) Load(ctx context.Context, ticket string) (Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.folders[ticket]
	if f == nil {
		return Case{}, fmt.Errorf("ticket %q: %w", ticket, ErrUnknownTicket)
	}
	return f.held.Clone(), ctx.Err()
}

// Cases returns cases by ticket.
func (m *Memory) Cases(ctx context.Context, after string, limit int) ([]Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Case
	for _, ticket := range slices.Sorted(maps.Keys(m.folders)) {
		if ticket > after && len(list) < limit {
			list = append(list, m.folders[ticket].held.Clone())
		}
	}
	return list, ctx.Err()
}

// Trail returns the sealed records of an entity.
func (m *Memory) Trail(ctx context.Context, entity string, after uint64, limit int) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	trail := m.open(entity).trail
	from := min(int(after), len(trail))
	trail = trail[from:min(from+limit, len(trail))]
	list := make([][]byte, len(trail))
	for i, l := range trail {
		list[i] = m.records.read(l)
	}
	return list, ctx.Err()
}

// Forgotten returns the tickets that are open, not paused, and have no wake or one before longPast.
func (m *Memory) Forgotten(ctx context.Context, longPast sla.Instant) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []string
	for ticket, f := range m.folders {
		c := &f.held
		if c.Open && !c.Paused && (c.Wake == 0 || c.Wake < longPast) {
			list = append(list, ticket)
		}
	}
	slices.Sort(list)
	return list, ctx.Err()
}

// Unanswered returns how many offers wait for an answer.
func (m *Memory) Unanswered(ctx context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, f := range m.folders {
		if c := &f.held; c.Open && c.Handoff.State == outbox.Offered {
			n++
		}
	}
	return n, ctx.Err()
}

// Aside returns the cases that were set aside and why.
func (m *Memory) Aside(ctx context.Context) (map[string]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.aside), ctx.Err()
}

// Readmit lets a case that was set aside be swept again.
func (m *Memory) Readmit(ctx context.Context, ticket string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.aside[ticket] == "" {
		return fmt.Errorf("ticket %q: %w", ticket, ErrUnknownTicket)
	}
	delete(m.aside, ticket)
	m.wakes.Set(ticket, m.folders[ticket].held.Wake)
	return ctx.Err()
}
