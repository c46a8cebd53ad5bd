package desktest

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// draw draws events.
type draw struct {
	dice    dice
	name    string // begins the keys of its events
	events  int
	tickets []string
	load    func(ticket string) (desk.Case, error)
}

// blank returns an event of a ticket with a key of its own.
func (d *draw) blank(ticket string, kind sla.Kind, now sla.Instant) desk.Event {
	d.events++
	return desk.Event{Ticket: ticket, Event: sla.Event{Key: fmt.Sprintf("%s%d", d.name, d.events), Kind: kind, At: now}}
}

// event returns a random event of a random ticket: its creation where it has none yet. One in four comes late.
func (d *draw) event(now sla.Instant) desk.Event {
	ticket := pick(&d.dice, d.tickets...)
	c, err := d.load(ticket)
	if err != nil && d.dice.chance(90) {
		ev := d.blank(ticket, sla.Created, now)
		ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"priority": pick(&d.dice, "urgent", "normal")}
		return ev
	}
	ev := d.blank(ticket, pick(&d.dice, soakKinds...), now)
	if d.dice.chance(25) {
		ev.At = ev.At.Add(-time.Duration(d.dice.roll(3600)) * time.Second)
	}
	d.fill(&ev, &c)
	return ev
}

// soakKinds are the kinds of a soak's events, the likely ones more than once.
var soakKinds = []sla.Kind{
	sla.Message, sla.Message, sla.Message, sla.StatusSet, sla.StatusSet, sla.StatusSet, sla.Changed,
	desk.Accept, desk.Accept, desk.Accept, desk.Decline, desk.Decline, desk.Acknowledge, desk.Snooze, desk.Watch, desk.Tag,
	desk.Move, desk.ReplayDead, desk.DiscardDead, sla.TicketMerged, sla.TicketSpam, sla.TicketRestored,
}

// fill draws what an event of its kind says.
func (d *draw) fill(ev *desk.Event, c *desk.Case) {
	ev.By, ev.Actor = pick(&d.dice, sla.Customer, sla.Agent, sla.Agent), pick(&d.dice, "ana", "ben", "lea")
	switch ev.Kind {
	case sla.Message:
		ev.Public = true
	case sla.StatusSet:
		ev.Status = pick(&d.dice, "open", "pending", "solved")
	case sla.Changed:
		ev.Fields = sla.Fields{"priority": pick(&d.dice, "urgent", "normal")}
	case desk.Accept, desk.Decline:
		ev.Reason = "as it is"
		if d.dice.chance(80) {
			ev.Actor = c.Handoff.Agent
		}
	case desk.Snooze:
		ev.Until = ev.At.Add(time.Hour)
	case desk.Watch:
		ev.Watchers = []string{pick(&d.dice, "lea", "ana")}
	case desk.Tag:
		ev.Tags = []string{pick(&d.dice, "vip", "printer")}
	case desk.Move:
		ev.Queue = pick(&d.dice, "support", "second")
	case desk.ReplayDead, desk.DiscardDead:
		ev.Notice = "none"
		for _, n := range c.Notices {
			if n.State == "dead" {
				ev.Notice = n.Key
			}
		}
	case sla.TicketMerged:
		ev.Into = pick(&d.dice, d.tickets...)
	}
}
