package sqlstore

import (
	"context"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// batch is what is written together: changes of cases, and what they make of loads and deliveries. What is read for it is read
// first, under locks, in the order that [PostgreSQL] names.
type batch struct {
	drafts []*draft
	// loads and posts are those that changed; held and found are as the changes so far have left them. by is by how much loads
	// changed, and room the most that an agent who takes may hold.
	loads, held  ledger
	by, room     ledger
	free         []string // agents whose loads need not be read
	posts, found posts
}

// newBatch returns an empty batch.
func newBatch() *batch {
	return &batch{loads: ledger{}, held: ledger{}, by: ledger{}, room: ledger{}, posts: posts{}, found: posts{}}
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
// no room or they go up and down, and the others.
func agentsOf(drafts []*draft) (limited, unlimited []string) {
	up, down, room := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range drafts {
		for _, l := range d.Loads {
			up[l.Agent] = up[l.Agent] || l.By > 0
			down[l.Agent] = down[l.Agent] || l.By < 0
			room[l.Agent] = room[l.Agent] || l.Room > 0
		}
	}
	for _, agent := range slices.Sorted(maps.Keys(up)) {
		if up[agent] && (down[agent] || room[agent]) {
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
	var read []desk.Load
	for _, l := range d.Loads {
		if !slices.Contains(b.free, l.Agent) {
			read = append(read, l)
		}
	}
	loads, err := b.held.after(read)
	if err != nil {
		return err
	}
	if err := b.apply(d.Ops); err != nil {
		return err
	}
	for agent, n := range loads {
		b.by[agent] += n - b.held[agent]
	}
	for _, l := range d.Loads {
		if slices.Contains(b.free, l.Agent) {
			b.by[l.Agent] += l.By
		}
	}
	b.bound(d.Loads)
	maps.Copy(b.held, loads)
	maps.Copy(b.loads, loads)
	b.drafts = append(b.drafts, d)
	return nil
}

// bound notes how much room agents have.
func (b *batch) bound(changes []desk.Load) {
	for _, l := range changes {
		if most, other := b.room[l.Agent]; l.By > 0 && l.Room > 0 && (!other || l.Room < most) {
			b.room[l.Agent] = l.Room
		}
	}
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
