package routing_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Choice: of those who could each get the ticket from the queue if nobody else were allowed, the one is chosen whom the strategy names, with the
// terms that it names, and the runner-up is the one who is chosen when the first is not allowed.
func TestLawChoiceIsTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := makeWorld(t, thrown(t), true)
		w.spec.Strategy.Spread = false
		w.r = w.compile(t)
		q := w.request(thrown(t))
		q.Prefer, q.Owner, q.Allow, q.Journey = "", "", nil, &routing.Journey{}
		q.Queue = w.r.Route(q, w.roster).Queue
		got := w.r.Route(q, w.roster)
		if got.Agent == "" || got.Limit != "" || got.Stage != "" || got.Queue != q.Queue {
			return
		}
		able := w.able(q, got)
		require.Contains(t, able, got.Agent)
		slices.SortFunc(able, func(a, b string) int { return w.compare(q, got, a, b) })
		require.Equal(t, able[0], got.Agent, "%v %s", able, got)
		if len(able) > 1 {
			require.Equal(t, able[1], got.Next.Agent, "%v %s", able, got)
			require.Equal(t, w.price(q, able[1]), got.Next.Cost.Sum(), "%s", able[1])
		}
		require.Equal(t, w.price(q, got.Agent), got.Cost.Sum(), "%s", got.Agent)
	})
}

// able are the agents who get the ticket in the same way when only they are allowed.
func (w world) able(q routing.Request, as routing.Decision) (ids []string) {
	for _, id := range worldIDs {
		q.Allow = func(other string) bool { return other == id }
		got := w.r.Route(q, w.roster)
		if got.Agent == id && got.Queue == as.Queue && got.Stage == "" && (got.Interrupts > 0) == (as.Interrupts > 0) {
			ids = append(ids, id)
		}
	}
	return ids
}

// compare says by the words of the strategy who of two agents is chosen.
func (w world) compare(q routing.Request, d routing.Decision, a, b string) int {
	p, r := w.roster[a], w.roster[b]
	by := 0
	switch w.spec.Strategy.Choice {
	case routing.Scarce:
		by = cmp.Compare(w.price(q, a), w.price(q, b))
	case routing.LeastLoaded:
		by = cmp.Compare(p.Load, r.Load)
	case routing.RoundRobin:
		by = cmp.Compare(p.Last, r.Last)
	case routing.MostSkilled:
		by = cmp.Compare(w.level(q, b), w.level(q, a))
	case "", routing.Listed:
		by = cmp.Or(cmp.Compare(p.Load, r.Load), cmp.Compare(w.listed(d.Queue, a), w.listed(d.Queue, b)))
	}
	if w.spec.Strategy.Choice != routing.Scarce {
		by = cmp.Or(cmp.Compare(w.wanting(q, a), w.wanting(q, b)), by)
	}
	if w.spec.Strategy.Choice == "" || w.spec.Strategy.Choice == routing.Listed {
		return cmp.Or(by, cmp.Compare(a, b))
	}
	return cmp.Or(by, idler(p, r), cmp.Compare(a, b))
}

// idler says who of two has been idle for longer, or got one longer ago when both are busy.
func idler(p, r routing.Present) int {
	switch {
	case p.Load == 0 && r.Load == 0:
		return cmp.Compare(p.Idle, r.Idle)
	case p.Load > 0 && r.Load > 0:
		return cmp.Compare(p.Last, r.Last)
	case p.Load == 0:
		return -1
	}
	return 1
}

// listed is the place of an agent in a queue; those of the teams come after those who are named, by id.
func (w world) listed(queue, id string) int {
	q := w.spec.Queues[slices.IndexFunc(w.spec.Queues, func(q routing.QueueSpec) bool { return q.Name == queue })]
	list := slices.Clone(q.Agents)
	for _, other := range worldIDs {
		if !slices.Contains(list, other) && slices.ContainsFunc(w.agent(other).Teams, func(t string) bool { return slices.Contains(q.Teams, t) }) {
			list = append(list, other)
		}
	}
	if at := slices.Index(list, id); at >= 0 {
		return at
	}
	return len(list)
}

// wishes are the skills that are preferred and that nothing lets fall away.
func (w world) wishes(q routing.Request) (skills []routing.NeedSpec) {
	row := w.row(q)
	if row == nil {
		return nil
	}
	for _, o := range w.spec.Overflows {
		if o.Name == row.Overflow && slices.ContainsFunc(o.Stages, func(s routing.StageSpec) bool { return s.Relax }) {
			return nil
		}
	}
	for _, n := range row.Skills {
		if n.Preferred && n.Relax == 0 {
			skills = append(skills, n)
		}
	}
	return skills
}

// foreign says whether an agent does not work in the language of the ticket.
func (w world) foreign(q routing.Request, id string) bool {
	language, a := q.Fields["language"].(string), w.agent(id)
	return language != "" && language != "unknown" && len(a.Languages) > 0 && !slices.Contains(a.Languages, language)
}

// wanting is how much of what is wished for an agent lacks.
func (w world) wanting(q routing.Request, id string) (n int) {
	if w.foreign(q, id) {
		n++
	}
	for _, s := range w.wishes(q) {
		if w.agent(id).Skills[s.Skill] < max(1, s.Level) {
			n++
		}
	}
	return n
}

// level is how skilled an agent is in what the ticket asks for, and what it still prefers.
func (w world) level(q routing.Request, id string) (sum int) {
	row := w.row(q)
	if row == nil {
		return 0
	}
	for _, n := range row.Skills {
		if !w.fallen(q, n) {
			sum += w.agent(id).Skills[n.Skill]
		}
	}
	return sum
}

// fallen says whether a wish has fallen away in time.
func (w world) fallen(q routing.Request, n routing.NeedSpec) bool {
	return n.Preferred && n.Relax > 0 && (q.Arrived == 0 || q.Now >= q.Arrived+sla.Instant(n.Relax))
}

// price is what an agent costs under scarce, or for what is wanting under another choice.
func (w world) price(q routing.Request, id string) (sum int64) {
	if w.foreign(q, id) {
		sum += 1000
	}
	for _, s := range w.wishes(q) {
		if w.agent(id).Skills[s.Skill] < max(1, s.Level) {
			sum += 1000
		}
	}
	if w.spec.Strategy.Choice != routing.Scarce {
		return sum
	}
	a := w.agent(id)
	sum += int64(1000 * w.roster[id].Load / cmp.Or(a.Capacity, 10))
	for _, language := range a.Languages {
		if language != q.Fields["language"] {
			sum += w.scarcity(language)
		}
	}
	for skill, level := range a.Skills {
		if !w.needed(q, skill, level) {
			sum += w.scarcity(skill)
		}
	}
	return sum
}

// needed says whether the ticket needs, or still prefers, a skill that an agent has at a level.
func (w world) needed(q routing.Request, skill string, level int) bool {
	row := w.row(q)
	if row == nil {
		return false
	}
	wishes := w.wishes(q)
	return slices.ContainsFunc(row.Skills, func(n routing.NeedSpec) bool {
		if n.Skill != skill || w.fallen(q, n) {
			return false
		}
		return !slices.Contains(wishes, n) || level >= max(1, n.Level)
	})
}

// scarcity is the price of a skill or language: its share of the demand by its share of the capacity.
func (w world) scarcity(name string) int64 {
	all, have, names := 0.0, 0.0, []string{"network", "billing"}
	for _, a := range w.spec.Agents {
		units := float64(cmp.Or(a.Capacity, 10))
		all += units
		if a.Skills[name] > 0 || slices.Contains(a.Languages, name) {
			have += units
		}
		names = append(names, a.Languages...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	demand, mine := 0.0, 1.0
	for _, n := range names {
		d := 1.0
		if w.spec.Strategy.Demand != nil {
			d = float64(w.spec.Strategy.Demand[n])
		}
		demand += d
		if n == name {
			mine = d
		}
	}
	if have == 0 || demand == 0 {
		return 0
	}
	return int64(math.Round(100 * mine * float64(len(names)) / demand * all / have))
}

// Spread: equals share the work by a hash, the same whatever the order of the agents is; without it the first by id gets all.
func TestSpreadSharesTiesOut(t *testing.T) {
	spec := routing.Spec{Agents: []routing.AgentSpec{{ID: "cyd"}, {ID: "ana"}, {ID: "ben"}}, Queues: []routing.QueueSpec{{Name: "front", Agents: []string{"ben", "cyd", "ana"}}}}
	spec.Strategy.Choice = routing.LeastLoaded
	got := func() map[string]int {
		r, count := compile(t, spec), map[string]int{}
		for i := range 3000 {
			count[r.Route(routing.Request{Ticket: string(rune('a'+i%26)) + string(rune('0'+i/26)), Now: friday}, nil).Agent]++
		}
		return count
	}
	require.Equal(t, map[string]int{"ana": 3000}, got())
	spec.Strategy.Spread = true
	shared := got()
	for _, id := range []string{"ana", "ben", "cyd"} {
		require.InDelta(t, 1000, shared[id], 150)
	}
	slices.Reverse(spec.Agents)
	require.Equal(t, shared, got())
}
