package intake

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// Enricher knows more of a customer than a message tells: tier, region, open deals, history. A host implements it over its CRM.
type Enricher interface {
	// Enrich returns fields of the pack's vocabulary by their names. An implementation returns soon after ctx has ended,
	// with an error. It may be called by several goroutines at once.
	Enrich(ctx context.Context, customer string) (sla.Fields, error)
}

// Profile is what is known of a customer.
type Profile struct {
	// Fields are those of the last answer. None is nothing known.
	Fields sla.Fields `json:"fields,omitempty"`
	// AsOf is when the answer was given. None is never.
	AsOf sla.Instant `json:"as_of,omitzero"`
	// Stale says that the answer is older than it should be, since there is no newer one. Why says why not.
	Stale bool   `json:"stale,omitempty"`
	Why   string `json:"why,omitempty"`
}

// The defaults of a [Cache].
const (
	DefaultTimeout   = 2 * time.Second
	DefaultFresh     = 10 * time.Minute
	DefaultCustomers = 10_000
)

// Cache asks an [Enricher] and keeps its last answers, so that a ticket never waits long for a CRM and never fails by it. It may
// be used by several goroutines at once, and must not be copied.
type Cache struct {
	Enricher Enricher
	// Timeout is how long an answer may take, counted by the context. None means 2s.
	Timeout time.Duration
	// Fresh is how long an answer is used without asking again. None means 10m.
	Fresh time.Duration
	// Customers is how many answers are kept; beyond, the oldest is given up. None means 10,000.
	Customers int

	mu   sync.Mutex
	kept map[string]Profile
}

// Get returns what is known of a customer at an instant. While an answer is fresh nobody is asked. When the enricher fails or
// takes too long, the last answer is returned as stale; without one, the profile is empty and says why.
func (c *Cache) Get(ctx context.Context, customer string, now sla.Instant) Profile {
	last, ok := c.last(customer)
	if ok && now.Sub(last.AsOf) < or(c.Fresh, DefaultFresh) {
		return last
	}
	ctx, cancel := context.WithTimeout(ctx, or(c.Timeout, DefaultTimeout))
	defer cancel()
	fields, err := c.Enricher.Enrich(ctx, customer)
	if err != nil {
		last.Stale, last.Why = ok, reason(err)
		return last
	}
	answer := Profile{Fields: maps.Clone(fields), AsOf: now}
	c.keep(customer, answer)
	return answer.own()
}

func or(d, usual time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return usual
}

// own returns a profile whose fields nobody else holds.
func (p Profile) own() Profile {
	p.Fields = maps.Clone(p.Fields)
	return p
}

func (c *Cache) last(customer string) (Profile, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.kept[customer]
	return p.own(), ok
}

// keep keeps an answer, unless a newer one is there, and gives up the oldest when there are too many.
func (c *Cache) keep(customer string, p Profile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]Profile{}
	}
	if there, ok := c.kept[customer]; ok && there.AsOf > p.AsOf {
		return
	}
	c.kept[customer] = p
	most := c.Customers
	if most <= 0 {
		most = DefaultCustomers
	}
	for len(c.kept) > most {
		delete(c.kept, c.oldest())
	}
}

// oldest returns the customer whose answer is the oldest; of equally old ones the first by name.
func (c *Cache) oldest() string {
	first := ""
	for name, p := range c.kept {
		if o, ok := c.kept[first]; !ok || p.AsOf < o.AsOf || p.AsOf == o.AsOf && name < first {
			first = name
		}
	}
	return first
}
