package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// mark is a word about how something stands, with the tone of its colour: good, warn, bad, wait or quiet.
type mark struct{ Word, Tone string }

// ticketView is a ticket as pages show it.
type ticketView struct {
	desk.Case
	Subject, Customer, Tier, Priority, Status string
	Holder                                    string // who has it, or what it waits for
	Marks                                     []mark
	Clocks                                    []clockView
	Why                                       string // who has it has it, on the queue page
}

// clockView is a clock as pages show it.
type clockView struct {
	sla.View
	Name   string
	State  mark
	Closes sla.Instant // when its hours end, while it ticks
	Opens  sla.Instant // when they begin again, while it runs and does not tick
}

// viewOf returns how a case stands now.
func (h *host) viewOf(c desk.Case, now sla.Instant) (ticketView, error) {
	fields := c.State.AllFields()
	text := func(name string) string { s, _ := fields[name].(string); return s }
	v := ticketView{
		Case: c, Subject: cmp.Or(text("subject"), "(no subject)"), Customer: cmp.Or(text("customer"), "unknown customer"),
		Tier: text("tier"), Priority: cmp.Or(text("priority"), "none"), Status: cmp.Or(text("status"), "open"), Holder: holder(&c),
	}
	views, err := h.pack.Policies.Views(c.State, now)
	for _, view := range views {
		v.Clocks = append(v.Clocks, h.clockOf(view, now))
	}
	v.Marks = h.marks(&v)
	return v, err
}

// clockOf returns how a clock stands.
func (h *host) clockOf(view sla.View, now sla.Instant) clockView {
	v := clockView{View: view, Name: words(view.Clock), State: stateOf(view)}
	calendar, known := h.pack.Calendars[view.Calendar]
	if view.Phase != sla.Running || !known || view.Goal.Unit == sla.Wall {
		return v
	}
	if view.Ticking {
		closes, _ := calendar.NextClose(now.Time()) // a calendar that never closes has no such instant
		v.Closes = sla.At(closes)
	} else {
		opens, _ := calendar.NextOpen(now.Time())
		v.Opens = sla.At(opens)
	}
	return v
}

// stateOf says in a word how a clock stands.
func stateOf(v sla.View) mark {
	switch {
	case v.Phase == sla.Idle:
		return mark{"not started", "quiet"}
	case v.Phase == sla.Paused && v.Breached:
		return mark{"paused, overdue", "bad"}
	case v.Phase == sla.Paused:
		return mark{"paused", "wait"}
	case v.Phase == sla.Running && v.Breached:
		return mark{"overdue", "bad"}
	case v.Phase == sla.Running && v.AtRisk:
		return mark{"at risk", "warn"}
	case v.Phase == sla.Running && !v.Ticking:
		return mark{"outside hours", "quiet"}
	case v.Phase == sla.Running:
		return mark{"running", "good"}
	case v.Phase == sla.Fulfilled && v.Breached:
		return mark{"kept late", "bad"}
	case v.Phase == sla.Fulfilled:
		return mark{"kept", "good"}
	}
	return mark{v.Phase.String(), "quiet"}
}

// Used and Full are the bar of a clock, in seconds.
func (v clockView) Used() int64 { return min(int64(time.Duration(v.Elapsed).Seconds()), v.Full()) }

// Full is the length of the bar.
func (v clockView) Full() int64 { return int64(time.Duration(v.Target).Seconds()) }

// Open says whether the clock still counts or may.
func (v clockView) Open() bool { return v.Phase == sla.Running || v.Phase == sla.Paused }

// holder says who has a ticket, or what it waits for.
func holder(c *desk.Case) string {
	switch {
	case c.State.Facts.Assignee != "":
		return c.State.Facts.Assignee
	case !c.Open:
		return "nobody"
	case c.Handoff.State == outbox.Offered:
		return "offered to " + c.Handoff.Agent
	}
	return "waits in " + cmp.Or(c.Journey.Queue, "no queue")
}

// marks are what is to be seen of a ticket at once.
func (h *host) marks(v *ticketView) (marks []mark) {
	add := func(on bool, word, tone string) {
		if on && !slices.Contains(marks, mark{word, tone}) {
			marks = append(marks, mark{word, tone})
		}
	}
	for _, c := range v.Clocks {
		add(c.Open() && c.Breached, "overdue", "bad")
	}
	for _, c := range v.Clocks {
		add(c.AtRisk && c.Phase == sla.Running, "at risk", "warn")
		add(c.Phase == sla.Paused, "paused", "wait")
	}
	add(v.Open && h.reopened(&v.Case), "reopened", "warn")
	for _, r := range v.Ladders.Rungs {
		add(v.Open && r.Subject == escalation.OnStuck && r.Level > 0, "stuck", "bad")
	}
	for _, n := range v.Notices {
		add(n.State == outbox.Dead, "dead letter", "bad")
	}
	add(v.Into != "", "merged into "+v.Into, "quiet")
	add(v.Into == "" && !v.Open, "closed", "quiet")
	return marks
}

// reopened says whether a ticket was resolved before and is open again.
func (h *host) reopened(c *desk.Case) bool {
	return slices.ContainsFunc(c.State.Log, func(ev sla.Event) bool {
		return ev.Kind == sla.StatusSet && h.pack.Policies.Terminal(ev.Status)
	})
}

// urgency orders tickets: open ones by what falls due first, then those without a due time, then the closed ones.
func (v *ticketView) urgency() sla.Instant {
	first := sla.Instant(1 << 62)
	if !v.Open {
		return first
	}
	first--
	for _, c := range v.Clocks {
		if c.Phase == sla.Running && c.Due != 0 {
			first = min(first, c.Due)
		}
	}
	return first
}

// byUrgency is the order of the list of tickets.
func byUrgency(a, b ticketView) int {
	return cmp.Or(cmp.Compare(a.urgency(), b.urgency()), -strings.Compare(a.Ticket, b.Ticket))
}
