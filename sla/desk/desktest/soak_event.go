package desktest

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// blank returns an event of a ticket with a key of its own.
func (s *soak) blank(ticket string, kind sla.Kind) desk.Event {
	s.events++
	return desk.Event{Ticket: ticket, Event: sla.Event{Key: fmt.Sprintf("e%d", s.events), Kind: kind, At: s.now}}
}

// event returns a random event of a random ticket: its creation where it has none yet. One in four comes late.
func (s *soak) event() desk.Event {
	ticket := pick(&s.dice, s.tickets...)
	c, err := s.tape.Load(s.ctx, ticket)
	if err != nil && s.dice.chance(90) {
		ev := s.blank(ticket, sla.Created)
		ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"priority": pick(&s.dice, "urgent", "normal")}
		return ev
	}
	ev := s.blank(ticket, pick(&s.dice, soakKinds...))
	if s.dice.chance(25) {
		ev.At = ev.At.Add(-time.Duration(s.dice.roll(3600)) * time.Second)
	}
	s.fill(&ev, &c)
	return ev
}

// soakKinds are the kinds of a soak's events, the likely ones more than once.
var soakKinds = []sla.Kind{
	sla.Message, sla.Message, sla.Message, sla.StatusSet, sla.StatusSet, sla.StatusSet, sla.Changed,
	desk.Accept, desk.Accept, desk.Accept, desk.Decline, desk.Decline, desk.Acknowledge, desk.Snooze, desk.Watch, desk.Tag,
	desk.Move, desk.ReplayDead, desk.DiscardDead, sla.TicketMerged, sla.TicketSpam, sla.TicketRestored,
}

// fill draws what an event of its kind says.
func (s *soak) fill(ev *desk.Event, c *desk.Case) {
	d := &s.dice
	ev.By, ev.Actor = pick(d, sla.Customer, sla.Agent, sla.Agent), pick(d, "ana", "ben", "lea")
	switch ev.Kind {
	case sla.Message:
		ev.Public = true
	case sla.StatusSet:
		ev.Status = pick(d, "open", "pending", "solved")
	case sla.Changed:
		ev.Fields = sla.Fields{"priority": pick(d, "urgent", "normal")}
	case desk.Accept, desk.Decline:
		ev.Reason = "as it is"
		if d.chance(80) {
			ev.Actor = c.Handoff.Agent
		}
	case desk.Snooze:
		ev.Until = ev.At.Add(time.Hour)
	case desk.Watch:
		ev.Watchers = []string{pick(d, "lea", "ana")}
	case desk.Tag:
		ev.Tags = []string{pick(d, "vip", "printer")}
	case desk.Move:
		ev.Queue = pick(d, "support", "second")
	case desk.ReplayDead, desk.DiscardDead:
		ev.Notice = "none"
		for _, n := range c.Notices {
			if n.State == "dead" {
				ev.Notice = n.Key
			}
		}
	case sla.TicketMerged:
		ev.Into = pick(d, s.tickets...)
	}
}
