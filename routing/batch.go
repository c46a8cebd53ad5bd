package routing

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// Batch decides about many tickets at once, as if each was routed by itself in the order of work and its agent carried it before
// the next one's turn; what found nobody waits ahead of the next ones in its queue. The decisions stand in the order of the
// requests; each has the load that it saw. The roster is read once and is not changed. The order of work is that of the latest
// instant of the requests.
func (r *Router) Batch(requests []Request, roster Roster) []Decision {
	if len(requests) == 0 {
		return nil
	}
	now := slices.MaxFunc(requests, func(a, b Request) int { return cmp.Compare(a.Now, b.Now) }).Now
	f := r.Floor(roster, now)
	f.waits = map[string]int{}
	decisions := make([]Decision, len(requests))
	for _, i := range r.inOrder(requests, now) {
		f.Advance(requests[i].Now)
		d := f.route(&requests[i], false)
		if d.Agent == "" {
			units, _ := r.Weight(requests[i].Fields)
			f.waits[d.Queue] += units
		}
		f.Assign(d)
		decisions[i] = d
	}
	return decisions
}

// inOrder returns the places of requests in the order of work.
func (r *Router) inOrder(requests []Request, now sla.Instant) []int {
	places, ranks := make([]int, len(requests)), make([]Rank, len(requests))
	for i := range requests {
		places[i], ranks[i] = i, r.Rank(r.Work(requests[i]), now)
	}
	slices.SortStableFunc(places, func(a, b int) int { return ranks[a].Compare(ranks[b]) })
	return places
}
