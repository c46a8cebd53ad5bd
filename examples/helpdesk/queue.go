package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// agentView is who is there and what that person has.
type agentView struct {
	pack.AgentSpec
	Load    int         // in units
	In      bool        // within the hours
	Until   sla.Instant // when the hours end, if they do
	Back    sla.Instant // when the hours begin again, if they have ended
	Tickets []ticketView
	Offers  []ticketView
}

// Knows lists what somebody is skilled in, with the levels.
func (a *agentView) Knows() (list []string) {
	for _, skill := range slices.Sorted(maps.Keys(a.Skills)) {
		list = append(list, fmt.Sprintf("%s %d", skill, a.Skills[skill]))
	}
	return list
}

// queueView is a queue and what waits in it.
type queueView struct {
	routing.QueueSpec
	Waiting []ticketView
}

// queuePage shows the agents with what they hold and are offered, and what waits in the queues.
func (h *host) queuePage(w http.ResponseWriter, r *http.Request) {
	tickets, err := h.tickets(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	roster, err := h.desk.Roster(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	slices.SortFunc(tickets, byUrgency)
	var agents []agentView
	for _, spec := range h.pack.File.Agents {
		a := agentView{AgentSpec: spec, Load: roster[spec.ID].Load, In: true}
		if hours, ok := h.pack.Calendars[spec.Hours]; ok {
			now := h.clock.Now()
			a.In = hours.IsOpen(now)
			back, _ := hours.NextOpen(now)   // hours that never begin again have no such instant
			until, _ := hours.NextClose(now) // nor have those that never end
			a.Back, a.Until = sla.At(back), sla.At(until)
		}
		a.Tickets = pick(tickets, func(c *desk.Case) bool { return c.State.Facts.Assignee == spec.ID })
		a.Offers = pick(tickets, func(c *desk.Case) bool { return holder(c) == "offered to "+spec.ID })
		for _, list := range [][]ticketView{a.Tickets, a.Offers} {
			if err := h.giveReasons(r.Context(), list); err != nil {
				h.fail(w, r, err)
				return
			}
		}
		agents = append(agents, a)
	}
	var queues []queueView
	for _, spec := range h.pack.File.Queues {
		queues = append(queues, queueView{spec, pick(tickets, func(c *desk.Case) bool {
			return c.Journey.Queue == spec.Name && holder(c) == "waits in "+spec.Name
		})})
	}
	h.show(w, r, http.StatusOK, "queue", page{Title: "Queue", Data: struct {
		Agents []agentView
		Queues []queueView
	}{agents, queues}})
}

// giveReasons notes beside tickets why they were offered to whom they were offered last.
func (h *host) giveReasons(ctx context.Context, list []ticketView) error {
	for i := range list {
		trail, err := h.trail(ctx, list[i].Ticket, 0)
		if err != nil {
			return err
		}
		for _, sealed := range trail {
			r, err := audit.Open(sealed)
			if err != nil {
				return err
			}
			if r.Action == "handoff.offered" {
				list[i].Why = prose(&r)
			}
		}
	}
	return nil
}

// pick returns the open tickets for which fn holds.
func pick(tickets []ticketView, fn func(*desk.Case) bool) (list []ticketView) {
	for i := range tickets {
		if tickets[i].Open && fn(&tickets[i].Case) {
			list = append(list, tickets[i])
		}
	}
	return list
}
