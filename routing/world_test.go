package routing_test

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// dice returns a number from 0 to below n.
type dice func(n int) int

// thrown are the dice of a law.
func thrown(t *rapid.T) dice {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "d") }
}

// rolled are dice of a generator, for more worlds than laws try.
func rolled(seed uint64) dice {
	r := rand.New(rand.NewPCG(seed, 72))
	return r.IntN
}

// one returns one of a list.
func one[T any](d dice, list ...T) T { return list[d(len(list))] }

// part returns some of a list, in its order.
func part[T any](d dice, list ...T) (some []T) {
	for _, x := range list {
		if d(2) == 0 {
			some = append(some, x)
		}
	}
	return some
}

var (
	worldTerms = func() *sla.Terms {
		terms, err := sla.Vocabulary{Fields: map[string]sla.Field{
			"type": {Values: []string{"outage", "invoice"}}, "language": {Values: []string{"de", "en", "ja"}},
			"channel": {Values: []string{"chat", "email", "phone"}}, "tier": {Values: []string{"gold", "free"}},
		}}.Compile()
		if err != nil {
			panic(err)
		}
		return terms
	}()
	worldHours = map[string]calendar.Calendar{
		"office": calendars["office"], "night": calendars["night"],
		"tokyo": calendar.MustParse("Asia/Tokyo mon-sun 09:00-17:00"), "never": calendar.Subtract(calendars["night"], calendars["night"]),
	}
	worldIDs = []string{"ana", "ben", "cyd", "dee", "eli", "fay"}
)

// world is a router with what it was made of, and how its agents stand.
type world struct {
	spec   routing.Spec
	r      *routing.Router
	roster routing.Roster
	now    sla.Instant
}

// makeWorld makes a desk of several regions. Where it is calm, nothing is kept in reserve and nobody has leave.
func makeWorld(t require.TestingT, d dice, calm bool) world {
	w := world{now: friday.Add(time.Duration(d(24*8)) * 30 * time.Minute)}
	w.spec = routing.Spec{
		Skills: []string{"network", "billing"},
		Channels: map[string]routing.ChannelSpec{
			"chat": {Weight: d(3), Interrupts: d(2) == 0}, "email": {Weight: 1 + d(2), Interruptible: true}, "phone": {Weight: 3},
		},
		Teams: []routing.TeamSpec{{Name: "north", Region: "emea"}, {Name: "east", Region: "apac"}, {Name: "away"}},
	}
	for _, id := range worldIDs {
		w.spec.Agents = append(w.spec.Agents, makeAgent(d, id, calm))
	}
	w.spec.Queues = makeQueues(d)
	if d(3) > 0 {
		w.spec.Matrix = makeMatrix(d)
	}
	w.spec.Overflows = []routing.OverflowSpec{makeWay(d, "wide"), makeWay(d, "far")}
	w.spec.Strategy = makeStrategy(d, calm)
	w.spec.Limits = routing.Limits{Hops: d(4), Fallback: one(d, "", "front", "billing")}
	for i := range w.spec.Queues {
		if q := &w.spec.Queues[i]; q.Name == w.spec.Limits.Fallback || w.spec.Limits.Fallback == "" && q.Name == "front" {
			q.Overflow = ""
		}
	}
	w.roster = makeRoster(d, w.now)
	w.r = w.compile(t)
	return w
}

// compile makes a router of the spec.
func (w world) compile(t require.TestingT) *routing.Router {
	r, err := routing.Compile(w.spec, worldTerms, worldHours)
	require.NoError(t, err)
	return r
}

func makeAgent(d dice, id string, calm bool) routing.AgentSpec {
	a := routing.AgentSpec{
		ID: id, Capacity: d(5), Hours: one(d, "", "office", "night", "tokyo", "tokyo"), Teams: part(d, "north", "east", "away"),
		Languages: part(d, "de", "en", "ja"), Skills: map[string]int{},
	}
	if d(4) == 0 {
		a.Channels = part(d, "chat", "email", "phone")
	}
	for _, skill := range []string{"network", "billing"} {
		if level := d(6); level > 0 {
			a.Skills[skill] = level
		}
	}
	if !calm && d(4) == 0 {
		a.Leave = []routing.LeaveSpec{{Name: one(d, "", "holiday"), From: one(d, "2026-03-27", "2026-03-29"), Until: one(d, "2026-03-29", "2026-04-01")}}
	}
	if !calm && d(12) == 0 {
		a.Hours = "never"
	}
	return a
}

func makeQueues(d dice) []routing.QueueSpec {
	queue := func(name string) routing.QueueSpec {
		return routing.QueueSpec{
			Name: name, Agents: part(d, worldIDs...), Teams: part(d, "north", "east"), Hours: one(d, "", "office"),
			Stages: one(d, "", "", "wide", routing.FollowTheSun),
		}
	}
	list := []routing.QueueSpec{queue("network"), queue("billing"), queue("front")}
	list[0].When, list[1].When = `type == "outage"`, one(d, "", `type == "invoice"`)
	list[0].Overflow, list[1].Overflow = one(d, "", "billing", "front"), one(d, "", "front")
	return list
}

func makeMatrix(d dice) *routing.MatrixSpec {
	m := &routing.MatrixSpec{Dimensions: []string{"type", "tier"}}
	for _, is := range []map[string][]string{{"type": {"outage"}}, {"type": {"invoice"}, "tier": {"gold"}}, {"type": {"invoice", "other"}}} {
		row := routing.RowSpec{
			Is: is, Queue: one(d, "network", "billing", "front"), Weight: one(d, 0, 0, 2), Priority: d(3), Overflow: one(d, "", "", "wide", "far", routing.FollowTheSun),
		}
		for _, skill := range part(d, "network", "billing") {
			row.Skills = append(row.Skills, routing.NeedSpec{
				Skill: skill, Level: d(6), Preferred: d(3) == 0, Relax: one(d, 0, sla.Duration(20*time.Minute), sla.Duration(time.Hour)),
			})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func makeWay(d dice, name string) routing.OverflowSpec {
	o := routing.OverflowSpec{Name: name}
	for range 1 + d(3) {
		s := routing.StageSpec{
			At: one(d, "25%", "60%", "10m", "30m wall", "unstaffed", "forecast", "2h wall or unstaffed"), Relax: d(3) == 0, Teams: part(d, "north", "east"),
			Region: one(d, "", "emea", "any"), Queue: one(d, "", "", "front", "network"), Languages: part(d, "de", "en"),
		}
		if s.Region == "" {
			s.Relax = true
		}
		o.Stages = append(o.Stages, s)
	}
	return o
}

func makeStrategy(d dice, calm bool) routing.StrategySpec {
	s := routing.StrategySpec{
		Order: one(d, allOrders...), Strict: d(4) == 0, Tiers: map[string]int{"gold": 3, "free": 1}, Choice: one(d, allChoices...), OwnerFirst: d(2) == 0,
		Spread: d(2) == 0, Fallback: part(d, "en"), Fit: d(3) == 0, Interrupt: one(d, "", "50%"),
	}
	if d(3) == 0 {
		s.Demand = map[string]int{"network": 3, "de": 1}
	}
	if !calm && d(4) == 0 {
		s.Reserve = routing.ReserveSpec{Share: "40%", Priority: d(3)}
	}
	return s
}

var allChoices = []routing.Choice{
	"", routing.Listed, routing.LeastLoaded, routing.RoundRobin, routing.LongestIdle, routing.MostSkilled, routing.Scarce, routing.Scarce,
}

func makeRoster(d dice, now sla.Instant) routing.Roster {
	roster := routing.Roster{}
	for _, id := range part(d, worldIDs...) {
		p := routing.Present{Load: d(5), Away: d(8) == 0, Offline: d(8) == 0}
		p.Interruptible = d(p.Load + 1)
		p.Idle, p.Last = now.Add(-time.Duration(d(4))*time.Minute), now.Add(-time.Duration(d(4))*time.Minute)
		roster[id] = p
	}
	return roster
}

// request makes a ticket that arrived some time ago and has been somewhere.
func (w world) request(d dice) routing.Request {
	j := &routing.Journey{Declined: part(d, worldIDs...)[:0]}
	if d(2) == 0 {
		j.Declined = part(d, worldIDs...)
	}
	for range d(3) {
		j.Take(routing.Decision{Queue: one(d, "network", "billing", "front"), Agent: one(d, "", "ana")})
	}
	q := routing.Request{
		Ticket: one(d, "a1", "b2", "c3"), Queue: one(d, "", "", j.Queue, "front"), Prefer: one(d, "", "", "", "cyd", "gone"), Owner: one(d, "", "ben"),
		Fields: sla.Fields{
			"type": one(d, "", "outage", "invoice"), "tier": one(d, "gold", "free"), "channel": one(d, "", "chat", "chat", "email", "phone", "fax"),
			"language": one(d, "", "unknown", "de", "en", "ja", "eo"),
		},
		Journey: j, Now: w.now, Arrived: w.now.Add(-time.Duration(d(10)) * 10 * time.Minute), Target: sla.Duration(d(4)) * sla.Duration(time.Hour),
		Expect: sla.Duration(one(d, 0, 20, 40, 400)) * sla.Duration(time.Minute), Ahead: d(6), Exclude: part(d, worldIDs...)[:0],
	}
	if d(8) == 0 {
		q.Arrived = 0
	}
	if d(4) == 0 && q.Arrived != 0 {
		q.Due = q.Arrived.Add(time.Duration(d(5)) * time.Hour)
	}
	if d(3) == 0 {
		q.Exclude = part(d, "ana", "ben", "dee")
	}
	if d(4) == 0 {
		q.Allow = func(id string) bool { return id != "fay" && id != "eli" }
	}
	return q
}

// agent returns the declaration of an agent.
func (w world) agent(id string) routing.AgentSpec {
	return w.spec.Agents[slices.IndexFunc(w.spec.Agents, func(a routing.AgentSpec) bool { return a.ID == id })]
}
