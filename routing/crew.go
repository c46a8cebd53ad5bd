package routing

import (
	"math"
	"slices"
)

// crew are the agents, as sets of their places, by what they have.
type crew struct {
	size      int
	skills    map[string]*[mostLevel]bitset // those who have at least the level; the first is level 1
	languages map[string]bitset             // those without languages included
	polyglots bitset                        // those without languages
	channels  map[string]bitset             // those without channels included
	anything  bitset                        // those without channels
	teams     map[string]bitset
	regions   map[string]bitset
	mixed     bool             // some agents have languages and some none
	hours     []bitset         // by calendar
	leaving   []int            // those who have leave
	price     map[string]int64 // of a skill or language that is not needed
	base      []int64          // by agent: the price of all that the agent has
}

// crew gathers the agents by what they have.
func (c *compiler) crewOf() {
	n := len(c.agents)
	w := crew{
		size: n, skills: map[string]*[mostLevel]bitset{}, languages: map[string]bitset{}, channels: map[string]bitset{},
		teams: map[string]bitset{}, regions: map[string]bitset{AnyRegion: newBitset(n)},
		polyglots: newBitset(n), anything: newBitset(n), base: make([]int64, n),
	}
	for range c.hours {
		w.hours = append(w.hours, newBitset(n))
	}
	for _, name := range c.skills {
		w.skills[name] = new([mostLevel]bitset)
		for level := range mostLevel {
			w.skills[name][level] = newBitset(n)
		}
	}
	for _, t := range c.spec.Teams {
		w.team(t.Name)
		if t.Region != "" {
			member(w.regions, t.Region, n)
		}
	}
	for _, a := range c.spec.Agents {
		c.join(&w, c.ids[a.ID], a)
	}
	w.open(w.languages, w.polyglots)
	w.open(w.channels, w.anything)
	w.mixed = len(w.languages) > 0 && w.polyglots.count() > 0
	c.crew = w
	c.prices()
}

// team returns the set of a team.
func (w *crew) team(name string) bitset { return member(w.teams, name, w.size) }

// member returns the set of a name, made when there is none.
func member(sets map[string]bitset, name string, n int) bitset {
	if sets[name] == nil {
		sets[name] = newBitset(n)
	}
	return sets[name]
}

// join puts an agent into the sets.
func (c *compiler) join(w *crew, at int, a AgentSpec) {
	for skill, most := range a.Skills {
		for level := range most {
			w.skills[skill][level].add(at)
		}
	}
	put(w.languages, a.Languages, at, w.size, w.polyglots)
	put(w.channels, a.Channels, at, w.size, w.anything)
	for _, name := range a.Teams {
		w.team(name).add(at)
		w.regions[AnyRegion].add(at)
		if region := c.spec.Teams[c.declared[name]].Region; region != "" {
			member(w.regions, region, w.size).add(at)
		}
	}
	if hours := c.agents[at].hours; hours != none {
		w.hours[hours].add(at)
	}
	if len(a.Leave) > 0 {
		w.leaving = append(w.leaving, at)
	}
}

// put puts an agent into the set of each name, and without names among the rest.
func put(sets map[string]bitset, names []string, at, n int, rest bitset) {
	for _, name := range names {
		member(sets, name, n).add(at)
	}
	if len(names) == 0 {
		rest.add(at)
	}
}

// open puts those who take anything into each set.
func (w *crew) open(sets map[string]bitset, anybody bitset) {
	for _, set := range sets {
		set.join(anybody)
	}
}

// union returns a set of the numbers of all sets.
func union(n int, sets ...bitset) bitset {
	all := newBitset(n)
	for _, s := range sets {
		all.join(s)
	}
	return all
}

// unlimited is what an agent without a limit counts as, in units, where capacities are compared.
const unlimited = 10

// units returns the capacity of an agent.
func (a *agent) units() int {
	if a.room == 0 {
		return unlimited
	}
	return a.room
}

// meanPrice is the price of a skill that everybody has and for which as much is asked as for the others.
const meanPrice = 100

// prices puts a price on each skill and language: the share of the demand, by the share of the capacity that has it.
func (c *compiler) prices() {
	all, demand, names := 0.0, 0.0, c.priced()
	for i := range c.agents {
		all += float64(c.agents[i].units())
	}
	for _, name := range names {
		demand += c.asked(name)
	}
	c.crew.price = map[string]int64{}
	for _, name := range names {
		has := c.having(name)
		units := 0.0
		has.each(func(a int) bool { units += float64(c.agents[a].units()); return true })
		if units > 0 && demand > 0 {
			price := meanPrice * (c.asked(name) * float64(len(names)) / demand) * (all / units)
			c.crew.price[name] = int64(math.Round(min(price, 1e9)))
		}
	}
	for _, name := range names {
		price := c.crew.price[name]
		c.having(name).each(func(a int) bool { c.crew.base[a] += price; return true })
	}
}

// priced returns the skills and languages that agents have, sorted.
func (c *compiler) priced() []string {
	return slices.Compact(slices.Sorted(slices.Values(append(sorted(c.crew.skills), sorted(c.crew.languages)...))))
}

// asked returns how much is asked for a skill or language.
func (c *compiler) asked(name string) float64 {
	if len(c.spec.Strategy.Demand) == 0 {
		return 1
	}
	return float64(c.spec.Strategy.Demand[name])
}

// having returns those who name a skill or language among theirs.
func (c *compiler) having(name string) bitset {
	has := newBitset(c.crew.size)
	if skill := c.crew.skills[name]; skill != nil {
		has.join(skill[0])
	}
	if speak := c.crew.languages[name]; speak != nil {
		for i, w := range speak {
			has[i] |= w &^ c.crew.polyglots[i]
		}
	}
	return has
}
