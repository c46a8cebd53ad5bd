package sim

import "github.com/bellhop-sla/bellhop/routing"

// turn is the place of a waiting ticket in the order of work.
type turn struct {
	rank   routing.Rank
	ticket int
}

func (t turn) before(u turn) bool { return t.rank.Compare(u.rank) < 0 }

// turn returns the place of a ticket in the order of work now.
func (f *floor) turn(ticket int) turn {
	a := &f.tickets[ticket]
	work := routing.Work{Ticket: a.name, Arrived: a.at, Target: a.promise(), Tier: f.plan.weights[a.tier]}
	return turn{f.plan.router.Rank(work, f.now), ticket}
}

// stale says whether the place no longer holds.
func (f *floor) stale(t turn) bool {
	until := t.rank.Until()
	return until != 0 && until < f.now
}
