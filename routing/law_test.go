package routing_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Total: a ticket lands in a declared queue, with an agent or with a reason to wait, and looking again is later.
func TestLawRouteIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		spec, ok := d.r.Queue(got.Queue)
		require.True(t, ok, "%s", got)
		require.Equal(t, spec.Lead, got.Lead)
		if got.Agent != "" {
			require.Zero(t, got.Wake)
			require.Positive(t, got.Accept)
			return
		}
		require.Zero(t, got.Accept)
		require.True(t, got.Wake == 0 || got.Wake > d.q.Now, "%s", got)
		empty := !slices.ContainsFunc(d.chain(got.Queue), func(q routing.QueueSpec) bool { return len(q.Agents) > 0 })
		require.True(t, got.Limit == routing.ByTime || len(got.Passed) > 0 || empty, "%s", got)
	})
}

// Fit: who is offered a ticket is there and has room, and has not declined unless it is the last resort.
func TestLawAgentFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		if got.Agent == "" {
			return
		}
		require.True(t, d.there(got.Agent), "%s", got)
		if got.Queue != d.fallback() {
			require.False(t, d.declined(got.Agent), "%s", got)
		}
	})
}

// Load: nobody of the queue who fits carries less, or stands before and carries the same; the preferred agent goes first.
func TestLawLeastLoadedIsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		if got.Agent == "" || got.Agent == d.q.Prefer {
			return
		}
		asked := d.declined(got.Agent)
		agents := d.chain(got.Queue)[0].Agents
		for i, id := range agents {
			if !d.there(id) || d.declined(id) && !asked {
				continue
			}
			least, first := d.roster[got.Agent].Load, slices.Index(agents, got.Agent)
			require.False(t, d.roster[id].Load < least || d.roster[id].Load == least && i < first, "%s before %s", id, got)
			require.False(t, asked && !d.declined(id), "%s is asked again although %s is there", got.Agent, id)
		}
		if d.q.Prefer == "cyd" && !d.declined("cyd") {
			require.False(t, d.there("cyd"), "%s", got)
		}
	})
}

// Reasons: each agent of the queue before the chosen one, and each of one that waits, has a reason.
func TestLawWhoIsPassedOverHasAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		d.q.Prefer = ""
		got := d.r.Route(d.q, d.roster)
		if got.Limit == routing.ByTime {
			return
		}
		agents := d.chain(got.Queue)[0].Agents
		if got.Agent != "" {
			agents = agents[:slices.Index(agents, got.Agent)]
		}
		for _, id := range agents {
			i := slices.IndexFunc(got.Passed, func(p routing.Passed) bool { return p.Agent == id })
			require.GreaterOrEqual(t, i, 0, "%s has no reason in %s", id, got)
			require.NotEmpty(t, got.Passed[i].Why)
		}
	})
}

// Voice: a ticket waits only for somebody who may yet take it; nobody who is there is left unasked.
func TestLawNobodyWaitsForNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		if got.Agent != "" || got.Limit == routing.ByTime {
			return
		}
		queue := d.chain(got.Queue)[0]
		for _, id := range queue.Agents {
			require.False(t, d.there(id) && (!d.declined(id) || got.Queue == d.fallback()), "%s is there: %s", id, got)
		}
		members, hope := 0, 0
		for _, q := range d.chain(got.Queue) {
			for _, id := range q.Agents {
				members++
				if !d.declined(id) {
					hope++
				}
			}
		}
		require.True(t, members == 0 || hope > 0 || got.Queue == d.fallback(), "%s waits for those who declined", got)
	})
}

// Preference: an agent who is asked for and does not get the ticket is passed over and decides nothing else.
func TestLawPreferenceIsNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		got := d.r.Route(d.q, d.roster)
		if got.Agent != "" && got.Agent == d.q.Prefer {
			return
		}
		d.q.Prefer = ""
		want := d.r.Route(d.q, d.roster)
		got.Passed, want.Passed = nil, nil
		require.Equal(t, want, got)
	})
}

// Wake: a ticket that waits for an instant is not to be had before it.
func TestLawWakeIsTight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		d.q.Prefer = ""
		got := d.r.Route(d.q, d.roster)
		if got.Wake == 0 {
			return
		}
		d.q.Now += sla.Instant(rapid.Int64Range(0, int64(got.Wake-d.q.Now)-1).Draw(t, "later"))
		require.Equal(t, got, d.r.Route(d.q, d.roster))
		d.q.Now = got.Wake
		next := d.r.Route(d.q, d.roster)
		require.NotEqual(t, got, next)
		require.NotEqual(t, routing.ByTime, next.Limit)
	})
}

// Limits: in a journey whose every offer is declined the hops stay within the limit, offers keep their distance and no queue
// but the fallback is entered twice.
func TestLawJourneyKeepsItsLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		j := routing.Journey{}
		d.q.Journey = &j
		hops, between := d.spec.Limits.Hops, time.Duration(d.spec.Limits.Between)
		if hops == 0 {
			hops = routing.DefaultHops
		}
		if between == 0 {
			between = routing.DefaultBetween
		}
		for range 25 {
			last := j.Moved
			got := d.r.Route(d.q, d.roster)
			j.Take(got)
			require.Equal(t, got.Queue, j.Queue)
			if got.Agent != "" {
				require.True(t, last == 0 || d.q.Now.Sub(last) >= between)
				if rapid.Bool().Draw(t, "accepted") {
					j.Held(d.q.Now)
				} else {
					j.Declined = append(j.Declined, got.Agent)
				}
			}
			if got.Queue == d.fallback() {
				return
			}
			require.LessOrEqual(t, j.Hops, hops)
			require.Len(t, j.Visited, len(slices.Compact(slices.Sorted(slices.Values(j.Visited)))), "%v", j.Visited)
			d.q.Queue, d.q.Now = j.Queue, d.q.Now.Add(time.Minute)
			if rapid.IntRange(0, 5).Draw(t, "moved") == 0 {
				j.Take(routing.Decision{Queue: rapid.SampledFrom(names).Draw(t, "to")})
				d.q.Queue = j.Queue
				again := slices.Contains(j.Visited[:len(j.Visited)-1], j.Queue)
				if got = d.r.Route(d.q, d.roster); again && got.Limit != routing.ByTime {
					require.Equal(t, d.fallback(), got.Queue, "%v", j.Visited)
				}
				if again {
					return
				}
			}
		}
	})
}

// Purity: the order in which a roster was filled makes no difference, and nothing that was given is changed.
func TestLawRouteIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDesk(t)
		before, err := json.Marshal([]any{d.q, d.roster, d.spec})
		require.NoError(t, err)
		want := d.r.Route(d.q, d.roster)
		for range 5 {
			other := routing.Roster{}
			for _, id := range rapid.Permutation(slices.Sorted(maps.Keys(d.roster))).Draw(t, "order") {
				other[id] = d.roster[id]
			}
			require.Equal(t, want, compile(t, d.spec).Route(d.q, other))
		}
		after, err := json.Marshal([]any{d.q, d.roster, d.spec})
		require.NoError(t, err)
		require.JSONEq(t, string(before), string(after))
	})
}
