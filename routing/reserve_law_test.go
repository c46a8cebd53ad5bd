package routing_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
)

// Reserve: a ticket that is not urgent leaves the share of those at work free, whoever is asked for or had it last; what waits for
// the reserve could only be had from it.
func TestLawReserveStaysFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireReserve(t, thrown(t)) })
}

// requireReserve routes a ticket that has no way out of its queue, and says what became of it.
func requireReserve(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, false)
	w.spec.Strategy.Reserve = routing.ReserveSpec{Share: "40%", Priority: 1 + d(2)}
	for i := range w.spec.Queues {
		w.spec.Queues[i].Stages, w.spec.Queues[i].Overflow = "", ""
	}
	if w.spec.Matrix != nil {
		for i := range w.spec.Matrix.Rows {
			w.spec.Matrix.Rows[i].Overflow = ""
		}
	}
	w.r = w.compile(t)
	q := w.request(d)
	q.Journey, q.Prefer = &routing.Journey{}, one(d, "", "", worldIDs[d(len(worldIDs))])
	got := w.r.Route(q, w.roster)
	if row := w.row(q); row != nil && row.Priority >= w.spec.Strategy.Reserve.Priority {
		require.NotEqual(t, routing.ForReserve, got.Wait, "%s", got)
		return []string{"urgent"}
	}
	pool := w.atWork(t, q, got.Queue)
	switch {
	case got.Agent != "":
		require.True(t, w.leaves(pool, got), "%s %v", got, pool)
		if got.Favour != "" {
			return []string{string(got.Favour)}
		}
		return []string{"chosen"}
	case got.Wait == routing.ForReserve:
		require.True(t, slices.ContainsFunc(append(pool, q.Prefer, q.Owner), func(id string) bool {
			return id != "" && (w.hasRoom(id, w.weight(q)) || w.hasRoom(id, w.weight(q)-w.roster[id].Interruptible))
		}), "%s %v", got, pool)
		return []string{"waits"}
	}
	for _, id := range pool {
		try := got
		try.Agent, try.Weight = id, w.weight(q)
		require.False(t, w.hasRoom(id, try.Weight) && w.leaves(pool, try), "%s could take what %s", id, got)
	}
	return nil
}

// atWork are those of a queue who could take a ticket now if they had nothing in hand.
func (w world) atWork(t require.TestingT, q routing.Request, queue string) (pool []string) {
	w.spec.Strategy.Reserve, w.spec.Strategy.OwnerFirst = routing.ReserveSpec{}, false
	r := w.compile(t)
	q.Queue, q.Prefer = queue, ""
	idle := routing.Roster{}
	for id, p := range w.roster {
		p.Load, p.Interruptible = 0, 0
		idle[id] = p
	}
	allow := q.Allow
	for _, only := range worldIDs {
		q.Allow = func(id string) bool { return id == only && (allow == nil || allow(id)) }
		if got := r.Route(q, idle); got.Agent == only && got.Queue == queue {
			pool = append(pool, only)
		}
	}
	return pool
}

// hasRoom says whether an agent has room for some units.
func (w world) hasRoom(id string, units int) bool {
	room := w.agent(id).Capacity
	return room == 0 || w.roster[id].Load+units <= room
}

// leaves says whether enough of a pool and of the agent of a decision is free after it.
func (w world) leaves(pool []string, d routing.Decision) bool {
	total, free := 0, -d.Weight
	if !slices.Contains(pool, d.Agent) {
		pool = append(slices.Clone(pool), d.Agent)
	}
	for _, id := range pool {
		room := w.agent(id).Capacity
		if room == 0 {
			return true
		}
		total, free = total+room, free+max(0, room-w.roster[id].Load)
	}
	return free*10 >= total*4
}

// Who is asked for beside the queue counts to what is kept, and leaves the queue as it is.
func TestReserveHoldsForWhoIsAskedFor(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents:   []routing.AgentSpec{{ID: "ben", Capacity: 4}, {ID: "cyd", Capacity: 4}},
		Queues:   []routing.QueueSpec{{Name: "front", Agents: []string{"ben"}}},
		Strategy: routing.StrategySpec{Reserve: routing.ReserveSpec{Share: "50%"}},
	})
	told := func(ben, cyd int) string {
		q, roster := routing.Request{Prefer: "cyd", Now: friday}, routing.Roster{"ben": {Load: ben}, "cyd": {Load: cyd}}
		return r.Route(q, roster).String() + "; " + r.Explain(q, roster).Candidates[1].Why
	}
	require.Equal(t, "front: cyd, 15m to accept, since cyd is asked for; ", told(0, 3))
	require.Equal(t, "front: ben, 15m to accept (cyd is kept for urgent tickets); is kept for urgent tickets", told(1, 3))
	require.Equal(t, "front: waits, what is free is kept for urgent tickets (cyd is kept for urgent tickets, ben is kept for urgent tickets); is kept for urgent tickets", told(2, 3))
}
