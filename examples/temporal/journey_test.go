package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// script writes events. Each is a minute after the one before, or at the time that was set.
type script struct {
	now    time.Time
	events []desk.Event
}

func (s *script) at(text string) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err == nil {
		s.now, err = time.ParseInLocation("2006-01-02 15:04", text, zone)
	}
	if err != nil {
		panic(err)
	}
}

func (s *script) say(ticket string, kind sla.Kind, actor string, fill func(*desk.Event)) {
	ev := desk.Event{Ticket: ticket}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor = fmt.Sprint("e", len(s.events)+1), kind, sla.At(s.now), sla.Agent, actor
	if fill != nil {
		fill(&ev)
	}
	s.events = append(s.events, ev)
	s.now = s.now.Add(time.Minute)
}

func open(tier, priority string) func(*desk.Event) {
	return func(ev *desk.Event) {
		ev.By, ev.Status, ev.Fields = sla.Customer, "open", sla.Fields{"tier": tier, "priority": priority}
	}
}

func customer(ev *desk.Event) { ev.By, ev.Public = sla.Customer, true }
func public(ev *desk.Event)   { ev.Public = true }
func status(name string) func(*desk.Event) {
	return func(ev *desk.Event) { ev.Status = name }
}

// journey is a ticket's whole way: opened late on a Friday, at risk, answered, paused, resumed, breached, escalated,
// acknowledged, declined, merged, solved, opened again and followed.
func journey() ([]desk.Event, time.Time) {
	s := &script{}
	s.at("2026-11-20 17:00")
	s.say("T-1", sla.Created, "mara", open("gold", "urgent"))
	s.say("T-1", desk.Decline, "ben", func(ev *desk.Event) { ev.Reason = "I am in a call" })
	s.say("T-1", desk.Accept, "ana", nil)
	s.at("2026-11-23 09:20")
	s.say("T-1", sla.Message, "ana", public)
	s.say("T-1", sla.StatusSet, "ana", status("pending"))
	s.at("2026-11-23 11:30")
	s.say("T-1", sla.Message, "mara", customer)
	s.say("T-1", sla.StatusSet, "mara", status("open"))
	s.at("2026-11-23 17:25")
	s.say("T-1", desk.Acknowledge, "cleo", func(ev *desk.Event) { ev.Ladder = "solve" })
	s.at("2026-11-24 13:00")
	s.say("T-1", sla.StatusSet, "ana", status("solved"))
	s.at("2026-11-25 10:00")
	s.say("T-1", sla.Message, "mara", customer)
	s.say("T-2", sla.Created, "mara", open("silver", "normal"))
	s.say("T-2", desk.Decline, "ana", func(ev *desk.Event) { ev.Reason = "lunch" })
	s.at("2026-11-25 11:00")
	s.say("T-2", sla.TicketMerged, "ana", func(ev *desk.Event) { ev.Into = "T-1" })
	s.say("T-1", desk.Accept, "ben", nil)
	s.say("T-3", sla.Created, "nora", open("gold", "urgent"))
	s.at("2026-11-26 13:00")
	s.say("T-1", sla.StatusSet, "ana", status("solved"))
	s.say("T-3", sla.StatusSet, "ana", status("solved"))
	s.at("2027-01-27 10:00")
	s.say("T-1", sla.Message, "mara", customer)
	end := s.now.Add(10 * time.Minute)
	return s.events, end
}

func TestJourneyLeavesWhatTheDeskLeaves(t *testing.T) {
	events, end := journey()
	want := onTheDesk(t, office(t), events, end, 0, nil)
	require.Len(t, want.cases, 4)
	require.Contains(t, want.cases, "T-1+e18")
	for _, turn := range []int{0, 1, 7} {
		got, _ := inWorkflows(t, world{pack: office(t), state: State{Turn: turn}}, events, end)
		same(t, want, got)
	}
}
