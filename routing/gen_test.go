package routing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

var (
	calendars = map[string]calendar.Calendar{
		"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-12:00 13:00-17:30"),
		"night":  calendar.MustParse("America/New_York mon-sun 22:00-06:00"),
	}
	friday = sla.At(time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC))
	ids    = []string{"ana", "ben", "cyd", "dee", "eli"}
	names  = []string{"billing", "network", "second", "front"}
)

func compile(t require.TestingT, spec routing.Spec) *routing.Router {
	r, err := routing.Compile(spec, nil, calendars)
	require.NoError(t, err)
	return r
}

// some draws different entries of a list, in any order.
func some(list []string) *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		return rapid.Permutation(list).Draw(t, "order")[:rapid.IntRange(0, len(list)).Draw(t, "number")]
	})
}

func drawSpec(t *rapid.T) routing.Spec {
	spec := routing.Spec{Limits: routing.Limits{
		Hops: rapid.IntRange(0, 3).Draw(t, "hops"), Between: sla.Duration(rapid.IntRange(0, 2).Draw(t, "between")) * sla.Duration(time.Minute),
		Fallback: rapid.SampledFrom(append([]string{""}, names...)).Draw(t, "fallback"),
	}}
	for _, id := range ids {
		spec.Agents = append(spec.Agents, routing.AgentSpec{
			ID: id, Capacity: rapid.IntRange(0, 2).Draw(t, "capacity"), Hours: rapid.SampledFrom([]string{"", "office", "night"}).Draw(t, "hours"),
		})
	}
	for i, name := range names {
		q := routing.QueueSpec{Name: name, Agents: some(ids).Draw(t, "agents"), Lead: rapid.SampledFrom([]string{"", "ana"}).Draw(t, "lead")}
		if i < len(names)-1 {
			q.When = rapid.SampledFrom([]string{"", `priority == "urgent"`, `tier == "gold"`}).Draw(t, "when")
			if name != spec.Limits.Fallback {
				q.Overflow = rapid.SampledFrom(append([]string{""}, names[i+1:]...)).Draw(t, "overflow")
			}
		}
		spec.Queues = append(spec.Queues, q)
	}
	return spec
}

func drawRoster(t *rapid.T) routing.Roster {
	roster := routing.Roster{}
	for _, id := range some(ids).Draw(t, "known") {
		roster[id] = routing.Present{Load: rapid.IntRange(0, 2).Draw(t, "load"), Away: rapid.IntRange(0, 3).Draw(t, "away") == 0}
	}
	return roster
}

func drawRequest(t *rapid.T) routing.Request {
	j := routing.Journey{Offers: 1, Hops: rapid.IntRange(0, 3).Draw(t, "hops"), Declined: some(ids).Draw(t, "declined")}
	for range rapid.IntRange(0, 3).Draw(t, "visits") {
		j.Take(routing.Decision{Queue: rapid.SampledFrom(names).Draw(t, "visited")})
	}
	now := friday.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hour")) * time.Hour)
	if ago := rapid.IntRange(0, 9).Draw(t, "moved ago"); ago > 0 {
		j.Moved = now.Add(-time.Duration(ago) * time.Minute)
	}
	return routing.Request{
		Fields: sla.Fields{"priority": rapid.SampledFrom([]string{"low", "urgent"}).Draw(t, "priority"), "tier": rapid.SampledFrom([]string{"", "gold"}).Draw(t, "tier")},
		Queue:  rapid.SampledFrom([]string{"", j.Queue, "network", "gone"}).Draw(t, "queue"),
		Prefer: rapid.SampledFrom([]string{"", "cyd", "gone"}).Draw(t, "prefer"),
		Now:    now, Journey: &j,
	}
}

// desk is a router with what it was made of and one request.
type desk struct {
	spec   routing.Spec
	r      *routing.Router
	q      routing.Request
	roster routing.Roster
}

func drawDesk(t *rapid.T) desk {
	d := desk{spec: drawSpec(t), roster: drawRoster(t), q: drawRequest(t)}
	d.r = compile(t, d.spec)
	t.Logf("%+v\n%+v\n%+v journey %+v", d.spec, d.roster, d.q, *d.q.Journey)
	return d
}

// fallback is the queue in which the limits do not count.
func (d desk) fallback() string {
	if d.spec.Limits.Fallback != "" {
		return d.spec.Limits.Fallback
	}
	return names[len(names)-1]
}

// there says whether an agent is there and has room.
func (d desk) there(id string) bool {
	a := d.spec.Agents[slices.Index(ids, id)]
	present := d.roster[id]
	open := a.Hours == "" || calendars[a.Hours].IsOpen(d.q.Now.Time())
	return open && !present.Away && (a.Capacity == 0 || present.Load < a.Capacity)
}

// chain is a queue and those it overflows into.
func (d desk) chain(name string) (list []routing.QueueSpec) {
	for name != "" {
		q := d.spec.Queues[slices.Index(names, name)]
		list, name = append(list, q), q.Overflow
	}
	return list
}

func (d desk) declined(id string) bool { return slices.Contains(d.q.Journey.Declined, id) }

// TestDesksAreRich sees that random desks meet every limit and every way to wait, so that the laws mean something.
func TestDesksAreRich(t *testing.T) {
	met := map[string]int{}
	routed := rapid.Custom(func(t *rapid.T) bool {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		met[fmt.Sprintf("%s agent %t wake %t", got.Limit, got.Agent != "", got.Wake != 0)]++
		return true
	})
	for seed := range 2000 {
		require.True(t, routed.Example(seed))
	}
	for _, limit := range []string{"", routing.ByHops, routing.ByVisit, routing.ByDeclines} {
		require.NotZero(t, met[limit+" agent true wake false"], "%q %v", limit, met)
	}
	for _, limit := range []string{"", routing.ByHops, routing.ByVisit, routing.ByTime} {
		require.NotZero(t, met[limit+" agent false wake true"], "%q %v", limit, met)
	}
	require.NotZero(t, met[" agent false wake false"])
}
