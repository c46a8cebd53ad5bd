package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// matrix compiles the matrix and checks what its rows name.
func (c *compiler) matrix() {
	if c.spec.Matrix == nil {
		return
	}
	for i, r := range c.spec.Matrix.Rows {
		c.row(calendar.IndexPath("matrix.rows", i), r)
	}
	table, err := CompileMatrix(*c.spec.Matrix, c.terms)
	c.problems.Merge("matrix", err)
	if err == nil {
		table.list = "matrix.rows"
		c.table = table
	}
}

func (c *compiler) row(path string, spec RowSpec) {
	if spec.Queue == "" {
		c.problems.Add(path+".queue", "missing; write which queue takes the tickets of the row")
	} else {
		c.known(path+".queue", spec.Queue)
	}
	if n := len(spec.Skills); n > mostNeeds {
		c.problems.Add(path+".skills", "are %d; write at most %d", n, mostNeeds)
	}
	for i, n := range spec.Skills {
		c.need(calendar.IndexPath(path+".skills", i), n)
	}
	if spec.Overflow != "" {
		c.wayOf(path+".overflow", spec.Overflow)
	}
}

func (c *compiler) need(path string, spec NeedSpec) {
	switch {
	case spec.Skill == "":
		c.problems.Add(path+".skill", "missing; write the name of a skill")
	case len(c.skills) == 0:
		c.problems.Add(path+".skill", "unknown skill %q; no agent has one and none is declared", spec.Skill)
	default:
		c.oneOf(path+".skill", "skill", spec.Skill, c.skills)
	}
}

// plans compiles the rows of a spec without faults.
func (c *compiler) plans() {
	if c.spec.Matrix == nil {
		return
	}
	for i, r := range c.spec.Matrix.Rows {
		p := rowPlan{name: r.Name, queue: c.names[r.Queue], way: none, weight: none, priority: r.Priority, expect: r.Expect}
		if p.name == "" {
			p.name = calendar.IndexPath("matrix.rows", i)
		}
		if r.Overflow != "" {
			p.way = c.wayOf("", r.Overflow)
			for _, s := range c.outs[p.way].stages {
				p.waiver = p.waiver || s.spec.Relax
			}
		}
		if r.Weight > 0 {
			p.weight = c.weigh(r.Weight)
		}
		for _, n := range r.Skills {
			p.needs = append(p.needs, c.needPlan(n))
		}
		c.rows = append(c.rows, p)
	}
}

// needPlan compiles a need.
func (c *compiler) needPlan(n NeedSpec) needPlan {
	return needPlan{
		sets: c.crew.skills[n.Skill], level: max(1, n.Level) - 1, preferred: n.Preferred, relax: n.Relax, price: c.crew.price[n.Skill],
		lacks: lacking(n),
	}
}

// channelPlans compiles the channels that are declared or that agents name.
func (c *compiler) channelPlans() {
	c.one = c.weigh(1)
	c.Router.channels = map[string]*channelPlan{}
	for _, name := range append(sorted(c.spec.Channels), sorted(c.crew.channels)...) {
		p := &channelPlan{ChannelSpec: c.spec.Channels[name], set: c.crew.channels[name], misses: "takes no " + name}
		if p.set == nil {
			p.set = c.crew.anything
		}
		p.weight = c.weigh(max(1, p.Weight))
		c.yields = c.yields || p.Interruptible
		c.Router.channels[name] = p
	}
	c.other = channelPlan{weight: c.one, set: c.crew.anything, misses: "does not take this channel"}
}

// weigh returns the place of a weight.
func (c *compiler) weigh(units int) int {
	if at := slices.Index(c.weights, units); at >= 0 {
		return at
	}
	c.weights = append(c.weights, units)
	return len(c.weights) - 1
}

// sizes tells for each weight whose capacity is enough.
func (c *compiler) sizes() {
	for _, w := range c.weights {
		set, small := newBitset(c.crew.size), false
		for at := range c.agents {
			room := c.agents[at].room
			set.put(at, room == 0 || room >= w)
			small = small || room > 0 && room < w
		}
		if !small {
			set = nil
		}
		c.big = append(c.big, set)
	}
}

// lines puts the agents of queues into sets, and those that the choice lists in order.
func (c *compiler) lines() {
	for i := range c.queues {
		q := &c.queues[i]
		q.set = newBitset(c.crew.size)
		for _, at := range q.agents {
			q.set.add(at)
		}
		if c.plan.Choice != Listed {
			continue
		}
		q.order = make([]int32, c.crew.size)
		for at := range q.order {
			q.order[at] = int32(len(q.agents))
		}
		for place, at := range q.agents {
			q.order[at] = int32(place)
		}
	}
}
