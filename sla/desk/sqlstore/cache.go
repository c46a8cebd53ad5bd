package sqlstore

import (
	"sync"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// stored is a case as a row holds it. Version counts the writes of the row; 0 is no row.
type stored struct {
	c       desk.Case
	version int64
	text    text
}

// same says whether two are the same writing of a case.
func (s stored) same(other stored) bool {
	return s.version == other.version && s.text.sum == other.text.sum
}

// cache keeps the cases that this process wrote last, so that they need not be decoded again: which version of a case is the
// present one is always read from its row. A nil cache keeps nothing.
type cache struct {
	mu sync.Mutex
	// young takes cases until there are as many as most; then it grows old, and what was old is forgotten.
	young, old map[string]stored
	most       int
}

func newCache(most int) *cache {
	if most <= 0 {
		return nil
	}
	return &cache{young: map[string]stored{}, most: most}
}

// get returns what is known of a ticket.
func (c *cache) get(ticket string) stored {
	if c == nil {
		return stored{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.young[ticket]; ok {
		return s
	}
	return c.old[ticket]
}

// put keeps cases that were committed.
func (c *cache) put(list []stored) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range list {
		c.young[s.c.Ticket] = s
		if len(c.young) >= c.most {
			c.young, c.old = make(map[string]stored, c.most), c.young
		}
	}
}
