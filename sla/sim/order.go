package sim

import (
	"math"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// turn is the place of a waiting ticket in the order of work.
type turn struct {
	late   bool
	at     sla.Instant
	weight float64
	ticket int         // in the order of arrival
	until  sla.Instant // until then the place stands; later it is further back
}

const forever sla.Instant = math.MaxInt64

func (t turn) before(u turn) bool {
	switch {
	case t.late != u.late:
		return u.late
	case t.at != u.at:
		return t.at < u.at
	case t.weight != u.weight:
		return t.weight > u.weight
	}
	return t.ticket < u.ticket
}

// turn returns the place of a ticket in the order of work at an instant.
func (f *floor) turn(ticket int) turn {
	a := &f.tickets[ticket]
	t := turn{ticket: ticket, weight: f.scene.spec.Tiers[a.tier].Weight, until: forever}
	switch f.plan.order {
	case byArrival:
		t.at = a.at
	case byTier:
		t.at = sla.Instant(-t.weight * float64(time.Hour))
	case byDue:
		t.at = a.due()
	case bySavable:
		if t.at, t.until = a.due(), a.due(); f.now > t.at {
			t.late, t.until = true, forever
		}
	case byNextPromise:
		t.at = nextPromise(a, f.now)
		t.until = t.at
	}
	return t
}

// nextPromise returns the first instant not yet passed that lies the target, or twice, four times, … the target after
// the arrival.
func nextPromise(a *asked, now sla.Instant) sla.Instant {
	for step := a.target; ; step *= 2 {
		if at := a.at.Add(step); at >= now {
			return at
		}
	}
}
