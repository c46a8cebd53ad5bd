package sim

import (
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Drill compares strategies of giving out work on the tickets of a scenario, drawn by chance. Each strategy gets the same
// tickets.
type Drill struct {
	Scenario Scenario
	// Loads multiply the arrivals. None means 0.8, 1 and 1.15.
	Loads []float64
	// Seeds is how often tickets are drawn anew at each load. None means 5.
	Seeds int
	// Strategies are names from Strategies. None means all.
	Strategies []string
}

const (
	usualSeeds = 5
	mostSeeds  = 1000
	mostLoad   = 100
)

// Run runs the drill. Equal drills give equal reports. The error is calendar.Problems with every fault of the scenario,
// below scenario, and of the other fields.
func (d Drill) Run() (*DrillReport, error) {
	chosen, err := d.settle()
	if err != nil {
		return nil, err
	}
	c := compile(&d.Scenario)
	plans := make([]*plan, len(chosen))
	for i, s := range chosen {
		if plans[i], err = c.plan(s); err != nil {
			return nil, fmt.Errorf("scenario: %s cannot be routed: %w", s.name, err)
		}
	}
	report := &DrillReport{Scenario: d.Scenario.Name, Seeds: d.Seeds}
	for _, load := range d.Loads {
		scores := make([][]score, len(plans))
		for seed := range d.Seeds {
			tickets := c.demand(uint64(seed)+1, load)
			for i, p := range plans {
				scores[i] = append(scores[i], p.play(tickets))
			}
		}
		report.Loads = append(report.Loads, loadReport(c, load, chosen, scores))
	}
	return report, nil
}

// settle fills in what is left out and returns the chosen strategies.
func (d *Drill) settle() ([]strategy, error) {
	var p calendar.Problems
	p.Merge("scenario", d.Scenario.Check())
	if len(d.Loads) == 0 {
		d.Loads = []float64{0.8, 1, 1.15}
	}
	if d.Seeds == 0 {
		d.Seeds = usualSeeds
	}
	if len(d.Strategies) == 0 {
		d.Strategies = Strategies()
	}
	for i, load := range d.Loads {
		if !(load > 0 && load <= mostLoad) {
			p.Add(calendar.IndexPath("loads", i), "%g is no load; write one above 0 and at most %d", load, mostLoad)
		}
	}
	if d.Seeds < 0 || d.Seeds > mostSeeds {
		p.Add("seeds", "must be from 1 to %d", mostSeeds)
	}
	return d.choose(&p), p.Err()
}

func (d *Drill) choose(p *calendar.Problems) (chosen []strategy) {
	for i, name := range d.Strategies {
		at := slices.IndexFunc(strategies, func(s strategy) bool { return s.name == name })
		if at < 0 {
			p.Unknown(calendar.IndexPath("strategies", i), "strategy", name, Strategies())
			continue
		}
		chosen = append(chosen, strategies[at])
	}
	return chosen
}

// play runs a strategy on tickets.
func (p *plan) play(tickets []asked) score {
	d := newDigest()
	f := newFloor(p, tickets, d.add)
	f.run()
	s := f.score()
	s.digest = d.String()
	return s
}
