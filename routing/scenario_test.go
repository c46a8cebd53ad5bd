package routing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// rush is a desk of thirty agents, some of them off shift, and a thousand tickets that wait for them.
func rush(t *testing.T) (r *routing.Router, roster routing.Roster, tickets []routing.Request) {
	spec := routing.Spec{
		Teams: []routing.TeamSpec{{Name: "berlin", Region: "emea"}, {Name: "york", Region: "amer"}},
		Queues: []routing.QueueSpec{
			{Name: "berlin", When: `type == "outage"`, Teams: []string{"berlin"}, Hours: "office", Stages: "wide"}, {Name: "front", Teams: []string{"berlin", "york"}},
		},
		Overflows: []routing.OverflowSpec{{Name: "wide", Stages: []routing.StageSpec{{At: "30m", Region: routing.AnyRegion}}}},
		Strategy:  routing.StrategySpec{Order: routing.SavableFirst, Choice: routing.LeastLoaded},
	}
	roster = routing.Roster{}
	for i := range 30 {
		a := routing.AgentSpec{ID: fmt.Sprintf("agent%02d", i), Capacity: 5, Teams: []string{"berlin"}, Hours: "office"}
		if i%2 == 1 {
			a.Teams, a.Hours = []string{"york"}, []string{"", "night"}[i/2%2]
		}
		spec.Agents = append(spec.Agents, a)
		roster[a.ID] = routing.Present{Load: i % 3, Away: i == 8}
	}
	now := sla.At(time.Date(2026, 3, 27, 10, 30, 0, 0, time.UTC)) // 11:30 in Berlin
	for i := range 1000 {
		tickets = append(tickets, routing.Request{
			Ticket: fmt.Sprintf("ticket%03d", i), Fields: sla.Fields{"type": []string{"outage", "invoice"}[i%2], "status": []string{"open", "closed", "open"}[i%3]},
			Arrived: now.Add(-time.Duration(i*7%90) * time.Minute), Target: sla.Duration(time.Hour), Now: now,
			Allow: func(id string) bool { return id != "agent04" },
		})
	}
	return compile(t, spec), roster, tickets
}

// A thousand wait for thirty: with one look at the host's tickets and one at the agents, those whose promise can be kept are offered
// first, each with its reason, and nobody off shift, away, full or without permission is offered one. Who loses a race for a
// ticket sees it go to the next.
func TestThousandWaitForThirty(t *testing.T) {
	r, roster, all := rush(t)
	tickets := slices.DeleteFunc(all, func(q routing.Request) bool { return q.Fields["status"] == "closed" })
	decisions := r.Batch(tickets, roster)
	room, given, lateGiven, savableWaits := 0, 0, 0, 0
	for i := range 30 {
		if works := i%2 == 0 || i/2%2 == 0; works && i != 8 && i != 4 {
			room += 5 - i%3
		}
	}
	for i, d := range decisions {
		lost := tickets[i].Now > tickets[i].Arrived.Add(time.Hour)
		outage := tickets[i].Fields["type"] == "outage"
		switch {
		case d.Agent == "":
			require.NotEmpty(t, d.Passed)
			require.Equal(t, routing.ForRoom, d.Wait, "%s", d)
			if !lost && !outage {
				savableWaits++
			}
			continue
		case lost && !outage:
			lateGiven++
		}
		given++
		n := 0
		_, err := fmt.Sscanf(d.Agent, "agent%02d", &n)
		require.NoError(t, err)
		require.True(t, (n%2 == 0 || n/2%2 == 0) && n != 8 && n != 4, "%s", d)
		require.Less(t, d.Load, 5)
	}
	require.Equal(t, room, given)
	require.Zero(t, min(lateGiven, savableWaits), "a lost ticket went before one that could be kept")
	first := slices.IndexFunc(decisions, func(d routing.Decision) bool {
		return d.Agent != "" && d.Load < 2 && d.Next.Agent != "" && d.Stage == ""
	})
	lost := tickets[first]
	lost.Exclude = []string{decisions[first].Agent}
	want := r.Route(tickets[first], roster).Next
	lost.Exclude = []string{r.Route(tickets[first], roster).Agent}
	require.Equal(t, want.Agent, r.Route(lost, roster).Agent)
}

// A ticket that came a quarter of an hour before the hours of its queue end goes to another region after half an hour of them: a
// quarter into the next business day, and not in the night.
func TestOverflowAfterBusinessMinutes(t *testing.T) {
	r, _, tickets := rush(t)
	q := tickets[0]
	q.Arrived = sla.At(time.Date(2026, 3, 26, 16, 15, 0, 0, time.UTC)) // 17:15 in Berlin
	q.Target, q.Now = sla.Duration(8*time.Hour), q.Arrived.Add(5*time.Hour)
	full := routing.Roster{}
	for i := 0; i < 30; i += 2 {
		full[fmt.Sprintf("agent%02d", i)] = routing.Present{Load: 5}
	}
	night := r.Route(q, full)
	require.Equal(t, routing.ForShift, night.Wait)
	require.Equal(t, "2026-03-27T08:00:00Z", night.Wake.String())
	q.Now = night.Wake
	morning := r.Route(q, full)
	require.Equal(t, routing.ForRoom, morning.Wait)
	require.Equal(t, "2026-03-27T08:15:00Z", morning.Wake.String())
	q.Now = morning.Wake
	got := r.Route(q, full)
	require.Equal(t, "agent01", got.Agent)
	require.Equal(t, "stage 1 of wide: 30m have passed", got.Stage)
	require.True(t, strings.HasPrefix(got.String(), "berlin: agent01, 15m to accept, stage 1 of wide: 30m have passed"), "%s", got)
}

// A stage to a queue that the ticket has left is passed over: the ticket waits where it is instead of going in a circle.
func TestStagePassesOverAQueueThatWasLeft(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents:    []routing.AgentSpec{{ID: "ana", Capacity: 1}, {ID: "ben"}, {ID: "cyd"}},
		Queues:    []routing.QueueSpec{{Name: "network", When: `type == "outage"`, Agents: []string{"ana"}, Stages: "wide"}, {Name: "second", Agents: []string{"ben"}}, {Name: "front", Agents: []string{"cyd"}}},
		Overflows: []routing.OverflowSpec{{Name: "wide", Stages: []routing.StageSpec{{At: "10m wall", Queue: "second"}}}},
	})
	q := routing.Request{Queue: "network", Now: friday, Arrived: friday.Add(-time.Hour), Journey: &routing.Journey{Visited: []string{"network"}}}
	full := routing.Roster{"ana": {Load: 1}}
	got := r.Route(q, full)
	require.Equal(t, []string{"second", "ben", "stage 1 of wide: 10m on the wall have passed"}, []string{got.Queue, got.Agent, got.Stage})
	q.Journey = &routing.Journey{Visited: []string{"second", "network"}}
	got = r.Route(q, full)
	require.Equal(t, []string{"network", "", ""}, []string{got.Queue, got.Agent, got.Limit}, "%s", got)
	require.Equal(t, routing.ForRoom, got.Wait)
}

// What is set aside for a ticket is still in hand; a ticket that may be set aside itself counts among what may.
func TestTakingSetsAside(t *testing.T) {
	p := routing.Present{Load: 4, Interruptible: 3, Idle: 5, Last: 7}
	chat := p.Taking(routing.Decision{Agent: "ana", Weight: 2, Interrupts: 2}, friday)
	require.Equal(t, routing.Present{Load: 6, Interruptible: 3, Idle: 5, Last: friday}, chat)
	mail := p.Taking(routing.Decision{Agent: "ana", Weight: 2, Interruptible: true}, friday)
	require.Equal(t, routing.Present{Load: 6, Interruptible: 5, Idle: 5, Last: friday}, mail)
}

// A floor gives a place back once: what was set aside is in hand again when the chat is over.
func TestWhatWasSetAsideIsInHandAgain(t *testing.T) {
	r := compile(t, routing.Spec{
		Channels: map[string]routing.ChannelSpec{"chat": {Interrupts: true}, "email": {Interruptible: true}},
		Agents:   []routing.AgentSpec{{ID: "ana", Capacity: 1}},
		Queues:   []routing.QueueSpec{{Name: "front", Agents: []string{"ana"}}},
	})
	f := r.Floor(nil, friday)
	gives := func(channel string) string {
		d := f.Pick(routing.Request{Fields: sla.Fields{"channel": channel}, Now: friday})
		f.Assign(d)
		return d.Agent
	}
	require.Equal(t, "ana", gives("email"))
	require.Equal(t, "ana", gives("chat"))
	require.Empty(t, gives("chat"))
	f.Release("ana", 1, 0) // the chat
	require.Empty(t, gives("email"))
	f.Release("ana", 1, 1)
	require.Equal(t, 0, f.Present("ana").Load)
	f.Release("ana", 1, 1)
	require.Equal(t, 0, f.Present("ana").Load)
	require.Equal(t, "ana", gives("email"))
}

// Who can never hold so much is no reason to wait for room: the ticket overflows, and one more such agent changes nothing.
func TestNobodyWaitsForWhoIsTooSmall(t *testing.T) {
	r := compile(t, routing.Spec{
		Channels: map[string]routing.ChannelSpec{"chat": {Weight: 3}},
		Agents:   []routing.AgentSpec{{ID: "ana", Capacity: 2}, {ID: "ben", Capacity: 3}},
		Queues:   []routing.QueueSpec{{Name: "first", Agents: []string{"ana"}, Overflow: "second"}, {Name: "second", Agents: []string{"ben"}}},
	})
	got := r.Route(routing.Request{Now: friday, Fields: sla.Fields{"channel": "chat"}, Queue: "first"}, nil)
	require.Equal(t, "second: ben, 15m to accept (ana has no room beyond 2)", got.String())
}

// A floor that is moved over the end of a shift, or back, knows who is at work.
func TestFloorMovesOverShifts(t *testing.T) {
	r := compile(t, routing.Spec{
		Agents: []routing.AgentSpec{{ID: "ana", Hours: "office"}}, Queues: []routing.QueueSpec{{Name: "front", Agents: []string{"ana"}}},
	})
	f := r.Floor(nil, friday)
	for _, hour := range []int{0, 4, 3, 20, 1, 24 * 4, 2} {
		q := routing.Request{Now: friday.Add(time.Duration(hour) * time.Hour)}
		open := calendars["office"].IsOpen(q.Now.Time())
		require.Equal(t, open, f.Pick(q).Agent == "ana", "%d hours later", hour)
	}
}
