package routing

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// mostStages is how many stages a way out has at most.
const mostStages = 8

// way is a compiled OverflowSpec.
type way struct {
	name   string
	stages []stage
}

// stage is a compiled StageSpec.
type stage struct {
	spec   StageSpec
	at     trigger
	queue  int    // or none
	crew   bitset // of the teams and the region, or nil
	tongue bitset // of the languages, or nil
	texts  [causes]string
}

// way notes the name of a way out.
func (c *compiler) way(path string, i int, name string) {
	if name == "" {
		c.problems.Add(path+".name", "missing; write a name")
	} else if name == FollowTheSun {
		c.problems.Add(path+".name", "%q is always there; write another name", name)
	} else if was, ok := c.ways[name]; ok {
		c.problems.Add(path+".name", "%q stands at overflows[%d] already; give one of them another name", name, was)
	} else {
		c.ways[name] = i
	}
}

// wayOf returns the place of a way out.
func (c *compiler) wayOf(path, name string) int {
	if name == FollowTheSun {
		return len(c.spec.Overflows)
	}
	at, ok := c.ways[name]
	if !ok {
		c.problems.Unknown(path, "way out", name, append(sorted(c.ways), FollowTheSun))
		return none
	}
	return at
}

// stages compiles the ways out, follow the sun after those that are declared.
func (c *compiler) stages() {
	for i, o := range c.spec.Overflows {
		c.out(calendar.IndexPath("overflows", i), o)
	}
	told := len(c.problems)
	c.out("", followTheSun(c.spec.Strategy.Fallback))
	c.problems = c.problems[:told] // the strategy tells of its languages
}

// out compiles one way out.
func (c *compiler) out(path string, spec OverflowSpec) {
	w := way{name: spec.Name}
	switch n := len(spec.Stages); {
	case n == 0:
		c.problems.Add(path+".stages", "missing; write at least one stage")
	case n > mostStages:
		c.problems.Add(path+".stages", "are %d; write at most %d", n, mostStages)
	}
	for j, s := range spec.Stages {
		st := c.stage(calendar.IndexPath(path+".stages", j), s)
		st.texts = st.tells(fmt.Sprintf("stage %d of %s", j+1, spec.Name))
		w.stages = append(w.stages, st)
	}
	c.outs = append(c.outs, w)
}

func (c *compiler) stage(path string, spec StageSpec) stage {
	s := stage{spec: spec, queue: none}
	var err error
	if s.at, err = parseTrigger(spec.At); err != nil {
		c.problems.Add(path+".at", "%s", err)
	}
	if !spec.Relax && len(spec.Teams) == 0 && spec.Region == "" && spec.Queue == "" && len(spec.Languages) == 0 {
		c.problems.Add(path, "lets nobody more take the ticket; write relax, teams, region, queue or languages")
	}
	for i, name := range spec.Teams {
		if _, ok := c.declared[name]; !ok {
			c.problems.Unknown(calendar.IndexPath(path+".teams", i), "team", name, sorted(c.declared))
		}
	}
	if spec.Region != "" && spec.Region != AnyRegion && !c.regions[spec.Region] {
		c.problems.Unknown(path+".region", "region", spec.Region, append(sorted(c.regions), AnyRegion))
	}
	if spec.Queue != "" {
		s.queue = c.known(path+".queue", spec.Queue)
	}
	c.list(path+".languages", "language", spec.Languages, c.languages)
	return s
}

// tells returns what is told of a stage by the cause for which it has been reached.
func (s *stage) tells(name string) (texts [causes]string) {
	after := func(d time.Duration) string { return sla.Duration(d).String() + " have passed" }
	for why, text := range map[cause]string{
		byShare: sla.Point{Share: s.at.share}.String() + " of the promise has passed", byBusiness: after(s.at.business), byWall: sla.Duration(s.at.wall).String() + " on the wall have passed",
		byUnstaffed: "nobody before is at work", byForecast: "the queue would come to it too late", byDespair: "nobody before can ever take it",
	} {
		texts[why] = name + ": " + text
	}
	return texts
}

// circles puts the agents whom stages let in into sets.
func (c *compiler) circles() {
	for i := range c.outs {
		for j := range c.outs[i].stages {
			c.circle(&c.outs[i].stages[j])
		}
	}
}

func (c *compiler) circle(s *stage) {
	var crews, tongues []bitset
	for _, name := range s.spec.Teams {
		crews = append(crews, c.crew.teams[name])
	}
	if s.spec.Region != "" {
		crews = append(crews, c.crew.regions[s.spec.Region])
	}
	for _, name := range s.spec.Languages {
		if set := c.crew.languages[name]; set != nil {
			tongues = append(tongues, set)
		}
	}
	if crews != nil {
		s.crew = union(c.crew.size, crews...)
	}
	if tongues != nil {
		s.tongue = union(c.crew.size, tongues...)
	}
}
