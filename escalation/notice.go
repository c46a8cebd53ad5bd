package escalation

import (
	"encoding/json"
	"maps"

	"github.com/bellhop-sla/bellhop/sla"
)

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	Alert   NoticeKind = "alert"   // a level of a ladder
	Digest  NoticeKind = "digest"  // many at once: Count says how many were folded in
	Offer   NoticeKind = "offer"   // a ticket is offered: accept or decline
	Rescind NoticeKind = "rescind" // an offer is taken back
	Inner   NoticeKind = "event"   // an event for another ticket of the same desk, in Data
)

// Why says in one word list what a level rests on.
type Why struct {
	Ladder  string `json:"ladder"`
	Level   int    `json:"level"`
	Name    string `json:"name"`
	Policy  string `json:"policy,omitempty"`
	Version string `json:"version,omitempty"`
	Release string `json:"release,omitempty"`
	// Note says what is out of the ordinary, such as for whom the level stands in.
	Note string `json:"note,omitempty"`
}

// Earlier is what was told before on the same rung.
type Earlier struct {
	Level   int         `json:"level"`
	To      string      `json:"to"`
	At      sla.Instant `json:"at"`
	Outcome string      `json:"outcome,omitempty"` // delivered, dead, or nothing yet
}

// Notice is what one person is told.
type Notice struct {
	// Key makes it known again: the same key is the same notice, however often it arrives.
	Key    string     `json:"key"`
	Kind   NoticeKind `json:"kind"`
	Ticket string     `json:"ticket"`
	Tenant string     `json:"tenant,omitempty"`
	Link   string     `json:"link,omitempty"`
	To     Person     `json:"to"`
	// Fields are the ticket's, as far as the pack declares them.
	Fields   sla.Fields `json:"fields,omitempty"`
	Assignee string     `json:"assignee,omitempty"`
	Queue    string     `json:"queue,omitempty"`
	// Subject is what it is about: a clock, paused/CLOCK, stuck, or failed/KEY.
	Subject string `json:"subject,omitempty"`
	// Clock is the clock it is about, as of At. Zone is the zone of its calendar.
	Clock *sla.View   `json:"clock,omitempty"`
	Zone  string      `json:"zone,omitempty"`
	At    sla.Instant `json:"at"`
	// LateBy is how long after it became true it was noticed.
	LateBy  sla.Duration `json:"late_by,omitempty"`
	Why     *Why         `json:"why,omitempty"`
	Runbook string       `json:"runbook,omitempty"`
	// Customer is the context that the host's enricher gave.
	Customer json.RawMessage `json:"customer,omitempty"`
	Earlier  []Earlier       `json:"earlier,omitempty"`
	// Token acknowledges the notice, or accepts or declines the offer.
	Token string `json:"token,omitempty"`
	// Until is the end of an offer, or when a notice is of no use any more.
	Until sla.Instant `json:"until,omitzero"`
	Trace string      `json:"trace,omitempty"`
	// Count and Keys are of a digest: how many notices were folded in, and the first of them.
	Count int      `json:"count,omitempty"`
	Keys  []string `json:"keys,omitempty"`
	// Data is the event of an Inner notice.
	Data json.RawMessage `json:"data,omitempty"`
}

// Notice returns what one of the people of an action is told, as of the situation of its step. What only the desk knows is left
// to it: the link, the queue, the customer, what was told earlier, the token and the trace.
func (l *Ladders) Notice(a *Action, to Person, s *Situation) Notice {
	n := Notice{
		Key: a.KeyFor(s.State.Ticket, to), Kind: Alert, Ticket: s.State.Ticket, Tenant: s.State.Tenant, To: to,
		Fields: maps.Clone(s.State.Fields), Assignee: s.Assignee, Subject: a.Subject, At: s.Now,
		LateBy: sla.Duration(s.Now.Sub(a.At)), Why: &Why{Ladder: a.Ladder, Level: a.Level, Name: a.Name, Note: a.Why},
	}
	if a.Spec != nil {
		n.Runbook = a.Spec.Runbook
	}
	if clock := clockOf(a.Subject); s.State.Clock(clock) != nil {
		n.show(clock, s)
	} else {
		n.Why.Policy, n.Why.Version = s.State.Policy.Name, s.State.Policy.Version
	}
	return n
}

// show adds the clock that a notice is about.
func (n *Notice) show(clock string, s *Situation) {
	v, err := s.Policies.View(s.State, clock, s.Now)
	if err != nil {
		return
	}
	n.Clock, n.Why.Policy, n.Why.Version = &v, v.Policy, v.Version
	if hours, ok := s.Policies.Calendar(v.Calendar); ok {
		n.Zone = hours.Zone().String()
	}
}
