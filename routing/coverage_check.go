package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// CheckNeeds returns what is wrong with needs, as [calendar.Problems] at paths such as needs[1].during, or nil.
func (r *Router) CheckNeeds(needs []CoverageNeed) error {
	c := needCheck{r: r, known: r.needNames()}
	for i, n := range needs {
		c.need(calendar.IndexPath("needs", i), n)
		named := func(o CoverageNeed) bool { return n.Name != "" && o.Name == n.Name }
		if was := slices.IndexFunc(needs[:i], named); was >= 0 {
			c.problems.Add(calendar.IndexPath("needs", i)+".name", "%q stands at needs[%d] already; give one of them another name", n.Name, was)
		}
	}
	return c.problems.Err()
}

// needCheck collects the problems of needs.
type needCheck struct {
	r        *Router
	known    knownNames
	problems calendar.Problems
}

// knownNames are the names that a need may use.
type knownNames struct {
	calendars, languages, skills, channels, teams, regions, queues []string
}

// needNames returns the names that needs may use. Where none is known of languages and channels, any name will do.
func (r *Router) needNames() (k knownNames) {
	k.calendars, k.queues = sorted(r.calendars), sorted(r.names)
	k.languages, k.channels = r.terms.Values("language"), r.terms.Values("channel")
	k.skills = slices.Clone(r.spec.Skills)
	for _, a := range r.spec.Agents {
		k.skills = append(k.skills, sorted(a.Skills)...)
	}
	for _, t := range r.spec.Teams {
		k.teams, k.regions = append(k.teams, t.Name), append(k.regions, t.Region)
	}
	for _, list := range []*[]string{&k.skills, &k.teams, &k.regions} {
		slices.Sort(*list)
		*list = slices.DeleteFunc(slices.Compact(*list), func(s string) bool { return s == "" })
	}
	return k
}

func (c *needCheck) need(path string, n CoverageNeed) {
	c.numbers(path, n)
	for _, one := range []struct {
		key, kind, name string
		known           []string
		any             bool
	}{
		{"during", "calendar", n.During, c.known.calendars, false}, {"language", "language", n.Language, c.known.languages, true},
		{"skill", "skill", n.Skill, c.known.skills, false}, {"channel", "channel", n.Channel, c.known.channels, true},
		{"team", "team", n.Team, c.known.teams, false}, {"region", "region", n.Region, c.known.regions, false},
		{"queue", "queue", n.Queue, c.known.queues, false},
	} {
		if one.name != "" && !slices.Contains(one.known, one.name) && !(one.any && len(one.known) == 0) {
			c.problems.Unknown(path+"."+one.key, one.kind, one.name, one.known)
		}
	}
	c.problems.Merge(path+".ticket", c.r.terms.Check(n.Ticket))
}

func (c *needCheck) numbers(path string, n CoverageNeed) {
	if n.Name == "" {
		c.problems.Add(path+".name", "missing; write a name")
	}
	if n.Agents < 0 {
		c.problems.Add(path+".agents", "must be more than zero, not %d; leave it out for 1", n.Agents)
	}
	if n.Level < 0 || n.Level > mostLevel {
		c.problems.Add(path+".level", "must be a level from 1 to %d, not %d", mostLevel, n.Level)
	} else if n.Level > 0 && n.Skill == "" {
		c.problems.Add(path+".level", "there is no skill for it; write one under skill or leave the level out")
	}
}
