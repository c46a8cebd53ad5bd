package routing

import "github.com/bellhop-sla/bellhop/sla"

// Cost is what counts when one of several agents is chosen, term by term. Under scarce the prices add up and the least sum is
// chosen; the other choices use one term each. Prices are such that a skill that everybody has and that is asked for as much as
// the others costs 100.
type Cost struct {
	// Scarcity is the price of the skills and languages that the agent has and the ticket does not need.
	Scarcity int64 `json:"scarcity,omitempty"`
	// Language is the price of another language than the customer's, Wishes that of the wishes that are not met.
	Language int64 `json:"language,omitempty"`
	Wishes   int64 `json:"wishes,omitempty"`
	// Busy is the share of the capacity in use, in thousandths.
	Busy int64 `json:"busy,omitempty"`
	// Load is what the agent carries in units, Level the levels of the skills that are asked for, together.
	Load  int `json:"load,omitempty"`
	Level int `json:"level,omitempty"`
	// Idle is since when the agent has had nothing in hand, Last when the agent got the last ticket; each where it counts.
	Idle sla.Instant `json:"idle,omitzero"`
	Last sla.Instant `json:"last,omitzero"`
}

// Sum returns the prices together.
func (c Cost) Sum() int64 { return c.Scarcity + c.Language + c.Wishes + c.Busy }

// The prices of what is wanting: as much as ten skills that everybody has.
const (
	priceLanguage = 10 * meanPrice
	priceWish     = 10 * meanPrice
)

// standing returns what the choice compares of an agent who stands so, whatever the ticket is: a score, and what breaks a tie. The
// less is chosen.
func (r *Router) standing(at int, p *Present) (score, tie int64) {
	tie = int64(p.Last)
	if p.Load <= 0 {
		tie = int64(p.Idle - forever)
	}
	switch r.plan.by {
	case byTurn:
		score = int64(p.Last)
	case byIdleness:
		score = tie
	case bySkill:
	case byPrice:
		score = r.crew.base[at] + r.agents[at].busy(p)
	default:
		score = int64(p.Load)
	}
	return score, tie
}

// busy returns the share of the capacity in use, in thousandths.
func (a *agent) busy(p *Present) int64 { return 1000 * int64(p.Load) / int64(a.units()) }

// cost returns the terms of an agent for the ticket.
func (s *search) cost(at int) (c Cost) {
	p, a := &s.f.stand[at], &s.ask
	c.Load, c.Idle, c.Last = p.Load, p.Idle, p.Last
	if p.Load > 0 {
		c.Idle = 0
	} else if s.r.plan.by != byTurn {
		c.Last = 0 // that nothing is in hand counts before it
	}
	c.Level = s.skill(at)
	if a.native != nil && !a.native.has(at) {
		c.Language = priceLanguage
	}
	for _, n := range a.wish[:a.wishes] {
		if !n.sets[n.level].has(at) {
			c.Wishes += priceWish
		}
	}
	if s.r.plan.by == byPrice {
		c.Busy, c.Scarcity = s.r.agents[at].busy(p), s.scarcity(at)
	}
	return c
}

// scarcity returns the price of what an agent has and the ticket does not need.
func (s *search) scarcity(at int) int64 {
	a := &s.ask
	sum := s.r.crew.base[at]
	for _, n := range a.must[:a.firm] {
		if n.sets[0].has(at) {
			sum -= n.price
		}
	}
	for _, n := range a.wish[:a.wishes] {
		if n.sets[n.level].has(at) {
			sum -= n.price
		}
	}
	if a.native != nil && a.native.has(at) && !s.r.crew.polyglots.has(at) {
		sum -= s.r.crew.price[a.language]
	}
	return sum
}
