package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// benchPack has three clocks, a ladder on each, and a queue of 100 agents.
func benchPack(tb testing.TB) *pack.Pack {
	var b strings.Builder
	b.WriteString(`
vocabulary:
  fields:
    priority: {values: [urgent, normal]}
    status: {values: [open, pending, solved, closed]}
calendars:
  office: {zone: Europe/Berlin, hours: {mon-sun: "06:00-22:00"}}
policies:
  - name: standard
    calendar: office
    targets:
      - {metric: first_response, within: {urgent: 1h, normal: 4h}, thresholds: [75%]}
      - {metric: next_response, within: {urgent: 2h, normal: 8h}}
      - {metric: resolution, within: {urgent: 8h, normal: 16h}, pause: [pending]}
ladders:
  - {name: first, on: first_response, levels: [{at: 75%, notify: [assignee]}, {at: due, notify: ["log:head"]}]}
  - {name: next, on: next_response, levels: [{at: 75%, notify: [assignee]}, {at: due, notify: ["log:head"]}]}
  - {name: whole, on: resolution, levels: [{at: 75%, notify: [assignee]}, {at: due, notify: ["log:head"]}]}
queues:
  - {name: support, agents: [`)
	agents := make([]string, 100)
	for i := range agents {
		agents[i] = fmt.Sprintf("agent%02d", i)
	}
	b.WriteString(strings.Join(agents, ", ") + "]}\nagents:\n")
	for _, a := range agents {
		fmt.Fprintf(&b, "  - {id: %s, capacity: 1000000, hours: office}\n", a)
	}
	p, err := pack.Read("bench.yaml", []byte(b.String()), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// day is the events of one ticket's life: opened, offered and accepted, answered, asked, paused, resumed, resolved.
func day(ticket string, from time.Time) []desk.Event {
	event := func(i int, kind sla.Kind, by sla.Party, status string) desk.Event {
		ev := desk.Event{Ticket: ticket}
		ev.Key, ev.Kind, ev.At, ev.By, ev.Status = fmt.Sprint(ticket, "/", i), kind, sla.At(from.Add(time.Duration(i)*10*time.Minute)), by, status
		ev.Public, ev.Actor = kind == sla.Message, string(by)
		return ev
	}
	opened := event(0, sla.Created, sla.Customer, "open")
	opened.Fields = sla.Fields{"priority": "normal", "tier": "gold", "channel": "email"}
	return []desk.Event{
		opened,
		event(1, desk.Accept, sla.Agent, ""),
		event(2, sla.Message, sla.Agent, ""),
		event(3, sla.StatusSet, sla.Agent, "pending"),
		event(4, sla.Message, sla.Customer, ""),
		event(5, sla.StatusSet, sla.System, "open"),
		event(6, sla.Message, sla.Agent, ""),
		event(7, sla.StatusSet, sla.Agent, "solved"),
	}
}

var nine = time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)

// accepting makes the agent to whom the ticket is offered the one who accepts.
func accepting(ev desk.Event, agent string) desk.Event {
	if ev.Kind == desk.Accept {
		ev.Actor = agent
	}
	return ev
}

func BenchmarkDeskStep(b *testing.B) {
	p := benchPack(b)
	events := day("T-1", nine)
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		c := desk.Case{Ticket: "T-1"}
		for _, ev := range events {
			ev = accepting(ev, c.Handoff.Agent)
			change, err := desk.Step(p, c, desk.Input{Now: ev.At, Event: &ev})
			if err != nil || change.Refusal != nil {
				b.Fatal(err, change.Refusal)
			}
			c = change.Case
		}
		i += len(events)
	}
	b.ReportMetric(float64(b.N*len(events))/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkDeskMemory(b *testing.B) {
	p := benchPack(b)
	store := desk.NewMemory()
	now := nine
	d, err := desk.New(desk.Config{Store: store, Pack: p, Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	b.ReportAllocs()
	events := 0
	handle := func(ev desk.Event) {
		now = ev.At.Time()
		if _, err := d.Handle(ctx, ev); err != nil {
			b.Fatal(err)
		}
		events++
	}
	lives := make([][]desk.Event, 256)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		for j := range lives {
			lives[j] = day(fmt.Sprint("T-", i, "-", j), nine)
		}
		b.StartTimer()
		for _, life := range lives {
			handle(life[0])
		}
		b.StopTimer()
		for _, life := range lives {
			c, err := store.Load(ctx, life[0].Ticket)
			if err != nil {
				b.Fatal(err)
			}
			life[1].Actor = c.Handoff.Agent
		}
		b.StartTimer()
		for _, life := range lives {
			for _, ev := range life[1:] {
				handle(ev)
			}
		}
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
