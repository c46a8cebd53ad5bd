package sim

// choose returns the agent who gets a ticket of a class, or none when nobody has room.
func (f *floor) choose(ticket, class int) int {
	c := &f.plan.classes[class]
	best := none
	for _, w := range c.workers {
		h := &f.hands[w]
		if !h.on || !f.room(h, c, w) {
			continue
		}
		if best == none || f.better(ticket, w, best) {
			best = w
			if f.plan.choice == firstAvailable {
				return w
			}
		}
	}
	return best
}

// better says whether an agent is the better choice than one who stands before.
func (f *floor) better(ticket, w, than int) bool {
	a, b := &f.hands[w], &f.hands[than]
	switch f.plan.choice {
	case leastLoaded:
		return a.used < b.used
	case longestIdle:
		return a.given < b.given
	case leastScarce:
		x, y := f.cost(ticket, w), f.cost(ticket, than)
		return x < y || x == y && a.given < b.given
	}
	return false
}

// cost is what it costs to give a ticket to an agent: what else the agent could do, and how full the agent is.
func (f *floor) cost(ticket, w int) float64 {
	a, worker := &f.tickets[ticket], &f.scene.workers[w]
	cost := f.plan.scarce[w]
	if !worker.speaks[a.language] {
		cost *= 1000
	}
	return cost * (1 + float64(f.hands[w].used)/float64(worker.units))
}
