package main

import (
	"context"
	"net/http"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// shown is how many closed tickets the list shows.
const shown = 20

// ticketsPage shows every open ticket, the most urgent first, and the last closed ones.
func (h *host) ticketsPage(w http.ResponseWriter, r *http.Request) {
	tickets, err := h.tickets(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	slices.SortFunc(tickets, byUrgency)
	open := slices.IndexFunc(tickets, func(v ticketView) bool { return !v.Open })
	if open < 0 {
		open = len(tickets)
	}
	h.show(w, r, http.StatusOK, "tickets", page{Title: "Tickets", Data: struct {
		Open, Closed []ticketView
		Fields       map[string][]string
	}{tickets[:open], tickets[open:min(len(tickets), open+shown)], h.choices()}})
}

// tickets returns how every ticket stands.
func (h *host) tickets(ctx context.Context) (list []ticketView, err error) {
	now := sla.At(h.clock.Now())
	err = h.eachCase(ctx, func(c desk.Case) error {
		v, err := h.viewOf(c, now)
		list = append(list, v)
		return err
	})
	return list, err
}

// eachCase calls fn for the case of each ticket. Some entities of the store are no tickets: they have no state.
func (h *host) eachCase(ctx context.Context, fn func(desk.Case) error) error {
	const batch = 200
	for after := ""; ; {
		cases, err := h.store.Cases(ctx, after, batch)
		if err != nil {
			return err
		}
		for _, c := range cases {
			after = c.Ticket
			if c.State == nil || c.State.Facts.Created == 0 {
				continue
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		if len(cases) < batch {
			return nil
		}
	}
}

// choices are the values of the fields that a form offers.
func (h *host) choices() map[string][]string {
	values := map[string][]string{}
	for name, field := range h.pack.File.Vocabulary.Fields {
		values[name] = field.Values
	}
	return values
}
