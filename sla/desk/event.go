package desk

import (
	"encoding/json"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// The kinds of event beside those of package sla. Absorb and Settled come from the desk itself and are refused from elsewhere.
const (
	Accept      sla.Kind = "accept"      // Offer, Actor: the agent takes the ticket
	Decline     sla.Kind = "decline"     // Offer, Actor, Reason
	Acknowledge sla.Kind = "acknowledge" // Notice or Ladder, Actor
	Snooze      sla.Kind = "snooze"      // Notice or Ladder, Actor, Until
	Watch       sla.Kind = "watch"       // Watchers: are added
	Tag         sla.Kind = "tag"         // Tags: are added
	Move        sla.Kind = "move"        // Queue: the ticket goes there
	Absorb      sla.Kind = "absorb"      // Duplicate, Watchers, Tags, Messages: what a merged ticket brings
	Settled     sla.Kind = "settled"     // Verdict: what came of a notice
	ReplayDead  sla.Kind = "replay"      // Notice: a dead letter is sent again under its key
	DiscardDead sla.Kind = "discard"     // Notice, Reason: a dead letter is put away
)

// Event is what the host, or the desk itself, tells of one ticket.
type Event struct {
	Ticket string `json:"ticket"`
	Tenant string `json:"tenant,omitempty"`
	sla.Event
	// Kind of actor; none means user, or system where nobody is named.
	ActorKind audit.ActorKind `json:"actor_kind,omitempty"`
	OnBehalf  audit.Actor     `json:"on_behalf,omitzero"`
	// Own marks an event that the desk made itself.
	Own bool `json:"own,omitempty"`
	// Expect is the sequence of the ticket's head that the sender saw. When the ticket has moved on, the event is refused. 0
	// expects nothing.
	Expect uint64 `json:"expect,omitempty"`
	// Trace is the traceparent of the sender. Where there is none, Handle takes that of its context ([outbox.TraceFrom]), where
	// an observer puts its span.
	Trace string `json:"trace,omitempty"`

	Into     string          `json:"into,omitempty"` // merged: the ticket that goes on
	Follows  string          `json:"follows,omitempty"`
	Link     string          `json:"link,omitempty"`     // created: where people read the ticket
	Customer json.RawMessage `json:"customer,omitempty"` // who the customer is, carried to every notice
	Written  *Written        `json:"written,omitempty"`  // created: what the customer wrote
	Watchers []string        `json:"watchers,omitempty"`
	Tags     []string        `json:"tags,omitempty"`
	Queue    string          `json:"queue,omitempty"`
	// Duplicate is the ticket that was merged into this one, Messages what was said there.
	Duplicate string          `json:"duplicate,omitempty"`
	Messages  []sla.Event     `json:"messages,omitempty"`
	Offer     string          `json:"offer,omitempty"`
	Notice    string          `json:"notice,omitempty"`
	Ladder    string          `json:"ladder,omitempty"`
	Until     sla.Instant     `json:"until,omitzero"`
	Verdict   *outbox.Outcome `json:"verdict,omitempty"`
}
