package routing

import (
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// The defaults of what a spec leaves out.
const (
	DefaultHops    = 10
	DefaultBetween = 5 * time.Minute
	DefaultAccept  = 15 * time.Minute
)

// Compile checks spec and returns the router. No terms are those of the empty [sla.Vocabulary]. The error is
// [calendar.Problems] with every fault at its path, such as queues[1].when. A spec without queues has one without a name, in
// which tickets wait for whom the host assigns.
func Compile(spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar) (*Router, error) {
	if terms == nil {
		var err error
		if terms, err = (sla.Vocabulary{}).Compile(); err != nil {
			return nil, err
		}
	}
	c := compiler{
		Router: Router{spec: spec, terms: terms, calendars: calendars, ids: map[string]int{}, names: map[string]int{}, ways: map[string]int{}},
		places: map[string]int{}, declared: map[string]int{}, regions: map[string]bool{},
	}
	c.words()
	c.teams()
	c.agentsOf(spec.Agents)
	for i, q := range spec.Queues {
		c.name(calendar.IndexPath("queues", i), i, q.Name)
	}
	for i, o := range spec.Overflows {
		c.way(calendar.IndexPath("overflows", i), i, o.Name)
	}
	for i, q := range spec.Queues {
		c.queue(calendar.IndexPath("queues", i), q)
	}
	c.overflows()
	c.matrix()
	c.stages()
	c.strategy(spec.Strategy)
	c.limits(spec.Limits)
	if len(c.queues) == 0 {
		c.queues = []queue{{overflow: none, hours: none, way: none}}
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	c.finish()
	return &c.Router, nil
}

// finish compiles what a spec without faults comes to.
func (c *compiler) finish() {
	for i := range c.agents {
		c.told = append(c.told, c.agents[i].spec.passed())
		c.agents[i].hash = hashOf(c.agents[i].id)
	}
	c.crewOf()
	c.circles()
	c.channelPlans()
	c.plans()
	c.lines()
	c.sizes()
	c.floors.New = func() any { return newFloor(&c.Router) }
}

// hashOf returns the hash of an id.
func hashOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return h.Sum64()
}

// compiler makes a Router and collects the problems of its Spec.
type compiler struct {
	Router
	places    map[string]int  // of calendars in Router.hours
	declared  map[string]int  // teams
	regions   map[string]bool // of teams
	skills    []string        // sorted
	channels  []string        // sorted; none means any
	languages []string        // none means any
	problems  calendar.Problems
}

// hoursOf returns the place of a calendar.
func (c *compiler) hoursOf(path, name string) int {
	if name == "" {
		return none
	}
	if at, ok := c.places[name]; ok {
		return at
	}
	hours, ok := c.calendars[name]
	if !ok {
		c.problems.Unknown(path, "calendar", name, slices.Sorted(maps.Keys(c.calendars)))
		return none
	}
	c.places[name] = len(c.hours)
	c.hours = append(c.hours, hours)
	return c.places[name]
}

func (c *compiler) name(path string, i int, name string) {
	if name == "" {
		c.problems.Add(path+".name", "missing; write a name")
	} else if was, ok := c.names[name]; ok {
		c.problems.Add(path+".name", "%q stands at queues[%d] already; give one of them another name", name, was)
	} else {
		c.names[name] = i
	}
}

func (c *compiler) queue(path string, spec QueueSpec) {
	q := queue{overflow: none, hours: c.hoursOf(path+".hours", spec.Hours), way: none}
	var err error
	if q.when, err = c.terms.Condition(spec.When); err != nil {
		addCondition(&c.problems, path+".when", err)
	}
	if last := len(c.spec.Queues) - 1; len(c.queues) == last && strings.TrimSpace(spec.When) != "" {
		c.problems.Add(path+".when", "the last queue takes every ticket that no other took; remove the condition or add a queue without one")
	}
	for i, id := range spec.Agents {
		at := c.person(calendar.IndexPath(path+".agents", i), id)
		if slices.Contains(spec.Agents[:i], id) {
			c.problems.Add(calendar.IndexPath(path+".agents", i), "%q stands here already; remove one", id)
		}
		q.agents = append(q.agents, at)
	}
	c.queueTeams(path, &spec, &q)
	if spec.Lead != "" {
		c.person(path+".lead", spec.Lead)
	}
	if spec.Stages != "" {
		q.way = c.wayOf(path+".stages", spec.Stages)
	}
	if spec.Overflow != "" {
		q.overflow = c.known(path+".overflow", spec.Overflow)
	}
	if spec.Expect < 0 {
		c.problems.Add(path+".expect", "must be more than zero, not %s; remove it if nobody knows", spec.Expect)
	}
	if spec.Accept < 0 {
		c.problems.Add(path+".accept", "must be more than zero, not %s", spec.Accept)
	} else if spec.Accept == 0 {
		spec.Accept = sla.Duration(DefaultAccept)
	}
	q.spec = spec
	c.queues = append(c.queues, q)
}

// queueTeams adds the agents of the teams of a queue, ordered by id, and the lead of the first team when there is no other.
func (c *compiler) queueTeams(path string, spec *QueueSpec, q *queue) {
	var more []int
	for i, name := range spec.Teams {
		at := calendar.IndexPath(path+".teams", i)
		team, ok := c.declared[name]
		if !ok {
			c.problems.Unknown(at, "team", name, sorted(c.declared))
			continue
		}
		if slices.Contains(spec.Teams[:i], name) {
			c.problems.Add(at, "%q stands here already; remove one", name)
		}
		if spec.Lead == "" {
			spec.Lead = c.spec.Teams[team].Lead
		}
		more = append(more, c.members(name)...)
	}
	slices.Sort(more)
	for _, a := range slices.Compact(more) {
		if !slices.Contains(q.agents, a) {
			q.agents = append(q.agents, a)
		}
	}
}

// members returns the places of the agents of a team.
func (c *compiler) members(team string) (places []int) {
	for _, a := range c.spec.Agents {
		if slices.Contains(a.Teams, team) {
			places = append(places, c.ids[a.ID])
		}
	}
	return places
}

// person returns the place of an agent.
func (c *compiler) person(path, id string) int {
	at, ok := c.ids[id]
	if !ok {
		c.problems.Unknown(path, "agent", id, slices.Sorted(maps.Keys(c.ids)))
		return none
	}
	return at
}

// known returns the place of a queue.
func (c *compiler) known(path, name string) int {
	at, ok := c.names[name]
	if !ok {
		c.problems.Unknown(path, "queue", name, slices.Sorted(maps.Keys(c.names)))
		return none
	}
	return at
}

// overflows refuses queues that overflow into each other, once a circle.
func (c *compiler) overflows() {
	for i := range c.queues {
		way := []string{c.queues[i].spec.Name}
		first := i
		at := c.queues[i].overflow
		for ; at != none && at != i && len(way) <= len(c.queues); at = c.queues[at].overflow {
			way, first = append(way, c.queues[at].spec.Name), min(first, at)
		}
		if at == i && first == i {
			c.problems.Add(calendar.IndexPath("queues", i)+".overflow", "leads back here: %s; let one of them wait", strings.Join(append(way, way[0]), ", "))
		}
	}
}

func (c *compiler) limits(spec Limits) {
	c.hops, c.between, c.fallback = spec.Hops, time.Duration(spec.Between), max(0, len(c.queues)-1)
	if spec.Hops < 0 {
		c.problems.Add("limits.hops", "must be more than zero, not %d", spec.Hops)
	} else if spec.Hops == 0 {
		c.hops = DefaultHops
	}
	if spec.Between < 0 {
		c.problems.Add("limits.between", "must be more than zero, not %s", spec.Between)
	} else if spec.Between == 0 {
		c.between = DefaultBetween
	}
	if spec.Fallback != "" {
		c.fallback = c.known("limits.fallback", spec.Fallback)
	}
	if at := c.fallback; at != none && at < len(c.queues) && c.queues[at].overflow != none {
		c.problems.Add(calendar.IndexPath("queues", at)+".overflow", "is set, but the fallback queue keeps its tickets; remove it or name another fallback")
	}
}
