package routing

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// mostLevel is the highest level of a skill.
const mostLevel = 5

// words gathers the skills, channels and languages that there are.
func (c *compiler) words() {
	c.list("skills", "skill", c.spec.Skills, nil)
	c.skills = slices.Clone(c.spec.Skills)
	if len(c.skills) == 0 {
		for _, a := range c.spec.Agents {
			c.skills = slices.AppendSeq(c.skills, maps.Keys(a.Skills))
		}
	}
	slices.Sort(c.skills)
	c.skills = slices.Compact(c.skills)
	c.languages = c.terms.Values("language")
	c.channels = slices.Sorted(maps.Keys(c.spec.Channels))
	if values := c.terms.Values("channel"); len(values) > 0 {
		for _, name := range c.channels {
			c.oneOf(calendar.KeyPath("channels", name), "channel", name, values)
		}
		c.channels = values
	}
	for _, name := range slices.Sorted(maps.Keys(c.spec.Channels)) {
		if weight := c.spec.Channels[name].Weight; weight < 0 {
			c.problems.Add(calendar.KeyPath("channels", name)+".weight", "must be more than zero, not %d", weight)
		}
	}
}

// oneOf notes a name that is none of the known ones. Any name is known where none is.
func (c *compiler) oneOf(path, kind, name string, known []string) {
	if len(known) > 0 && !slices.Contains(known, name) {
		c.problems.Unknown(path, kind, name, known)
	}
}

// list notes the names of a list that are missing, stand twice or are none of the known ones.
func (c *compiler) list(path, kind string, names, known []string) {
	for i, name := range names {
		at := calendar.IndexPath(path, i)
		switch {
		case name == "":
			c.problems.Add(at, "missing; write the name of a %s or remove the entry", kind)
		case slices.Contains(names[:i], name):
			c.problems.Add(at, "%q stands here already; remove one", name)
		default:
			c.oneOf(at, kind, name, known)
		}
	}
}

// teams gathers the teams and their regions.
func (c *compiler) teams() {
	for i, t := range c.spec.Teams {
		path := calendar.IndexPath("teams", i)
		if t.Name == "" {
			c.problems.Add(path+".name", "missing; write a name")
		} else if was, ok := c.declared[t.Name]; ok {
			c.problems.Add(path+".name", "%q stands at teams[%d] already; give one of them another name", t.Name, was)
		} else {
			c.declared[t.Name] = i
		}
		if t.Region == AnyRegion {
			c.problems.Add(path+".region", "%q means every region; write another name", t.Region)
		} else if t.Region != "" {
			c.regions[t.Region] = true
		}
	}
}

// agentsOf compiles the agents, ordered by id so that their order in the spec makes no difference, and then the leads, who are some of them.
func (c *compiler) agentsOf(specs []AgentSpec) {
	for i, a := range specs {
		c.agent(calendar.IndexPath("agents", i), a)
	}
	slices.SortStableFunc(c.agents, func(a, b agent) int { return strings.Compare(a.id, b.id) })
	for at := range c.agents {
		c.ids[c.agents[at].id] = at
	}
	for i, t := range c.spec.Teams {
		if t.Lead != "" {
			c.person(calendar.IndexPath("teams", i)+".lead", t.Lead)
		}
	}
}

func (c *compiler) agent(path string, spec AgentSpec) {
	if spec.ID == "" {
		c.problems.Add(path+".id", "missing; write how the host names the agent")
	} else if was, ok := c.ids[spec.ID]; ok {
		c.problems.Add(path+".id", "%q stands at agents[%d] already; remove one", spec.ID, was)
	} else {
		c.ids[spec.ID] = len(c.agents)
	}
	if spec.Capacity < 0 {
		c.problems.Add(path+".capacity", "must be more than zero, not %d; remove it for no limit", spec.Capacity)
	}
	a := agent{spec: &spec, id: spec.ID, room: spec.Capacity, hours: c.hoursOf(path+".hours", spec.Hours)}
	c.list(path+".teams", "team", spec.Teams, sorted(c.declared))
	if len(c.declared) == 0 && len(spec.Teams) > 0 {
		c.problems.Add(path+".teams", "there is no team; declare it under teams")
	}
	c.levels(path+".skills", spec.Skills)
	c.list(path+".languages", "language", spec.Languages, c.languages)
	c.list(path+".channels", "channel", spec.Channels, c.channels)
	for i, l := range spec.Leave {
		a.leave = append(a.leave, c.leave(calendar.IndexPath(path+".leave", i), l, a.hours))
	}
	slices.SortStableFunc(a.leave, func(a, b leave) int { return cmp.Compare(a.from, b.from) })
	c.agents = append(c.agents, a)
}

// levels checks the skills of an agent.
func (c *compiler) levels(path string, skills map[string]int) {
	for _, name := range sorted(skills) {
		at := calendar.KeyPath(path, name)
		c.oneOf(at, "skill", name, c.skills)
		if level := skills[name]; level < 1 || level > mostLevel {
			c.problems.Add(at, "must be a level from 1 to %d, not %d", mostLevel, level)
		}
	}
}

// leave is a compiled LeaveSpec.
type leave struct {
	tells      string
	from, till sla.Instant // till is the first instant after it
}

func (c *compiler) leave(path string, spec LeaveSpec, hours int) leave {
	zone := time.UTC
	if hours != none {
		zone = c.hours[hours].Zone()
	}
	from, first := c.date(path+".from", spec.From, zone)
	until, last := c.date(path+".until", spec.Until, zone)
	if first && last && until.Before(from) {
		c.problems.Add(path+".until", "%s is before %s; write the last date of the leave", spec.Until, spec.From)
	}
	return leave{tells: spec.tells(), from: midnight(from, zone), till: midnight(until.AddDays(1), zone)}
}

// date reads a date and says whether it is one that instants reach.
func (c *compiler) date(path, text string, zone *time.Location) (calendar.Date, bool) {
	if text == "" {
		c.problems.Add(path, "missing; write a date such as 2026-08-03")
		return calendar.Date{}, false
	}
	d, err := calendar.ParseDate(text)
	if err == nil && (midnight(d, zone) == 0 || midnight(d.AddDays(1), zone) == 0) {
		c.problems.Add(path, "%q lies outside of what can be counted, 1970 to 2261", text)
		return d, false
	}
	if err != nil {
		c.problems.Add(path, "%s", err)
	}
	return d, err == nil
}

// midnight returns the instant at which a date begins: the first at which the clock of the zone shows it or later. It is 0 for a
// date that instants do not reach.
func midnight(d calendar.Date, zone *time.Location) sla.Instant {
	shown := sla.At(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
	if shown == 0 {
		return 0
	}
	return clockOf(zone, shown-2*day, shown+2*day).reads(shown)
}

// sorted returns the keys of a map in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
