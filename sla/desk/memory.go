package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Memory is a store that keeps everything in the memory of one process: for tests, for trying out and for hosts that keep
// nothing. It offers every power that a store may offer. The zero Memory is not of use: NewMemory makes one.
type Memory struct {
	mu         sync.Mutex
	folders    map[string]*folder // by ticket
	line       map[string]*folder // of those that wait for an agent
	wakes      sla.Agenda
	aside      map[string]string
	loads      routing.Roster
	deliveries map[string]*outbox.Delivery
	due        sla.Agenda // pending deliveries, by the instant at which they may be claimed
	buckets    map[string]outbox.Bucket
	records    roll
	own        *step // of the desks of this store
}

// folder is what the store has of one ticket.
type folder struct {
	held  Case
	shown bool // somebody else has seen held itself
	trail []line
}

// fewRecords is how many records of a ticket a trail has room for at least.
const fewRecords = 20

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{
		folders: map[string]*folder{}, line: map[string]*folder{}, aside: map[string]string{}, loads: routing.Roster{},
		deliveries: map[string]*outbox.Delivery{}, buckets: map[string]outbox.Bucket{}, own: newStep(true),
	}
}

// Update makes a change of one case.
func (m *Memory) Update(ctx context.Context, ticket string, fn func(Case) (Change, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.open(ticket)
	f.shown = true
	change, err := fn(f.held)
	if err != nil {
		return err
	}
	return m.commit(ticket, f, &change)
}

// Sweep makes a change of each case that is due.
func (m *Memory) Sweep(ctx context.Context, now sla.Instant, limit int, fn func(Case, sla.Instant) (Change, error)) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var faults []error
	swept := 0
	for _, ticket := range m.popDue(now, limit) {
		f := m.open(ticket)
		f.shown = true
		change, err := fn(f.held, now)
		if err == nil {
			err = m.commit(ticket, f, &change)
		}
		switch {
		case err == nil && !change.Empty():
			swept++
			continue
		case err != nil && !errors.Is(err, ErrNoRoom):
			m.aside[ticket] = err.Error()
		default:
			m.wakes.Set(ticket, f.held.Wake)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("ticket %q: %w", ticket, err))
		}
	}
	return swept, errors.Join(faults...)
}

// popDue takes the tickets that are due off the agenda.
func (m *Memory) popDue(now sla.Instant, limit int) (tickets []string) {
	for len(tickets) < limit {
		ticket, ok := m.wakes.Due(now)
		if !ok {
			break
		}
		tickets = append(tickets, ticket)
	}
	return tickets
}

// open returns the folder of a ticket. A new one is not kept before there is a change.
func (m *Memory) open(ticket string) *folder {
	if f := m.folders[ticket]; f != nil {
		return f
	}
	return &folder{held: Case{Ticket: ticket}}
}

// commit stores a change, or nothing of it.
func (m *Memory) commit(ticket string, f *folder, change *Change) error {
	if change.Empty() {
		return nil
	}
	if f.held.Head != change.Before {
		return fmt.Errorf("ticket %q: %w", ticket, ErrConflict)
	}
	if err := m.room(change.Loads); err != nil {
		return err
	}
	if err := m.apply(change.Ops); err != nil {
		return err
	}
	for _, l := range change.Loads {
		m.loads[l.Agent] = l.To(m.loads[l.Agent])
	}
	if f.held.Head == (audit.Head{}) {
		f.trail = make([]line, 0, max(fewRecords, len(change.Records)))
		m.folders[ticket] = f
	}
	if waits := change.Case.Waits(); waits {
		m.line[ticket] = f
	} else if f.held.Waits() {
		delete(m.line, ticket)
	}
	f.held = change.Case
	for _, sealed := range change.Records {
		f.trail = append(f.trail, m.records.write(sealed))
	}
	if m.aside[ticket] == "" {
		m.wakes.Set(ticket, f.held.Wake)
	}
	return nil
}

// room says whether each agent has room for what is given to it.
func (m *Memory) room(loads []Load) error {
	for i, l := range loads {
		p := m.loads[l.Agent]
		for _, before := range loads[:i] {
			if before.Agent == l.Agent {
				p = before.To(p)
			}
		}
		if !l.Fits(p) {
			return fmt.Errorf("agent %q: %w", l.Agent, ErrNoRoom)
		}
	}
	return nil
}

// apply makes all ops, or none.
func (m *Memory) apply(ops []outbox.Op) error {
	var changed []*outbox.Delivery
	for _, op := range ops {
		i := slices.IndexFunc(changed, func(d *outbox.Delivery) bool { return d.Key == op.Key })
		d := &outbox.Delivery{}
		switch {
		case i >= 0:
			d = changed[i]
		case m.deliveries[op.Key] != nil:
			*d = *m.deliveries[op.Key]
		}
		did, err := d.Apply(op)
		if err != nil {
			return err
		}
		if did && i < 0 {
			changed = append(changed, d)
		}
	}
	for _, d := range changed {
		m.keep(d)
	}
	return nil
}

// keep stores a delivery and notes when it may be claimed.
func (m *Memory) keep(d *outbox.Delivery) {
	m.deliveries[d.Key] = d
	at := sla.Instant(0)
	if d.State == outbox.Pending {
		at = max(d.Next, d.Lease)
	}
	m.due.Set(d.Key, at)
}

// Loads returns what each agent carries.
func (m *Memory) Loads(ctx context.Context) (routing.Roster, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.loads), ctx.Err()
}

// carry writes the loads down in a roster, for a desk that need not keep a copy of them.
func (m *Memory) carry(roster routing.Roster) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.Copy(roster, m.loads)
}
