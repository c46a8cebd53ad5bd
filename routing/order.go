package routing

import (
	"cmp"
	"math"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Work is what the order of work asks of a ticket that waits.
type Work struct {
	Ticket  string
	Arrived sla.Instant
	// Due is when the promise is broken; none means Arrived and Target together, or that nothing was promised.
	Due sla.Instant
	// Target is how long the promise was at the arrival. With Due and Arrived it is not needed.
	Target sla.Duration
	// Tier is the weight of the tier, Priority that of the row. The more, the sooner.
	Tier, Priority int
}

// Rank is the place of a ticket in the order of work, as it is at one instant.
type Rank struct {
	priority int
	group    uint8 // 0 can be kept or has no promise, 1 is lost
	at       sla.Instant
	tier     int
	arrived  sla.Instant
	ticket   string
	until    sla.Instant
}

// forever is later than every instant of a ticket.
const forever sla.Instant = math.MaxInt64

// Rank returns the place of a ticket in the order of work now.
func (r *Router) Rank(w Work, now sla.Instant) Rank {
	k := Rank{tier: w.Tier, arrived: w.Arrived, ticket: w.Ticket}
	if r.plan.Strict {
		k.priority = w.Priority
	}
	due, length := w.promise()
	switch r.plan.Order {
	case FIFO:
		k.at = w.Arrived
	case TierFirst:
	case EarliestDue:
		k.at = due
	default:
		r.plan.keep(&k, due, length, now)
	}
	return k
}

// promise returns when the promise is broken and how long it was; a ticket without one is due forever.
func (w Work) promise() (due sla.Instant, length sla.Duration) {
	switch {
	case w.Due == 0 && w.Target > 0:
		return later(w.Arrived, w.Target), w.Target
	case w.Due == 0:
		return forever, 0
	case w.Arrived != 0:
		return w.Due, max(0, sla.Duration(w.Due-w.Arrived))
	}
	return w.Due, max(0, w.Target)
}

// keep places a ticket by whether its promise can be kept.
func (p *plan) keep(k *Rank, due sla.Instant, length sla.Duration, now sla.Instant) {
	k.at = due
	switch {
	case now <= due:
		if due != forever {
			k.until = due
		}
	case p.Lost == LostNextPromise && length > 0:
		for k.at = due; k.at < now; length *= 2 {
			k.at = later(k.at, length)
		}
		k.until = k.at
	case p.Lost == LostCap:
		if most := later(due, times(length, p.Cap-1)); now <= most {
			k.group, k.until = 1, most
		}
	default:
		k.group = 1
	}
}

// later returns the instant d after i, or forever.
func later(i sla.Instant, d sla.Duration) sla.Instant {
	if j := i + sla.Instant(d); j >= i {
		return j
	}
	return forever
}

// times returns n times d, or the longest length.
func times(d sla.Duration, n int) sla.Duration {
	if n > 0 && d > math.MaxInt64/sla.Duration(n) {
		return math.MaxInt64
	}
	return d * sla.Duration(n)
}

// Compare returns a number below 0 when a ticket of rank k is worked before one of rank l, above 0 when after, and 0 when they
// are the same ticket or cannot be told apart. Both are to be of the same instant.
func (k Rank) Compare(l Rank) int {
	return cmp.Or(
		cmp.Compare(l.priority, k.priority), cmp.Compare(k.group, l.group), cmp.Compare(k.at, l.at), cmp.Compare(l.tier, k.tier),
		cmp.Compare(k.arrived, l.arrived), strings.Compare(k.ticket, l.ticket),
	)
}

// Until returns the last instant at which the rank holds, so that a queue can be kept in order; none means that it stays.
func (k Rank) Until() sla.Instant { return k.until }

// Lost says whether the ticket waits for those whose promise can be kept.
func (k Rank) Lost() bool { return k.group > 0 }

// Before says whether a is worked before b now.
func (r *Router) Before(a, b Work, now sla.Instant) bool {
	return r.Rank(a, now).Compare(r.Rank(b, now)) < 0
}
