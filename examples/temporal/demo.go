package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// page is where a demonstration is told: events, what people hear, and the records of the trail.
type page struct {
	mu    sync.Mutex
	out   io.Writer
	zone  *time.Location
	store *desk.Memory
	seen  map[string]uint64
}

// Notify tells what somebody hears.
func (p *page) Notify(_ context.Context, n escalation.Notice) error {
	p.say("    → %s hears: %s of %s", n.To.Address, n.Kind, n.Ticket)
	return nil
}

func (p *page) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	tell(p.out, format+"\n", args...)
}

// records tells the records of a ticket that were not told yet.
func (p *page) records(ticket string) error {
	trail, err := p.store.Trail(context.Background(), ticket, p.seen[ticket], 1000)
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		if err != nil {
			return err
		}
		p.seen[ticket] = r.Seq
		p.say("    %s %2d  %s  %s, by %s %s", ticket, r.Seq, r.Recorded.In(p.zone).Format("Mon 15:04:05"), r.Action, r.Actor.Kind, r.Actor.ID)
	}
	return err
}

// line is a line of the demonstration: what happens at a time, as people say it and as the desk hears it.
type line struct {
	at, text string
	kind     sla.Kind
	actor    string
	fill     func(*desk.Event)
}

var lines = []line{
	{"2026-11-20 17:00", "Mara opens a ticket, late on a Friday.", sla.Created, "mara", func(ev *desk.Event) {
		ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"tier": "gold", "priority": "urgent"}
	}},
	{"2026-11-20 17:05", "Ben declines it, and it is offered to Ana.", desk.Decline, "ben", func(ev *desk.Event) { ev.Reason = "I am in a call" }},
	{"2026-11-20 17:06", "Ana takes it. The weekend does not count.", desk.Accept, "ana", nil},
	{"2026-11-23 09:20", "The answer was at risk on Friday already. Ana gives it in time,", sla.Message, "ana", func(ev *desk.Event) { ev.Public = true }},
	{"2026-11-23 09:21", "and waits for Mara: the clock of the solution stands still.", sla.StatusSet, "ana", func(ev *desk.Event) { ev.Status = "pending" }},
	{"2026-11-23 11:30", "Mara writes back, and it runs on.", sla.StatusSet, "mara", func(ev *desk.Event) { ev.By, ev.Status = sla.Customer, "open" }},
	{"2026-11-23 17:25", "The promise was broken and people were told, level by level, until Cleo acknowledges.", desk.Acknowledge, "cleo",
		func(ev *desk.Event) { ev.Ladder = "solve" }},
	{"2026-11-24 13:00", "Ana solves it.", sla.StatusSet, "ana", func(ev *desk.Event) { ev.Status = "solved" }},
}

// show plays a ticket's journey in the test environment of the SDK and tells it.
func show(p *pack.Pack, out io.Writer) error {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return err
	}
	told := &page{out: out, zone: zone, store: desk.NewMemory(), seen: map[string]uint64{}}
	notifiers := map[string]escalation.Notifier{"log": told, "mailto": told, "webhook": told}
	begin, err := time.ParseInLocation("2006-01-02 15:04", lines[0].at, zone)
	if err != nil {
		return err
	}
	run := newTrial(NewWorkflows(nil, p), &Activities{Store: told.store, Sender: outbox.Deliverer{Notifiers: notifiers}}, begin,
		func(ticket string) State { return opened(ticket, p.Version()) })
	acts := make([]act, len(lines))
	for i, l := range lines {
		if acts[i], err = told.act(run, i, l); err != nil {
			return err
		}
	}
	end := acts[len(acts)-1].at.Add(time.Hour)
	if err := run.play(acts, end); err != nil {
		return err
	}
	return told.records("T-1")
}

// act makes an act of a line.
func (p *page) act(run *trial, i int, l line) (act, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", l.at, p.zone)
	ev := desk.Event{Ticket: "T-1"}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor = fmt.Sprint("e", i+1), l.kind, sla.At(at), sla.Agent, l.actor
	if l.fill != nil {
		l.fill(&ev)
	}
	return act{at, func(done func()) {
		if err := p.records("T-1"); err != nil {
			run.fault = err
		}
		p.say("%s  %s", at.Format("Mon 15:04"), l.text)
		run.handle(EventUpdate, ev, func(a Answer, err error) {
			if _, err := a.handled(err); err != nil {
				run.fault = err
			}
			done()
		})
	}}, err
}
