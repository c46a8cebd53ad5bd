package sim

import (
	"slices"
	"time"
)

// score are the figures of one run.
type score struct {
	tickets, kept           int
	weight, keptWeight      float64
	begun, abroad, fallback int
	channels, tiers         []tallied
	utilisation, fairness   float64
	digest                  string
}

// tallied are the tickets of a channel or a tier.
type tallied struct {
	tickets, kept int
	waits         []time.Duration
	p95           time.Duration
}

// score counts the tickets that arrived after the warm-up.
func (f *floor) score() score {
	s := score{channels: make([]tallied, len(f.scene.channels)), tiers: make([]tallied, len(f.scene.tiers))}
	for i := range f.tickets {
		if f.tickets[i].at >= f.scene.warm {
			s.count(f, &f.tickets[i], &f.calls[i])
		}
	}
	for _, groups := range [...][]tallied{s.channels, s.tiers} {
		for i := range groups {
			groups[i].close()
		}
	}
	s.utilisation, s.fairness = f.loads()
	return s
}

func (s *score) count(f *floor, a *asked, c *call) {
	kept, wait := false, f.now.Sub(a.at)
	if c.worker != none {
		kept, wait = c.begun <= a.due(), c.begun.Sub(a.at)
		s.place(a, &f.scene.workers[c.worker])
	}
	weight := f.scene.spec.Tiers[a.tier].Weight
	s.tickets++
	s.weight += weight
	if kept {
		s.kept++
		s.keptWeight += weight
	}
	s.channels[a.channel].add(kept, wait)
	s.tiers[a.tier].add(kept, wait)
}

// place counts where a ticket was handled.
func (s *score) place(a *asked, w *worker) {
	s.begun++
	if w.region != a.region {
		s.abroad++
	}
	if !w.speaks[a.language] {
		s.fallback++
	}
}

func (t *tallied) add(kept bool, wait time.Duration) {
	t.tickets++
	if kept {
		t.kept++
	}
	t.waits = append(t.waits, wait)
}

// close finds the wait that 95 of 100 tickets do not exceed.
func (t *tallied) close() {
	if n := len(t.waits); n > 0 {
		slices.Sort(t.waits)
		t.p95 = t.waits[(n*95+99)/100-1]
	}
	t.waits = nil
}

// loads returns the share of the agents' units that was at work while they were on shift, and how evenly it was spread:
// Jain's index, which is 1 where all agents were equally busy.
func (f *floor) loads() (utilisation, fairness float64) {
	var busy, paid time.Duration
	var total, squares, n float64
	for w := range f.hands {
		h := &f.hands[w]
		busy, paid = busy+h.busy, paid+h.paid
		if h.paid > 0 {
			x := float64(h.busy) / float64(h.paid)
			total, squares, n = total+x, squares+x*x, n+1
		}
	}
	if busy == 0 {
		return 0, 1
	}
	return float64(busy) / float64(paid), total * total / (n * squares)
}
