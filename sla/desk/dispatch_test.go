package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// thirty is the pack of thirty agents: the last five work at night, and all work in one queue that overflows to the head after
// half an hour of its day.
func thirty(t *testing.T) *pack.Pack {
	var agents, day strings.Builder
	for i := range 30 {
		shift := "day"
		if i >= 25 {
			shift = "night"
		}
		fmt.Fprintf(&agents, "  - {id: a%02d, hours: %s, capacity: 2}\n", i, shift)
		fmt.Fprintf(&day, "a%02d, ", i)
	}
	p, err := pack.Read("thirty.yaml", []byte(`
vocabulary:
  fields:
    priority: {values: [urgent, normal]}
    status: {values: [open, solved]}
calendars:
  day: {zone: UTC, hours: {mon-fri: "08:00-18:00"}}
  night: {zone: UTC, hours: {mon-sun: "18:00-08:00"}}
statuses: {terminal: [solved]}
policies:
  - name: standard
    calendar: day
    targets: [{metric: first_response, within: {urgent: 1h, normal: 4h}}, {metric: resolution, within: 20h}]
agents:
`+agents.String()+`  - {id: head, hours: day, capacity: 40}
queues:
  - {name: all, agents: [`+strings.TrimSuffix(day.String(), ", ")+`], hours: day, accept: 1h}
  - {name: head, agents: [head]}
matrix:
  dimensions: [priority]
  rows:
    - {name: rush, is: {priority: [urgent]}, queue: all, overflow: up}
    - {name: rest, queue: all}
overflows:
  - {name: up, stages: [{at: 30m, queue: head}]}
strategy: {choice: least_loaded}
limits: {queue: head}
`), nil)
	require.NoError(t, err)
	return p
}

// counted is a store that counts what a dispatch asks of the host, and lets something happen before its first change.
type counted struct {
	*desk.Memory
	loads, lines int
	fault        error // of the next look at the line
	first        func()
}

func (c *counted) Loads(ctx context.Context) (routing.Roster, error) {
	c.loads++
	return c.Memory.Loads(ctx)
}

func (c *counted) Waiting(ctx context.Context, now sla.Instant, limit int) ([]desk.Case, error) {
	c.lines++
	if err := c.fault; err != nil {
		c.fault = nil
		return nil, err
	}
	return c.Memory.Waiting(ctx, now, limit)
}

func (c *counted) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	if first := c.first; first != nil {
		c.first = nil
		first()
	}
	return c.Memory.Update(ctx, ticket, fn)
}

// hall is a desk of thirty with a thousand tickets that wait since before the day began, and some that are solved.
type hall struct {
	*testing.T
	store *counted
	board desk.Board
	desk  *desk.Desk
	now   time.Time
}

func newHall(t *testing.T) *hall {
	h := &hall{T: t, store: &counted{Memory: desk.NewMemory()}, now: time.Date(2026, 3, 9, 7, 0, 0, 0, time.UTC)}
	p := thirty(t)
	h.board.Set("a03", routing.Present{Away: true, Load: 7})
	h.board.Set("a04", routing.Present{Offline: true})
	var err error
	h.desk, err = desk.New(desk.Config{
		Store: h.store, Pack: p, Now: func() time.Time { return h.now },
		Presence: &h.board,
		Allow:    func(_ *desk.Case, agent string) bool { return agent != "a07" && agent < "a25" || agent == "head" },
	})
	require.NoError(t, err)
	for i := range 1000 {
		h.handle(ticketOf(i), sla.Created, func(ev *desk.Event) {
			ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"priority": []string{"normal", "urgent"}[i%2]}
		})
		h.now = h.now.Add(time.Second)
	}
	for i := range 100 {
		h.handle(ticketOf(i*10), sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	}
	h.now = time.Date(2026, 3, 9, 8, 10, 0, 0, time.UTC)
	h.store.loads, h.store.lines = 0, 0
	return h
}

func ticketOf(i int) string { return fmt.Sprintf("T-%04d", i) }

func (h *hall) handle(ticket string, kind sla.Kind, fill func(*desk.Event)) {
	h.Helper()
	ev := desk.Event{Ticket: ticket, Event: sla.Event{Key: fmt.Sprint(ticket, "/", kind, "/", h.now.UnixNano()), Kind: kind, At: sla.At(h.now), By: sla.Agent, Actor: "mara"}}
	fill(&ev)
	_, err := h.desk.Handle(context.Background(), ev)
	require.NoError(h, err)
}

// offers returns the agents by the tickets that they are offered.
func (h *hall) offers() map[string]string {
	h.Helper()
	list, err := h.store.Cases(context.Background(), "", 2000)
	require.NoError(h, err)
	by := map[string]string{}
	for i := range list {
		if agent, _ := list[i].Carrier(); agent != "" {
			by[list[i].Ticket] = agent
		}
	}
	return by
}

func (h *hall) dispatch() int {
	h.Helper()
	n, err := h.desk.Dispatch(context.Background())
	require.NoError(h, err)
	return n
}

// A thousand tickets wait and thirty agents are there: what is offered is offered in the order of work, to who is at work and may,
// with one look at the line and one at the agents.
func TestDispatchServesAThousandThatWait(t *testing.T) {
	h := newHall(t)
	require.Equal(t, 22*2, h.dispatch())
	require.Equal(t, 1, h.store.lines)
	require.Equal(t, 1, h.store.loads)
	by := h.offers()
	require.Len(t, by, 44)
	require.Equal(t, "a00", by["T-0001"], "in the order of work, the first of those who carry the least")
	require.Equal(t, "a24", by["T-0043"])
	given := map[string]int{}
	for ticket, agent := range by {
		given[agent]++
		c, err := h.store.Load(context.Background(), ticket)
		require.NoError(t, err)
		require.Equal(t, "urgent", c.State.Fields["priority"], "the promise of an hour comes before that of four")
		require.True(t, c.Open)
	}
	for agent, n := range given {
		require.Less(t, agent, "a25", "who works at night is not at work")
		require.NotContains(t, []string{"a03", "a04", "a07"}, agent, "who is away, or has no permission")
		require.Equal(t, 2, n, agent)
	}
	for i := 1; i < 1000; i += 2 { // the oldest urgent ones, none of which is solved
		require.Equal(t, i < 88, by[ticketOf(i)] != "", ticketOf(i))
	}
	require.Zero(t, h.dispatch(), "nobody has room")

	h.handle("T-0001", sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	require.Equal(t, 1, h.dispatch())
	require.Equal(t, by["T-0001"], h.offers()["T-0089"], "whoever is free gets the next in the order of work")

	why := h.why("T-0089")
	require.Equal(t, "rush", why["row"])
	require.Equal(t, "1", why["units"])
	require.Contains(t, why, "why")
}

// why returns the reason of the last offer of a ticket.
func (h *hall) why(ticket string) map[string]string {
	h.Helper()
	trail, err := h.store.Trail(context.Background(), ticket, 0, 100)
	require.NoError(h, err)
	why := map[string]string{}
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		require.NoError(h, err)
		if r.Action != "handoff.offered" {
			continue
		}
		for _, a := range r.Reason.Args {
			why[a.Name] = a.Value.String()
		}
	}
	return why
}

// A place that was taken meanwhile goes to nobody twice: the ticket goes to the next candidate, after one more look at the agents.
func TestDispatchRoutesALostClaimOn(t *testing.T) {
	h := newHall(t)
	taken := "a00"
	h.store.first = func() {
		for _, ticket := range []string{"T-0999", "T-0997"} {
			h.handle(ticket, sla.Assigned, func(ev *desk.Event) { ev.Assignee = taken })
		}
		h.store.loads = 0
	}
	h.dispatch()
	require.LessOrEqual(t, h.store.loads, 3)
	by := h.offers()
	require.Equal(t, "a00", by["T-0999"])
	loads, err := h.store.Memory.Loads(context.Background())
	require.NoError(t, err)
	for agent, p := range loads {
		require.LessOrEqual(t, p.Load, 2, agent)
	}
	for i := 1; i < 85; i += 2 {
		require.NotEmpty(t, by[ticketOf(i)], ticketOf(i))
	}
}

// A dispatch that can offer nothing reads no tickets: it looks at the line again when an agent has more room or is back, when time
// alone brings somebody, and once a minute for what others let wait.
func TestDispatchReadsTheLineOnlyWhenItMayOffer(t *testing.T) {
	h := newHall(t)
	require.Equal(t, 44, h.dispatch())
	require.Zero(t, h.dispatch())
	lines := h.store.lines
	for range 10 {
		h.now = h.now.Add(5 * time.Second)
		require.Zero(t, h.dispatch())
	}
	require.Equal(t, lines, h.store.lines, "nothing has changed")
	h.now = h.now.Add(11 * time.Second)
	require.Zero(t, h.dispatch())
	require.Equal(t, lines+1, h.store.lines, "a minute later")
	h.handle("T-0001", sla.StatusSet, func(ev *desk.Event) { ev.Status = "solved" })
	require.Equal(t, 1, h.dispatch(), "an agent has room")
	require.Zero(t, h.dispatch())
	h.board.Set("a03", routing.Present{})
	require.Equal(t, 2, h.dispatch(), "an agent is back")
	require.Zero(t, h.dispatch())
	h.now = time.Date(2026, 3, 9, 8, 29, 55, 0, time.UTC)
	require.Zero(t, h.dispatch())
	lines = h.store.lines
	require.Zero(t, h.dispatch())
	require.Equal(t, lines, h.store.lines)
	h.now = h.now.Add(10 * time.Second)
	require.NotZero(t, h.dispatch(), "half an hour of the day is over, and the head may have them")
}

// A look that failed has seen nothing, and is made again at once.
func TestDispatchLooksAgainAfterAFault(t *testing.T) {
	h := newHall(t)
	h.store.fault = errors.New("the database is away")
	_, err := h.desk.Dispatch(context.Background())
	require.ErrorContains(t, err, "the database is away")
	require.Equal(t, 44, h.dispatch())
}

// Where nobody waits the line is read once a minute too.
func TestDispatchSparesAnEmptyLine(t *testing.T) {
	h := newHall(t)
	for i := range 1000 {
		h.handle(ticketOf(i), sla.Assigned, func(ev *desk.Event) { ev.Assignee = "a25" })
	}
	for range 3 {
		require.Zero(t, h.dispatch())
	}
	require.Equal(t, 1, h.store.lines)
}

// What nobody could take in half an hour of business goes over to the head, who had no part in it before.
func TestDispatchOverflowsAfterBusinessTime(t *testing.T) {
	h := newHall(t)
	h.dispatch()
	for ticket, agent := range h.offers() {
		require.NotEqual(t, "head", agent, ticket)
	}
	h.now = time.Date(2026, 3, 9, 8, 29, 0, 0, time.UTC)
	require.Zero(t, h.dispatch())
	h.now = time.Date(2026, 3, 9, 8, 31, 0, 0, time.UTC)
	require.Equal(t, 40, h.dispatch())
	for i := 1; i < 88+80; i += 2 {
		require.Equal(t, i >= 88, h.offers()[ticketOf(i)] == "head", ticketOf(i))
	}
	require.Contains(t, h.why("T-0093")["stage"], "30m")
}

// A stage by forecast sees the line: with an hour of work each, an agent gets to three of ten before four hours are over, and what
// would come too late goes to the head at once.
func TestDispatchForeseesWhatComesTooLate(t *testing.T) {
	p, err := pack.Read("line.yaml", []byte(`
vocabulary:
  fields:
    priority: {values: [normal]}
    status: {values: [open, solved]}
calendars:
  always: {zone: UTC, hours: {mon-sun: "00:00-24:00"}}
statuses: {terminal: [solved]}
policies:
  - name: standard
    calendar: always
    targets: [{metric: first_response, within: 4h}, {metric: resolution, within: 20h}]
agents:
  - {id: ana, capacity: 1}
  - {id: head, capacity: 40}
queues:
  - {name: all, agents: [ana], hours: always, expect: 1h, stages: late}
  - {name: head, agents: [head]}
overflows:
  - {name: late, stages: [{at: forecast, queue: head}]}
`), nil)
	require.NoError(t, err)
	h := &hall{T: t, store: &counted{Memory: desk.NewMemory()}, now: time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)}
	h.desk, err = desk.New(desk.Config{Store: h.store, Pack: p, Now: func() time.Time { return h.now }})
	require.NoError(t, err)
	for i := range 10 {
		h.handle(ticketOf(i), sla.Created, func(ev *desk.Event) {
			ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"priority": "normal"}
		})
		h.now = h.now.Add(time.Second)
	}
	require.Equal(t, map[string]string{ticketOf(0): "ana"}, h.offers(), "nobody knows the line when a ticket comes")
	require.Equal(t, 6, h.dispatch())
	for i := 1; i < 10; i++ {
		require.Equal(t, i > 3, h.offers()[ticketOf(i)] == "head", ticketOf(i))
	}
	require.Contains(t, h.why(ticketOf(9))["stage"], "too late")
}
