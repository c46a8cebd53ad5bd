package sim

import (
	"math"
	"time"
)

// DrillReport is what a drill found.
type DrillReport struct {
	// Scenario is the name of the scenario.
	Scenario string `json:"scenario"`
	// Seeds is how often tickets were drawn at each load.
	Seeds int `json:"seeds"`
	// Loads hold the figures of each load, in the order asked for.
	Loads []DrillLoad `json:"loads"`
}

// DrillLoad are the figures at one load. Tickets of the warm-up are not counted.
type DrillLoad struct {
	Load float64 `json:"load"`
	// Tickets are those that arrived.
	Tickets Figure `json:"tickets"`
	// Lines hold the figures of each strategy, in the order asked for.
	Lines []DrillLine `json:"lines"`
}

// DrillLine are the figures of one strategy. Shares are between 0 and 1.
type DrillLine struct {
	Strategy string `json:"strategy"`
	// Kept is the share of promises kept, KeptByWeight the same with each ticket counted by the weight of its tier.
	Kept         Figure `json:"kept"`
	KeptByWeight Figure `json:"kept_by_weight"`
	// Channels and Tiers are the figures of each, in the order of the scenario.
	Channels []DrillGroup `json:"channels"`
	Tiers    []DrillGroup `json:"tiers"`
	// CrossRegion is the share of the tickets begun whose agent is of another region than the customer, Fallback the share
	// whose agent does not speak the customer's language.
	CrossRegion Figure `json:"cross_region"`
	Fallback    Figure `json:"fallback"`
	// Utilisation is the share of the agents' units on shift that was at work.
	Utilisation Figure `json:"utilisation"`
	// Fairness is Jain's index of how evenly that was spread over the agents; 1 is evenly.
	Fairness Figure `json:"fairness"`
	// Never counts the tickets that nobody could ever handle, or not within ten years of the last arrival.
	Never Figure `json:"never"`
	// Digests sum up all that happened, one for each seed. Equal runs have equal digests.
	Digests []string `json:"digests"`
}

// DrillGroup are the figures of the tickets of one channel or tier.
type DrillGroup struct {
	ID   string `json:"id"`
	Kept Figure `json:"kept"`
	// P95Wait is the time in minutes within which work on 95 of 100 tickets began. A ticket that is never begun
	// waits to the end of the drill.
	P95Wait Figure `json:"p95_wait_min"`
}

// Figure is a number found with several seeds.
type Figure struct {
	Mean float64 `json:"mean"`
	// Deviation is the standard deviation between the seeds, 0 for one seed.
	Deviation float64 `json:"deviation"`
	// Seeds are the numbers themselves.
	Seeds []float64 `json:"seeds"`
}

// figure makes a figure of the numbers of some runs.
func figure(runs []score, of func(*score) float64) Figure {
	var f Figure
	for i := range runs {
		f.Seeds = append(f.Seeds, rounded(of(&runs[i])))
	}
	n := float64(len(f.Seeds))
	mean, squares := sum(f.Seeds)/n, 0.0
	for _, x := range f.Seeds {
		squares += (x - mean) * (x - mean)
	}
	f.Mean = rounded(mean)
	if n > 1 {
		f.Deviation = rounded(math.Sqrt(squares / (n - 1)))
	}
	return f
}

// rounded returns a number with six places.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// ratio returns a part of a whole, and 0 of nothing.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// loadReport sums up the runs at one load, by strategy and seed.
func loadReport(c *scene, load float64, chosen []strategy, scores [][]score) DrillLoad {
	r := DrillLoad{Load: load, Tickets: figure(scores[0], func(s *score) float64 { return float64(s.tickets) })}
	for i, s := range chosen {
		r.Lines = append(r.Lines, line(c, s.name, scores[i]))
	}
	return r
}

func line(c *scene, name string, runs []score) DrillLine {
	l := DrillLine{
		Strategy:     name,
		Kept:         figure(runs, func(s *score) float64 { return ratio(float64(s.kept), float64(s.tickets)) }),
		KeptByWeight: figure(runs, func(s *score) float64 { return ratio(s.keptWeight, s.weight) }),
		CrossRegion:  figure(runs, func(s *score) float64 { return ratio(float64(s.abroad), float64(s.begun)) }),
		Fallback:     figure(runs, func(s *score) float64 { return ratio(float64(s.fallback), float64(s.begun)) }),
		Utilisation:  figure(runs, func(s *score) float64 { return s.utilisation }),
		Fairness:     figure(runs, func(s *score) float64 { return s.fairness }),
		Never:        figure(runs, func(s *score) float64 { return float64(s.tickets - s.begun) }),
	}
	for i, ch := range c.spec.Channels {
		l.Channels = append(l.Channels, group(ch.ID, runs, func(s *score) *tallied { return &s.channels[i] }))
	}
	for i, t := range c.spec.Tiers {
		l.Tiers = append(l.Tiers, group(t.ID, runs, func(s *score) *tallied { return &s.tiers[i] }))
	}
	for i := range runs {
		l.Digests = append(l.Digests, runs[i].digest)
	}
	return l
}

func group(id string, runs []score, of func(*score) *tallied) DrillGroup {
	return DrillGroup{
		ID:      id,
		Kept:    figure(runs, func(s *score) float64 { return ratio(float64(of(s).kept), float64(of(s).tickets)) }),
		P95Wait: figure(runs, func(s *score) float64 { return float64(of(s).p95) / float64(time.Minute) }),
	}
}
