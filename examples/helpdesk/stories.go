package main

import (
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// story is a ticket that a made-up customer opens. Without a kind it is read from the text.
type story struct{ customer, tier, region, kind, priority, subject, text string }

var stories = []story{
	{"Mara", "gold", "emea", "incident", "urgent", "Checkout is down in all shops", "Since nine o'clock no till takes a card. Please call me."},
	{"Theo", "silver", "americas", "", "normal", "How do I export last year's invoices?", "The export stops after 1,000 lines."},
	{"Noor", "bronze", "emea", "request", "low", "Please add two users", "Jan and Mieke start on Monday."},
	{"Liam", "gold", "americas", "incident", "high", "Orders arrive twice", "Every order from the app is there two times since the update."},
	{"Yuki", "silver", "emea", "incident", "high", "Password mails do not arrive", "Three colleagues wait for a new password since yesterday."},
	{"Paula", "silver", "americas", "incident", "urgent", "The warehouse scanner logs out", "Every few minutes; we cannot pick."},
	{"Oskar", "bronze", "emea", "question", "normal", "Which plan has the audit log?", "We need it for our auditor."},
	{"Ines", "gold", "emea", "question", "normal", "Move our data to Frankfurt", "How long would that take, and what would stand still?"},
	{"Hugo", "bronze", "americas", "", "normal", "Change the address on our bill", "We moved to 5 Main Street."},
	{"Zoe", "silver", "emea", "incident", "normal", "The chart shows last week", "It has not changed since Friday."},
}

// opened is the event that opens the ticket of a story.
func (s story) opened(key string, at sla.Instant) (ev desk.Event) {
	ev.Key, ev.Kind, ev.At, ev.By, ev.Actor, ev.Status = key, sla.Created, at, sla.Customer, s.customer, "open"
	ev.Fields = sla.Fields{
		"customer": s.customer, "tier": s.tier, "region": s.region, "priority": s.priority, "subject": s.subject,
	}
	if s.kind == "" {
		ev.Written = &desk.Written{Message: intake.Message{Channel: "web", Subject: s.subject, Text: s.text, At: at}}
	} else {
		ev.Fields["type"] = s.kind
	}
	return ev
}
