package sqlstore

import (
	"context"
	"slices"
	"sync"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// ferry takes changes of one process across together: while one statement is under way, those that arrive wait and go with the
// next one, so that a disk and an agent's row are waited for once and not by each. Who waits longest steers; there is no
// goroutine of its own.
type ferry struct {
	mu     sync.Mutex
	steers bool // somebody does
	queue  []*rider
}

// rider is a change that waits.
type rider struct {
	draft *draft
	told  chan word
}

// word is what a rider is told.
type word int

const (
	written word = iota // it was written
	refused             // it was not, as far as is known: it goes by itself
	steer               // it leads the next crossing
)

// seats is how many changes go together at the most.
const seats = 64

// cross writes a change together with others that wait, and says whether it was written.
func (s *Store) cross(ctx context.Context, d *draft) (bool, error) {
	r := &rider{draft: d, told: make(chan word, 1)}
	if s.ferry.board(r) {
		return s.steer(ctx, r)
	}
	select {
	case w := <-r.told:
		return s.heard(ctx, r, w)
	case <-ctx.Done():
	}
	if w, ok := s.ferry.leave(r); ok {
		return s.heard(ctx, r, w)
	}
	return false, ctx.Err()
}

// heard does what a rider was told.
func (s *Store) heard(ctx context.Context, r *rider, w word) (bool, error) {
	if w == steer {
		return s.steer(ctx, r)
	}
	return w == written, nil
}

// steer writes the change of a rider and of those that can go with it, and gives the helm to the next one.
func (s *Store) steer(ctx context.Context, r *rider) (bool, error) {
	crew := s.ferry.load(r)
	defer s.ferry.next()
	err := s.writeUnseen(ctx, crew)
	w := written
	if err != nil {
		w = refused
	}
	for _, other := range crew[1:] {
		other.told <- w
	}
	if raced(err) {
		return false, nil
	}
	return err == nil, err
}

// board adds a rider to the queue, and says whether it steers at once.
func (f *ferry) board(r *rider) (steers bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.steers {
		f.steers = true
		return true
	}
	f.queue = append(f.queue, r)
	return false
}

// leave takes a rider out of the queue. One that was told a word meanwhile gets it.
func (f *ferry) leave(r *rider) (w word, told bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = slices.DeleteFunc(f.queue, func(other *rider) bool { return other == r })
	select {
	case w = <-r.told:
		return w, true
	default:
		return w, false
	}
}

// load returns the rider who steers and those who go with it: no two of one ticket, or with one delivery.
func (f *ferry) load(first *rider) []*rider {
	f.mu.Lock()
	defer f.mu.Unlock()
	crew := []*rider{first}
	taken := map[string]bool{}
	aboard(taken, first.draft)
	f.queue = slices.DeleteFunc(f.queue, func(r *rider) bool {
		if len(crew) == seats || !aboard(taken, r.draft) {
			return false
		}
		crew = append(crew, r)
		return true
	})
	return crew
}

// aboard takes the rows of a change, unless somebody else has one of them.
func aboard(taken map[string]bool, d *draft) bool {
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

// next gives the helm to who has waited longest, if there is somebody.
func (f *ferry) next() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.queue) == 0 {
		f.steers = false
		return
	}
	r := f.queue[0]
	f.queue = f.queue[1:]
	r.told <- steer
}

// writeUnseen writes changes for which nothing was read, by one statement that is a transaction of its own.
func (s *Store) writeUnseen(ctx context.Context, crew []*rider) error {
	b := newBatch()
	for _, r := range crew {
		if err := b.addUnseen(r.draft); err != nil {
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

// addUnseen adds a change for which nothing was read.
func (b *batch) addUnseen(d *draft) error {
	if err := b.apply(d.Ops); err != nil {
		return err
	}
	for _, l := range d.Loads {
		b.by[l.Agent] += l.By
	}
	b.bound(d.Loads)
	b.drafts = append(b.drafts, d)
	return nil
}
