package sim

import (
	"container/list"
	"crypto/sha256"
	"strings"
)

// pool gathers the rows of tickets, a bounded number of tickets at a time. A ticket whose rows came longest ago leaves
// first, and is remembered for a while, so that one that comes back is noticed.
type pool struct {
	size  int
	held  map[string]*list.Element // of *ticket
	order *list.List               // the ticket whose row came last is at the back
	spare []*ticket
	left  memory
}

func newPool(size int) *pool {
	return &pool{size: max(1, size), held: map[string]*list.Element{}, order: list.New()}
}

// find returns the ticket of that id if it is held, as the one whose row came last.
func (p *pool) find(id string) *ticket {
	e := p.held[id]
	if e == nil {
		return nil
	}
	p.order.MoveToBack(e)
	return e.Value.(*ticket)
}

// full says whether a ticket must leave before another comes.
func (p *pool) full() bool { return p.order.Len() >= p.size }

// add begins to hold a ticket. The id is copied.
func (p *pool) add(id string) *ticket {
	t := &ticket{}
	if n := len(p.spare); n > 0 {
		t, p.spare = p.spare[n-1], p.spare[:n-1]
	}
	t.id = strings.Clone(id)
	p.held[t.id] = p.order.PushBack(t)
	return t
}

// oldest lets the ticket go whose last row is the longest ago, and returns nil when none is held. Give it to reuse when
// it is done with.
func (p *pool) oldest() *ticket {
	e := p.order.Front()
	if e == nil {
		return nil
	}
	t := p.order.Remove(e).(*ticket)
	delete(p.held, t.id)
	p.left.add(t.id)
	return t
}

func (p *pool) reuse(t *ticket) {
	clear(t.steps)
	*t = ticket{steps: t.steps[:0]}
	p.spare = append(p.spare, t)
}

// mostRemembered is how many ids each of the two halves of a memory holds.
const mostRemembered = 1 << 18

// memory remembers at least the last quarter million of the ids that were added to it, in a bounded space.
type memory struct{ young, old map[fingerprint]struct{} }

type fingerprint [16]byte

func fingerprintOf(id string) fingerprint {
	sum := sha256.Sum256([]byte(id))
	return fingerprint(sum[:16])
}

func (m *memory) add(id string) {
	if m.young == nil || len(m.young) >= mostRemembered {
		m.young, m.old = map[fingerprint]struct{}{}, m.young
	}
	m.young[fingerprintOf(id)] = struct{}{}
}

func (m *memory) has(id string) bool {
	print := fingerprintOf(id)
	_, young := m.young[print]
	_, old := m.old[print]
	return young || old
}
