package routing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Forecast: a ticket overflows by forecast exactly when those of its queue, each at work minute by minute, do not get through what
// waits before it and the ticket itself by its due time; and a ticket that does not by then is looked at when it does.
func TestLawForecastIsMinuteByMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { requireForecast(t, thrown(t)) })
}

// requireForecast routes a ticket of which nobody of its queue has room, and says what was foreseen.
func requireForecast(t require.TestingT, d dice) []string {
	w := makeWorld(t, d, false)
	w.spec.Matrix, w.spec.Strategy.Reserve, w.spec.Strategy.OwnerFirst = nil, routing.ReserveSpec{}, false
	w.spec.Overflows[0].Stages = []routing.StageSpec{{At: "forecast", Region: "any"}}
	queue := &w.spec.Queues[0]
	queue.Stages, queue.Overflow, w.spec.Limits = "wide", "", routing.Limits{}
	w.r = w.compile(t)
	for _, a := range w.spec.Agents {
		p := w.roster[a.ID]
		p.Load, p.Interruptible = a.Capacity, 0
		w.roster[a.ID] = p
	}
	q := w.request(d)
	q.Queue, q.Prefer, q.Journey, q.Due = "network", "", &routing.Journey{}, 0
	q.Target = sla.Duration(d(30)) * sla.Duration(time.Hour)
	got := w.r.Route(q, w.roster)
	pool := w.ever(t, q)
	if got.Agent != "" && got.Stage == "" || len(pool) == 0 || q.Arrived == 0 || q.Target == 0 {
		return nil
	}
	late, idle := w.late(q, pool), !slices.ContainsFunc(pool, func(id string) bool { return w.busyAt(id, q.Now) })
	require.Equal(t, late, strings.HasSuffix(got.Stage, "too late"), "%s, pool %v", got, pool)
	switch {
	case !late:
		w.requireLook(t, q, got, pool)
		if idle {
			return []string{"in time from a later shift"}
		}
		return []string{"in time"}
	case slices.ContainsFunc(pool, func(id string) bool {
		return idle && w.busyAt(id, q.Arrived.Add(time.Duration(q.Target)-time.Minute))
	}):
		return []string{"too late though somebody comes"}
	}
	return []string{"too late"}
}

// requireLook sees that a ticket in time is looked at before it no longer is.
func (w world) requireLook(t require.TestingT, q routing.Request, got routing.Decision, pool []string) {
	if got.Wake == 0 {
		require.False(t, w.late(later(q, 31*time.Hour), pool), "%s", got)
		return
	}
	require.False(t, w.late(later(q, time.Duration(got.Wake-q.Now-1).Truncate(time.Minute)), pool), "%s", got)
}

// later is a request that is made again after a while.
func later(q routing.Request, d time.Duration) routing.Request {
	q.Now = q.Now.Add(d)
	return q
}

// ever are those of the queue who could take a ticket at some time.
func (w world) ever(t require.TestingT, q routing.Request) (pool []string) {
	w.spec.Agents = slices.Clone(w.spec.Agents)
	for i := range w.spec.Agents {
		w.spec.Agents[i].Hours, w.spec.Agents[i].Leave = "", nil
	}
	r, allow := w.compile(t), q.Allow
	for _, only := range worldIDs {
		q.Allow = func(id string) bool { return id == only && (allow == nil || allow(id)) }
		if got := r.Route(q, nil); got.Agent == only && got.Queue == q.Queue && got.Stage == "" {
			pool = append(pool, only)
		}
	}
	return pool
}

// late says whether a pool does not get through the work before a ticket and its own by its due time.
func (w world) late(q routing.Request, pool []string) bool {
	work := max(1, q.Expect*sla.Duration(q.Ahead+w.weight(q)))
	from := map[string]sla.Instant{}
	for _, id := range pool {
		from[id] = w.busyFrom(q, id)
	}
	for at := q.Now; at < q.Arrived.Add(time.Duration(q.Target)); at = at.Add(time.Minute) {
		for _, id := range pool {
			switch room := w.agent(id).Capacity; {
			case at < from[id] || !w.busyAt(id, at):
			case room == 0:
				return false
			default:
				work -= sla.Duration(room) * sla.Duration(time.Minute)
			}
		}
		if work <= 0 {
			return false
		}
	}
	return true
}

// busyAt says whether an agent is there and at work at an instant.
func (w world) busyAt(id string, at sla.Instant) bool {
	a, p := w.agent(id), w.roster[id]
	return !p.Away && !p.Offline && (a.Hours == "" || worldHours[a.Hours].IsOpen(at.Time())) && !w.onLeave(a, at)
}

// busyFrom is when an agent begins to work on what waits: now, or after a shift that is too short for the ticket.
func (w world) busyFrom(q routing.Request, id string) sla.Instant {
	at := q.Now
	if !w.spec.Strategy.Fit || q.Expect == 0 || !w.busyAt(id, at) || !w.tooLong(w.agent(id), q) {
		return at
	}
	for w.busyAt(id, at) {
		at = at.Add(time.Minute)
	}
	return at
}
