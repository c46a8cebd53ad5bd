package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// account is all there is to say of one ticket.
type account struct {
	ticketView `json:"-"`
	Case       desk.Case         `json:"case"`
	Views      []sla.View        `json:"views"`
	Why        []sla.Explanation `json:"explanation"`
	Trail      []entry           `json:"trail"`
	// Broken says where the chain of the trail is broken; none when it holds.
	Broken   string                        `json:"broken,omitempty"`
	Timeline []moment                      `json:"-"`
	Policy   sla.PolicySpec                `json:"-"`
	Queue    routing.QueueSpec             `json:"-"`
	Levels   []escalation.LevelExplanation `json:"levels,omitempty"`
	Fields   map[string][]string           `json:"-"`
	Queues   []routing.QueueSpec           `json:"-"`
	Closed   bool                          `json:"-"`
}

// entry is one record of the trail, with what it says in words.
type entry struct {
	Record audit.Record `json:"record"`
	Text   string       `json:"text"`
}

// moment is one thing that happened, with what was said.
type moment struct {
	sla.Event
	What, Text string
	Internal   bool
}

// ticketPage shows one ticket, or gives it as JSON under its address with .json at the end.
func (h *host) ticketPage(w http.ResponseWriter, r *http.Request) {
	id, asJSON := strings.CutSuffix(r.PathValue("id"), ".json")
	a, err := h.account(r.Context(), id)
	switch {
	case asJSON && err == nil:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(&a) // a reader that has gone needs no answer
	case asJSON && errors.Is(err, desk.ErrUnknownTicket):
		answer(w, http.StatusNotFound, problem{Code: desk.UnknownTicket, Message: "there is no ticket " + id})
	case errors.Is(err, desk.ErrUnknownTicket):
		h.say(w, r, http.StatusNotFound, "No such ticket", notice{Text: "There is no ticket " + id + ".", Back: "/"})
	case err != nil:
		h.fail(w, r, err)
	default:
		h.show(w, r, http.StatusOK, "ticket", page{Title: id + " " + a.Subject, Forms: true, Data: &a})
	}
}

// Alerts are the last notices of the ticket, the last first.
func (a *account) Alerts() (list []desk.Noted) {
	for _, n := range slices.Backward(a.Notices) {
		if n.Kind != escalation.Inner && len(list) < 8 {
			list = append(list, n)
		}
	}
	return list
}

// Read says as what the text of the ticket was read, and why; "" when it was not.
func (a *account) Read() string { return a.last("intake.read") }

// Routed says where the ticket went last, and why; "" before that.
func (a *account) Routed() string { return a.last("handoff.offered", "route.waiting") }

// last returns in words the last record of an action.
func (a *account) last(actions ...string) string {
	for _, e := range slices.Backward(a.Trail) {
		if slices.Contains(actions, e.Record.Action) {
			return e.Text
		}
	}
	return ""
}

// Next are the levels that the ticket reaches if nothing happens, the soonest first.
func (a *account) Next() (list []escalation.LevelExplanation) {
	for _, l := range a.Levels {
		if l.State == escalation.Ahead && l.When != 0 {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(x, y escalation.LevelExplanation) int { return cmp.Compare(x.When, y.When) })
	return list[:min(len(list), 4)]
}

// account gathers what there is to say of a ticket.
func (h *host) account(ctx context.Context, id string) (a account, err error) {
	if a.Case, err = h.store.Load(ctx, id); err != nil {
		return a, err
	}
	if a.Case.State == nil || a.Case.State.Facts.Created == 0 {
		return a, desk.ErrUnknownTicket
	}
	now := sla.At(h.clock.Now())
	if a.ticketView, err = h.viewOf(a.Case, now); err != nil {
		return a, err
	}
	st := a.State.Clone()
	if _, err := h.pack.Policies.Advance(st, now, nil); err != nil {
		return a, err
	}
	for _, c := range a.Clocks {
		a.Views = append(a.Views, c.View)
		why, err := h.pack.Policies.Explain(st, c.Clock, now)
		if err != nil {
			return a, err
		}
		a.Why = append(a.Why, why)
	}
	a.Levels = h.pack.Ladders.Explain(&a.Ladders, &escalation.Situation{
		Now: now, State: st, Policies: h.pack.Policies, Assignee: st.Facts.Assignee, Lead: a.Lead, Watchers: a.Watchers, Closed: !a.Open,
	})
	a.Fields, a.Queues, a.Closed = h.choices(), h.pack.File.Queues, !a.Open
	a.Queue, _ = h.pack.Router.Queue(a.Journey.Queue)
	for _, p := range h.pack.File.Policies {
		if p.Name == a.State.Policy.Name {
			a.Policy = p
		}
	}
	if err := h.readTrail(ctx, &a); err != nil {
		return a, err
	}
	return a, h.timeline(ctx, &a)
}

// readTrail reads the records of a ticket and verifies their chain.
func (h *host) readTrail(ctx context.Context, a *account) error {
	sealed, err := h.trail(ctx, a.Ticket, 0)
	if err != nil {
		return err
	}
	switch head, err := audit.Verify(a.Ticket, slices.Values(sealed)); {
	case err != nil:
		a.Broken = err.Error()
	case head != a.Head:
		a.Broken = "the records end elsewhere than the ticket says"
	}
	for _, s := range sealed {
		r, err := audit.Open(s)
		if err != nil {
			break // Verify has said so
		}
		a.Trail = append(a.Trail, entry{r, prose(&r)})
	}
	return nil
}

// trail returns the sealed records of an entity after a sequence.
func (h *host) trail(ctx context.Context, entity string, after uint64) (all [][]byte, err error) {
	const batch = 500
	for {
		part, err := h.store.Trail(ctx, entity, after+uint64(len(all)), batch)
		all = append(all, part...)
		if err != nil || len(part) < batch {
			return all, err
		}
	}
}

// timeline tells what happened to a ticket and what people said.
func (h *host) timeline(ctx context.Context, a *account) error {
	said, err := h.book.said(ctx, a.Ticket)
	for _, ev := range a.State.Log {
		a.Timeline = append(a.Timeline, moment{
			Event: ev, What: happened(ev), Text: said[ev.Key], Internal: ev.Kind == sla.Message && !ev.Public,
		})
	}
	slices.Reverse(a.Timeline)
	return err
}

// happened says in words what an event was.
func happened(ev sla.Event) string {
	who := ev.Actor
	if who == "" {
		who = string(ev.By)
	}
	switch ev.Kind {
	case sla.Created:
		return who + " opened the ticket"
	case sla.Message:
		return who + " wrote"
	case sla.StatusSet:
		return who + " set the status to " + ev.Status
	case sla.Assigned:
		if ev.Assignee == "" {
			return "given back to the queue" + with(": ", ev.Reason)
		}
		return ev.Assignee + " has the ticket"
	case sla.Changed:
		return who + " changed " + strings.Join(changedFields(ev.Fields), ", ")
	}
	return who + ": " + words(string(ev.Kind))
}

// changedFields lists fields with their values, by name.
func changedFields(fields sla.Fields) (list []string) {
	for name, value := range fields {
		text, _ := value.(string)
		list = append(list, strings.TrimSpace(words(name)+" to "+text))
	}
	slices.Sort(list)
	return list
}
