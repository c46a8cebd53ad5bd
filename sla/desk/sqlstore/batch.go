package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// batch is what is written together: changes of cases, and what they make of loads and deliveries. What is read for it is read
// first, under locks, in the order that [PostgreSQL] names.
type batch struct {
	drafts []*draft
	// loads and posts are those that changed; held and found are as the changes so far have left them. sums are what the changes
	// of loads come to.
	loads, held  routing.Roster
	sums         sums
	free         []string // agents whose loads need not be read
	posts, found posts
}

// newBatch returns an empty batch.
func newBatch() *batch {
	return &batch{loads: routing.Roster{}, held: routing.Roster{}, sums: sums{}, posts: posts{}, found: posts{}}
}

// gather reads what changes need beside their cases.
func (w *work) gather(ctx context.Context, drafts ...*draft) (*batch, error) {
	var ops []outbox.Op
	for _, d := range drafts {
		ops = append(ops, d.Ops...)
	}
	b, err := w.readFor(ctx, ops)
	if err != nil {
		return nil, err
	}
	limited, unlimited := agentsOf(drafts)
	if !w.store.dialect.arrays {
		limited, unlimited = append(limited, unlimited...), nil
	}
	if err := w.newLoads(ctx, slices.Sorted(slices.Values(slices.Concat(limited, unlimited)))); err != nil {
		return nil, err
	}
	b.free = unlimited
	b.held, err = w.readLoads(ctx, slices.Sorted(slices.Values(limited)))
	return b, err
}

// agentsOf returns the agents whose loads some changes change: those whose loads have to be read first, since somebody might find
// no room, they go up and down, or a ticket became another kind; and the others.
func agentsOf(drafts []*draft) (limited, unlimited []string) {
	up, down, read := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range drafts {
		for _, l := range d.Loads {
			up[l.Agent] = up[l.Agent] || l.By > 0
			down[l.Agent] = down[l.Agent] || l.By < 0
			read[l.Agent] = read[l.Agent] || l.By > 0 && l.Room > 0 || l.By == 0
		}
	}
	for _, agent := range slices.Sorted(maps.Keys(up)) {
		if read[agent] || up[agent] && down[agent] {
			limited = append(limited, agent)
		} else {
			unlimited = append(unlimited, agent)
		}
	}
	return limited, unlimited
}

// readFor reads the deliveries of ops.
func (w *work) readFor(ctx context.Context, ops []outbox.Op) (*batch, error) {
	keys := map[string]bool{}
	for _, op := range ops {
		keys[op.Key] = true
	}
	found, err := w.readPosts(ctx, slices.Sorted(maps.Keys(keys)))
	b := newBatch()
	b.found = found
	return b, err
}

// add adds a change, or refuses it and leaves the batch as it was.
func (b *batch) add(d *draft) error {
	changed, loads, err := b.weigh(d.Loads)
	if err != nil {
		return err
	}
	if err := b.apply(d.Ops); err != nil {
		return err
	}
	b.take(d, loads)
	maps.Copy(b.held, changed)
	maps.Copy(b.loads, changed)
	return nil
}

// weigh returns how the agents that were read stand after some changes, and by how much each change really changes what they
// carry; or ErrNoRoom.
func (b *batch) weigh(changes []desk.Load) (changed routing.Roster, loads []desk.Load, err error) {
	changed = routing.Roster{}
	for _, l := range changes {
		if !slices.Contains(b.free, l.Agent) {
			p, again := changed[l.Agent]
			if !again {
				p = b.held[l.Agent]
			}
			if !l.Fits(p) {
				return nil, nil, fmt.Errorf("agent %q: %w", l.Agent, desk.ErrNoRoom)
			}
			next := l.To(p)
			l.By, l.Interruptible = next.Load-p.Load, next.Interruptible-p.Interruptible
			changed[l.Agent] = next
		}
		loads = append(loads, l)
	}
	return changed, loads, nil
}

// addUnseen adds a change for which nothing was read.
func (b *batch) addUnseen(d *draft) error {
	err := b.apply(d.Ops)
	if err == nil {
		b.take(d, d.Loads)
	}
	return err
}

// take keeps a change and what it makes of loads.
func (b *batch) take(d *draft, loads []desk.Load) {
	for _, l := range loads {
		b.sums.add(l)
	}
	b.drafts = append(b.drafts, d)
}

// apply adds ops, or refuses them all.
func (b *batch) apply(ops []outbox.Op) error {
	changed, err := b.found.after(ops)
	if err == nil {
		maps.Copy(b.found, changed)
		maps.Copy(b.posts, changed)
	}
	return err
}

// empty says whether there is nothing to write.
func (b *batch) empty() bool { return len(b.drafts) == 0 && len(b.posts) == 0 }
