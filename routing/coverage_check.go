package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// CheckNeeds returns what is wrong with needs for the routes of a spec, as [calendar.Problems] at paths such as
// needs[1].during, or nil. The spec itself need not be sound. No terms are those of the empty [sla.Vocabulary].
func CheckNeeds(needs []CoverageNeed, spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar) error {
	if terms == nil {
		var err error
		if terms, err = (sla.Vocabulary{}).Compile(); err != nil {
			return err
		}
	}
	c := needCheck{terms: terms, known: namesFor(spec, terms, calendars)}
	for i, n := range needs {
		c.need(calendar.IndexPath("needs", i), n)
		named := func(o CoverageNeed) bool { return n.Name != "" && o.Name == n.Name }
		if was := slices.IndexFunc(needs[:i], named); was >= 0 {
			c.problems.Add(calendar.IndexPath("needs", i)+".name", "%q stands above already, at place %d; give one of them another name", n.Name, was)
		}
	}
	return c.problems.Err()
}

// needCheck collects the problems of needs.
type needCheck struct {
	terms    *sla.Terms
	known    needNames
	problems calendar.Problems
}

// needNames are the names that a need may use. Where no language or channel is known, any name will do.
type needNames struct {
	calendars, languages, skills, channels, teams, regions, queues []string
}

func namesFor(spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar) (k needNames) {
	k.calendars, k.languages, k.channels = sorted(calendars), terms.Values("language"), terms.Values("channel")
	k.skills = slices.Clone(spec.Skills)
	for _, a := range spec.Agents {
		k.skills = append(k.skills, sorted(a.Skills)...)
	}
	for _, t := range spec.Teams {
		k.teams, k.regions = append(k.teams, t.Name), append(k.regions, t.Region)
	}
	for _, q := range spec.Queues {
		k.queues = append(k.queues, q.Name)
	}
	for _, list := range []*[]string{&k.skills, &k.teams, &k.regions, &k.queues} {
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
		if one.name != "" && !slices.Contains(one.known, one.name) && (!one.any || len(one.known) > 0) {
			c.problems.Unknown(path+"."+one.key, one.kind, one.name, one.known)
		}
	}
	c.problems.Merge(path+".ticket", c.terms.Check(sla.Fields(n.Ticket)))
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
