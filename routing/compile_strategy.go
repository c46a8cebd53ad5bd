package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// DefaultCap is after how many times its promise a lost ticket goes first, where nothing else is said.
const DefaultCap = 4

// The places of choices.
const (
	byList = iota
	byLoad
	byTurn
	byIdleness
	bySkill
	byPrice
)

// plan is a compiled StrategySpec.
type plan struct {
	StrategySpec
	by        int   // place of Choice in choices
	interrupt int64 // millionths of the promise
	reserve   int64 // millionths of the capacity
}

func (c *compiler) strategy(spec StrategySpec) {
	p := plan{StrategySpec: spec}
	c.strategyNames(&p)
	for _, name := range sorted(spec.Tiers) {
		c.oneOf(calendar.KeyPath("strategy.tiers", name), "tier", name, c.terms.Values("tier"))
	}
	for _, name := range sorted(spec.Demand) {
		c.demand(calendar.KeyPath("strategy.demand", name), name, spec.Demand[name])
	}
	c.list("strategy.fallback", "language", spec.Fallback, c.languages)
	p.interrupt = c.share("strategy.interrupt", spec.Interrupt, 1000)
	p.reserve = c.share("strategy.reserve.share", spec.Reserve.Share, 100)
	if p.Reserve.Priority == 0 {
		p.Reserve.Priority = 1
	}
	p.by = slices.Index(choices, string(p.Choice))
	c.plan = p
}

// strategyNames checks the names of a strategy and fills in those that it leaves out.
func (c *compiler) strategyNames(p *plan) {
	if p.Order == "" {
		p.Order = NextPromise
	}
	if p.Choice == "" {
		p.Choice = Listed
	}
	c.oneOf("strategy.order", "order", string(p.Order), orders)
	c.oneOf("strategy.choice", "choice", string(p.Choice), choices)
	c.lost(p)
	switch {
	case p.Cap < 0:
		c.problems.Add("strategy.cap", "must be more than zero, not %d", p.Cap)
	case p.Cap > 0 && p.Lost != LostCap && (p.Lost == "" || slices.Contains(losts, string(p.Lost))):
		c.problems.Add("strategy.cap", "is set, but lost is not cap; remove it or write lost: cap")
	case p.Cap == 0:
		p.Cap = DefaultCap
	}
}

// lost checks what becomes of lost tickets.
func (c *compiler) lost(p *plan) {
	keeps := p.Order == NextPromise || p.Order == SavableFirst
	switch {
	case p.Lost != "" && !slices.Contains(losts, string(p.Lost)):
		c.oneOf("strategy.lost", "fate of lost tickets", string(p.Lost), losts)
	case p.Lost != "" && !keeps && slices.Contains(orders, string(p.Order)):
		c.problems.Add("strategy.lost", "means nothing under %s; remove it", p.Order)
	case p.Lost == "" && p.Order == NextPromise:
		p.Lost = LostNextPromise
	case p.Lost == "" && p.Order == SavableFirst:
		p.Lost = LostAfterSavable
	}
}

// demand checks how much is asked for a skill or a language.
func (c *compiler) demand(path, name string, much int) {
	known := slices.Clone(c.skills)
	for _, a := range c.spec.Agents {
		known = append(known, a.Languages...)
	}
	known = append(known, c.languages...)
	slices.Sort(known)
	if known = slices.Compact(known); !slices.Contains(known, name) {
		c.problems.Unknown(path, "skill or language", name, known)
	}
	if much < 0 {
		c.problems.Add(path, "must not be less than zero, as %d is", much)
	}
}

// share reads a share, or none.
func (c *compiler) share(path, text string, most float64) int64 {
	if text == "" {
		return 0
	}
	n, err := parseShare(text, most)
	if err != nil {
		c.problems.Add(path, "%s", err)
	}
	return n
}
