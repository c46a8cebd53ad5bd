package sqlstore

import (
	"context"
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// groupCommit writes changes of one process together: while one statement is under way, those that arrive wait and go with the
// next one, so that a disk and an agent's row are waited for once and not by each. Who waits longest leads the next group; there
// is no goroutine for it.
type groupCommit struct {
	mu    sync.Mutex
	led   bool // somebody leads a group
	queue []*member
}

// member is a change that waits.
type member struct {
	draft *draft
	told  chan word
}

// word is what a member is told.
type word int

const (
	written word = iota // it was written
	refused             // it was not, as far as is known: it goes by itself
	lead                // it leads the next group
)

// maxGroup is how many changes go together at the most.
const maxGroup = 64

// writeTogether writes a change together with others that wait, and says whether it was written.
func (s *Store) writeTogether(ctx context.Context, d *draft) (bool, error) {
	m := &member{draft: d, told: make(chan word, 1)}
	if s.group.join(m) {
		return s.lead(ctx, m)
	}
	select {
	case w := <-m.told:
		return s.heard(ctx, m, w)
	case <-ctx.Done():
	}
	if w, ok := s.group.leave(m); ok {
		return s.heard(ctx, m, w)
	}
	return false, ctx.Err()
}

// heard does what a member was told.
func (s *Store) heard(ctx context.Context, m *member, w word) (bool, error) {
	if w == lead {
		return s.lead(ctx, m)
	}
	return w == written, nil
}

// lead writes the change of a member and of those that can go with it, and lets the next one lead.
func (s *Store) lead(ctx context.Context, m *member) (bool, error) {
	group, w := s.group.form(m), refused
	defer func() { // also when a driver panics: nobody else is to wait for ever
		for _, other := range group[1:] {
			other.told <- w
		}
		s.group.pass()
	}()
	err := s.writeUnseen(ctx, group)
	if err == nil {
		w = written
	}
	if raced(err) {
		return false, nil
	}
	return err == nil, err
}

// join adds a member to the queue, unless nobody leads: then it says that the member leads at once.
func (g *groupCommit) join(m *member) (leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.led {
		g.led = true
		return true
	}
	g.queue = append(g.queue, m)
	return false
}

// leave takes a member out of the queue. One that was told a word meanwhile gets it.
func (g *groupCommit) leave(m *member) (w word, told bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue = slices.DeleteFunc(g.queue, func(other *member) bool { return other == m })
	select {
	case w = <-m.told:
		return w, true
	default:
		return w, false
	}
}

// form returns the member who leads and those who go with it: no two of one ticket, or with one delivery.
func (g *groupCommit) form(leader *member) []*member {
	g.mu.Lock()
	defer g.mu.Unlock()
	group := []*member{leader}
	taken := map[string]bool{}
	takeRows(taken, leader.draft)
	g.queue = slices.DeleteFunc(g.queue, func(m *member) bool {
		if len(group) == maxGroup || !takeRows(taken, m.draft) {
			return false
		}
		group = append(group, m)
		return true
	})
	return group
}

// takeRows takes the rows of a change, unless another of the group has one of them.
func takeRows(taken map[string]bool, d *draft) bool {
	names := []string{"case " + d.Case.Ticket}
	for _, op := range d.Ops {
		names = append(names, "delivery "+op.Key)
	}
	if slices.ContainsFunc(names, func(name string) bool { return taken[name] }) {
		return false
	}
	for _, name := range names {
		taken[name] = true
	}
	return true
}

// pass lets the member lead who has waited longest, if there is one.
func (g *groupCommit) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.led = false
		return
	}
	m := g.queue[0]
	g.queue = g.queue[1:]
	m.told <- lead
}

// writeUnseen writes changes for which nothing was read, by one statement that is a transaction of its own.
func (s *Store) writeUnseen(ctx context.Context, group []*member) error {
	b := newBatch()
	for _, m := range group {
		if err := b.addUnseen(m.draft); err != nil {
			return err
		}
	}
	w := s.work(direct{s}, s.cache)
	defer w.release()
	err := w.write(ctx, b)
	if err == nil {
		s.committed(w)
	}
	return err
}

// unseen says whether a change can be written without reading anything: its deliveries are new, and the statement that writes it
// sees whether there is room. Each agent must have a row, and be named once.
func (s *Store) unseen(d *draft) bool {
	if slices.ContainsFunc(d.Ops, func(op outbox.Op) bool { return op.Kind != outbox.Put }) {
		return false
	}
	named := map[string]bool{}
	for _, l := range d.Loads {
		if _, known := s.agents.Load(l.Agent); named[l.Agent] || !known {
			return false
		}
		named[l.Agent] = true
	}
	return true
}
