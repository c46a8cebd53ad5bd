package sim

import (
	"fmt"
	"math"
	"slices"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// The fields of a ticket that decide whom it goes to.
const (
	fieldIssue    = "issue"
	fieldRegion   = "region"
	fieldEnglish  = "english"
	fieldLanguage = "language"
	fieldTongue   = "tongue" // the language, where it is a skill
	fieldChannel  = "channel"
)

// The names of what every drill declares.
const (
	everybody   = "everybody"
	nobody      = "nobody"
	onlyNative  = "only native"
	thenEnglish = "then English"
	yes         = "yes"
	no          = "no"
	perUnit     = 1000 // of weights and demand, which are whole numbers
)

// routes returns a strategy in the written form of routing.
func (c *scene) routes(s strategy) routing.Spec {
	spec := routing.Spec{
		Channels: map[string]routing.ChannelSpec{}, Matrix: c.matrix(s), Overflows: s.overflows(),
		Strategy: routing.StrategySpec{Order: s.order, Choice: s.choice},
	}
	if s.choice == routing.Scarce {
		spec.Strategy.Demand = c.seek()
	}
	if s.interrupts {
		spec.Strategy.Interrupt = percent100(nearAfter)
	}
	for i, ch := range c.spec.Channels {
		spec.Channels[ch.ID] = routing.ChannelSpec{
			Weight: ch.Units, Interruptible: c.channels[i].waits, Interrupts: s.interrupts && c.channels[i].interrupt,
		}
	}
	for _, t := range c.spec.IssueTypes {
		spec.Skills = append(spec.Skills, skillOf(t.ID))
	}
	if s.plain {
		for _, name := range c.languages {
			spec.Skills = append(spec.Skills, tongueOf(name, false), tongueOf(name, true))
		}
	}
	all := routing.QueueSpec{Name: everybody}
	for _, r := range c.spec.Regions {
		spec.Teams = append(spec.Teams, routing.TeamSpec{Name: homeOf(r.ID), Region: r.ID})
		spec.Queues = append(spec.Queues, routing.QueueSpec{Name: homeOf(r.ID), Teams: []string{homeOf(r.ID)}})
		all.Teams = append(all.Teams, homeOf(r.ID))
	}
	spec.Queues = append(spec.Queues, all, routing.QueueSpec{Name: nobody})
	for i := range c.spec.Agents {
		spec.Agents = append(spec.Agents, c.agent(s, i))
	}
	return spec
}

// agent returns an agent in the written form of routing.
func (c *scene) agent(s strategy, i int) routing.AgentSpec {
	a := &c.spec.Agents[i]
	out := routing.AgentSpec{
		ID: a.ID, Capacity: a.CapacityUnits, Teams: []string{homeOf(a.Region)}, Skills: map[string]int{}, Languages: a.Languages,
	}
	for at, t := range c.spec.IssueTypes {
		if s.skilled || c.workers[i].skills[at] {
			out.Skills[skillOf(t.ID)] = 1
		}
	}
	if !s.plain {
		return out
	}
	out.Languages = nil
	speaksEnglish := c.english != none && c.workers[i].speaks[c.english]
	for at, name := range c.languages {
		if c.workers[i].speaks[at] {
			out.Skills[tongueOf(name, false)] = 1
		}
		if c.workers[i].speaks[at] || speaksEnglish {
			out.Skills[tongueOf(name, true)] = 1
		}
	}
	return out
}

// matrix returns a row for each issue type, region and whether the customer is content with English; under a plain strategy
// for each language in place of the region, since all go to everybody.
func (c *scene) matrix(s strategy) *routing.MatrixSpec {
	m := &routing.MatrixSpec{Dimensions: []string{fieldIssue, fieldEnglish, fieldRegion}}
	if s.plain {
		m.Dimensions[2] = fieldTongue
	}
	for _, t := range c.spec.IssueTypes {
		for _, content := range [...]string{no, yes} {
			row := routing.RowSpec{Queue: everybody, Is: map[string][]string{fieldIssue: {t.ID}, fieldEnglish: {content}}}
			row.Skills = []routing.NeedSpec{{Skill: skillOf(t.ID)}}
			if s.plain {
				m.Rows = append(m.Rows, c.byTongue(row, content == yes)...)
				continue
			}
			switch {
			case content == yes:
				row.Overflow = thenEnglish
			case s.staged:
				row.Overflow = onlyNative
			}
			m.Rows = append(m.Rows, c.byRegion(row, s.home || s.staged)...)
		}
	}
	return m
}

func (c *scene) byRegion(row routing.RowSpec, home bool) (rows []routing.RowSpec) {
	for _, r := range c.spec.Regions {
		one := row
		one.Is = map[string][]string{fieldRegion: {r.ID}}
		for field, values := range row.Is {
			one.Is[field] = values
		}
		if home {
			one.Queue = homeOf(r.ID)
		}
		rows = append(rows, one)
	}
	return rows
}

func (c *scene) byTongue(row routing.RowSpec, content bool) (rows []routing.RowSpec) {
	for _, name := range c.languages {
		one := row
		one.Is = map[string][]string{fieldTongue: {name}}
		for field, values := range row.Is {
			one.Is[field] = values
		}
		one.Skills = []routing.NeedSpec{row.Skills[0], {Skill: tongueOf(name, content)}}
		rows = append(rows, one)
	}
	return rows
}

// overflows returns the ways out: of customers who want their language, and of those who are content with English.
func (s strategy) overflows() []routing.OverflowSpec {
	if s.plain {
		return nil
	}
	anywhere := routing.StageSpec{At: percent100(anyRegionAfter) + " or unstaffed", Region: routing.AnyRegion}
	inEnglish := routing.StageSpec{At: percent100(fallbackAfter) + " or unstaffed", Languages: []string{english}}
	if !s.staged {
		return []routing.OverflowSpec{{Name: thenEnglish, Stages: []routing.StageSpec{inEnglish}}}
	}
	return []routing.OverflowSpec{
		{Name: onlyNative, Stages: []routing.StageSpec{anywhere}},
		{Name: thenEnglish, Stages: []routing.StageSpec{anywhere, inEnglish}},
	}
}

// seek returns how much work asks for each skill, and for each language that an agent speaks.
func (c *scene) seek() map[string]int {
	demand := map[string]int{}
	mean := 0.0
	for _, t := range c.spec.IssueTypes {
		demand[skillOf(t.ID)] = whole(t.Share * t.HandleMinMean)
		mean += t.Share * t.HandleMinMean
	}
	for i, name := range c.languages {
		if !slices.ContainsFunc(c.workers, func(w worker) bool { return w.speaks[i] }) {
			continue
		}
		asked := 0.0
		for r := range c.regions {
			asked += c.spec.Regions[r].Share * c.regions[r].languages[i]
		}
		demand[name] = whole(asked * mean)
	}
	return demand
}

// whole returns a number in thousandths.
func whole(x float64) int { return int(math.Round(x * perUnit)) }

func percent100(n int) string { return fmt.Sprintf("%d%%", n) }

func homeOf(region string) string { return "home of " + region }

func skillOf(issue string) string { return "knows " + issue }

// tongueOf returns the skill of a language, or of it or English.
func tongueOf(language string, content bool) string {
	if content {
		return "speaks " + english + " or " + language
	}
	return "speaks " + language
}

// terms are the fields of tickets.
func (c *scene) terms() (*sla.Terms, error) {
	fields := map[string]sla.Field{fieldEnglish: {Values: []string{yes, no}}, fieldTongue: {Values: c.languages}}
	var issues, regions []string
	for _, t := range c.spec.IssueTypes {
		issues = append(issues, t.ID)
	}
	for _, r := range c.spec.Regions {
		regions = append(regions, r.ID)
	}
	fields[fieldIssue], fields[fieldRegion] = sla.Field{Values: issues}, sla.Field{Values: regions}
	return sla.Vocabulary{Fields: fields}.Compile()
}
