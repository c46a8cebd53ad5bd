package routing_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Batch: many tickets at once are decided as one by one in the order of work, each seeing what those before it took and how much
// of its queue waits before it, and nobody ends beyond the capacity.
func TestLawBatchIsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := thrown(t)
		w := makeWorld(t, d, false)
		list := make([]routing.Request, rapid.IntRange(1, 8).Draw(t, "tickets"))
		for i := range list {
			list[i] = w.request(d)
			list[i].Ticket += string(rune('a' + i))
		}
		before, interrupted := clone(w.roster), map[string]bool{}
		got := w.r.Batch(list, w.roster)
		require.Equal(t, before, w.roster)
		order := make([]int, len(list))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			return w.r.Rank(w.r.Work(list[a]), w.now).Compare(w.r.Rank(w.r.Work(list[b]), w.now))
		})
		waits := map[string]int{}
		for _, i := range order {
			q := list[i]
			q.Ahead += waits[w.r.Entered(q)]
			want := w.r.Route(q, w.roster)
			if want.Agent == "" {
				units, _ := w.r.Weight(q.Fields)
				waits[want.Queue] += units
			}
			require.Equal(t, want, got[i], "ticket %d", i)
			if want.Limit != routing.ByTime {
				require.Equal(t, q.Ahead, want.Ahead)
			}
			if want.Agent != "" {
				require.Equal(t, w.roster[want.Agent].Load, got[i].Load)
				interrupted[want.Agent] = interrupted[want.Agent] || want.Interrupts > 0
				w.roster[want.Agent] = w.roster[want.Agent].Taking(want, w.now)
			}
		}
		for id, p := range w.roster {
			if room := w.agent(id).Capacity; room > 0 {
				require.LessOrEqual(t, inHand(p, interrupted[id]), max(room, inHand(before[id], interrupted[id])), "%s", id)
			}
		}
	})
}

// inHand is what an agent carries, but for what may be set aside where something interrupts.
func inHand(p routing.Present, interrupted bool) int {
	if interrupted {
		return p.Load - p.Interruptible
	}
	return p.Load
}

func clone(roster routing.Roster) routing.Roster {
	other := routing.Roster{}
	for id, p := range roster {
		other[id] = p
	}
	return other
}

// Growth: one more agent, who carries nothing and is of a team, leaves no ticket worse: who had an agent has one, and who
// waited does not wait longer. A ticket that was at the fallback only because nobody else could ever
// take it may wait for the new agent instead.
func TestLawOneMoreAgentHurtsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := thrown(t)
		w := makeWorld(t, d, true)
		w.spec.Strategy.Choice, w.spec.Strategy.Demand = rapid.SampledFrom(allChoices[1:]).Draw(t, "choice"), nil
		w.spec.Overflows = nil
		for i := range w.spec.Queues {
			w.spec.Queues[i].Stages = ""
		}
		if w.spec.Matrix != nil {
			for i := range w.spec.Matrix.Rows {
				w.spec.Matrix.Rows[i].Overflow = ""
			}
		}
		q := w.request(d)
		q.Journey = &routing.Journey{}
		if rapid.Bool().Draw(t, "newcomer") {
			w.desert()
			q.Queue = "network"
		}
		before := w.compile(t).Route(q, w.roster)
		more := makeAgent(d, "zed", true)
		more.Teams = []string{"north"}
		w.spec.Agents = append(w.spec.Agents, more)
		after := w.compile(t).Route(q, w.roster)
		switch {
		case after.Agent != "" || before.Limit != "":
		case before.Agent != "":
			require.Fail(t, "lost its agent", "%s\nthen %s", before, after)
		case before.Wake != 0 && after.Wait != routing.ForRoom:
			require.True(t, after.Wake != 0 && after.Wake <= before.Wake, "%s\nthen %s", before, after)
		}
	})
}

// End: in a journey whose every offer is declined, looked at again whenever it wakes, hops stay within the cap, no queue but the
// fallback is entered twice, and it ends at the fallback, waiting, or with everybody asked.
func TestLawEveryJourneyEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := thrown(t)
		w := makeWorld(t, d, false)
		q := w.request(d)
		j := routing.Journey{}
		q.Journey, q.Queue, q.Arrived = &j, "", cmp.Or(q.Arrived, q.Now)
		hops := cmp.Or(w.spec.Limits.Hops, routing.DefaultHops)
		for looks := 0; ; looks++ {
			require.Less(t, looks, 500, "%+v", j)
			got := w.r.Route(q, w.roster)
			requireTotal(t, w, q, got)
			j.Take(got)
			if got.Queue == w.fallback() || got.Agent == "" && got.Wake == 0 {
				return
			}
			require.LessOrEqual(t, j.Hops, hops)
			require.Len(t, slices.Compact(slices.Sorted(slices.Values(j.Visited))), len(j.Visited), "%v", j.Visited)
			q.Queue = j.Queue
			if got.Agent != "" {
				require.Empty(t, w.wrong(q, got), "%s", got)
				j.Declined = append(j.Declined, got.Agent)
				continue
			}
			if q.Now = got.Wake; q.Now > friday.Add(60*24*time.Hour) {
				return
			}
		}
	})
}

// Wake: nobody gets a ticket that waits, before it wakes, while nobody has room, is back or is free.
func TestLawNobodyIsFreeBeforeTheWake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireWake(t, thrown(t)) })
}

// requireWake lets a ticket wait in a world, and sees that it waits until it wakes.
func requireWake(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, false)
	q := w.request(d)
	q.Prefer, q.Owner = "", ""
	if d(2) == 0 {
		w.crowd()
		q.Arrived, q.Due, q.Target, q.Queue = q.Now, 0, sla.Duration(4*time.Hour), "network"
		w.r = w.compile(t)
	}
	got := w.r.Route(q, w.roster)
	last := got.Wake
	if got.Agent != "" {
		return nil
	}
	if last == 0 {
		last = q.Now.Add(90 * 24 * time.Hour)
	}
	q.Queue = got.Queue
	q.Journey.Take(got)
	for range 8 {
		q.Now += sla.Instant(d(int(last - q.Now)))
		if then := w.r.Route(q, w.roster); then.Agent != "" {
			require.Fail(t, "before it wakes", "%s, at %s: %s", got, q.Now, then)
		}
	}
	return []string{"waits"}
}

// desert leaves the team north empty, and a queue to it alone that overflows.
func (w world) desert() {
	for i := range w.spec.Agents {
		w.spec.Agents[i].Teams = nil
	}
	w.spec.Queues[0].Agents, w.spec.Queues[0].Teams = nil, []string{"north"}
	if w.fallback() != "network" {
		w.spec.Queues[0].Overflow = "front"
	}
}

// crowd gives the agents of one queue all that they can hold, and a way out to those of the others.
func (w world) crowd() {
	w.spec.Queues[0].Agents, w.spec.Queues[0].Teams, w.spec.Queues[0].Stages = worldIDs[:2], nil, "wide"
	for i := range w.spec.Agents {
		w.spec.Agents[i].Hours, w.spec.Agents[i].Leave, w.spec.Agents[i].Capacity = "", nil, 4
		w.roster[worldIDs[i]] = routing.Present{Load: 4 * max(0, 2-i)}
	}
}

// A great many desks: no ticket of any of them ends the process, overfills an agent or waits for nothing.
func TestMillionsOfTicketsAreRouted(t *testing.T) {
	worlds, tickets := 10_000, 100
	if testing.Short() || slow {
		worlds = 200
	}
	agents := 0
	for seed := range uint64(worlds) {
		d := rolled(1<<32 + seed)
		w := makeWorld(t, d, false)
		var list []routing.Request
		for range tickets {
			list = append(list, w.request(d))
		}
		start := clone(w.roster)
		for _, q := range list {
			got := w.r.Route(q, w.roster)
			requireTotal(t, w, q, got)
			if got.Agent == "" {
				continue
			}
			if wrong := w.wrong(q, got); wrong != "" {
				require.Fail(t, wrong, "seed %d: %s", seed, got)
			}
			agents++
			w.roster[got.Agent] = w.roster[got.Agent].Taking(got, q.Now)
			if room := w.agent(got.Agent).Capacity; room > 0 && inHand(w.roster[got.Agent], got.Interrupts > 0) > room {
				require.Fail(t, "overfilled", "seed %d: %s", seed, got)
			}
			if d(3) > 0 {
				w.roster[got.Agent] = start[got.Agent]
			}
		}
	}
	require.Greater(t, agents, worlds*tickets/20)
}
