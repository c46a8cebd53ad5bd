package desk

import (
	"encoding/json"
	"slices"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// CaseFormat is the version of the JSON document that a Case marshals to.
const CaseFormat = 1

// Case is what the desk knows of one ticket: plain data, one JSON document. Only Step makes a new one.
type Case struct {
	Format int    `json:"format"`
	Ticket string `json:"ticket"`
	// Release is the version of the pack that took the last change.
	Release string `json:"release,omitempty"`
	// State is the ticket's snapshot, its clocks and the events needed to replay.
	State *sla.State `json:"state"`

	// Handoff is the present or last offer, Journey where the ticket has been.
	Handoff outbox.Handoff  `json:"handoff,omitzero"`
	Journey routing.Journey `json:"journey,omitzero"`
	Offers  int             `json:"offers,omitempty"` // made so far
	Lead    string          `json:"lead,omitempty"`   // of the queue
	Units   int             `json:"units,omitempty"`  // of work that the ticket takes, where that is not 1
	// Interruptible says that the work may be set aside for a ticket that interrupts.
	Interruptible bool        `json:"interruptible,omitempty"`
	Owner         string      `json:"owner,omitempty"` // who had it before it was resolved, since it was opened again
	Look          sla.Instant `json:"look,omitzero"`   // when to route again a ticket that waits

	Ladders  escalation.Progress `json:"ladders,omitzero"`
	Watchers []string            `json:"watchers,omitempty"`
	Tags     []string            `json:"tags,omitempty"`
	// Notices are the notices of the ticket, oldest first. Beyond MaxNotices the oldest one is forgotten of which nothing more
	// is to be heard.
	Notices []Noted `json:"notices,omitempty"`

	// Into is the ticket that this one was merged into, Follows the closed one that this one continues.
	Into     string          `json:"into,omitempty"`
	Follows  string          `json:"follows,omitempty"`
	Resolved sla.Instant     `json:"resolved,omitzero"` // since when the status is terminal
	Link     string          `json:"link,omitempty"`
	Customer json.RawMessage `json:"customer,omitempty"`
	Trace    string          `json:"trace,omitempty"` // traceparent of the last event that had one

	// Taken are the events that were taken, with what became of them. Pending are events of the desk's own that the next tick
	// takes.
	Taken   []Taken `json:"taken,omitempty"`
	Refused []Taken `json:"refused,omitempty"` // the last events that were refused; they may be sent again, mended
	Pending []Event `json:"pending,omitempty"`

	// Open says that the ticket is neither resolved nor gone, Paused that a clock stands still and none runs. They stand here
	// so that a store can find by them.
	Open   bool `json:"open,omitempty"`
	Paused bool `json:"paused,omitempty"`
	// Head is the end of the ticket's chain of records and its lock.
	Head audit.Head `json:"head"`
	// Wake is when the ticket wants to be looked at; no instant when only an event can change it.
	Wake sla.Instant `json:"wake,omitzero"`
}

// Waits says whether the ticket waits for an agent: it is open, nobody has it, and it is offered to nobody.
func (c *Case) Waits() bool {
	return c.Open && c.Handoff.State != outbox.Offered && (c.State == nil || c.State.Facts.Assignee == "")
}

// Noted is a notice of a case.
type Noted struct {
	Key     string                `json:"key"`
	Kind    escalation.NoticeKind `json:"kind"`
	Ladder  string                `json:"ladder,omitempty"`
	Subject string                `json:"subject,omitempty"`
	Level   int                   `json:"level,omitempty"`
	To      string                `json:"to"`
	At      sla.Instant           `json:"at"`
	State   outbox.State          `json:"state"`
	Settled sla.Instant           `json:"settled,omitzero"`
}

// MaxNotices is how many notices a case remembers.
const MaxNotices = 50

// Taken is an event that was taken.
type Taken struct {
	Key     string        `json:"key"`
	Outcome audit.Outcome `json:"outcome"`
	Reason  string        `json:"reason,omitempty"`
	Seq     uint64        `json:"seq"`           // of the event's record
	Own     bool          `json:"own,omitempty"` // an event of the desk's own
}

// Outcome is what became of an event.
type Outcome struct {
	Ticket string `json:"ticket"`
	Taken
	// Again says that the key was known: nothing changed, and the rest is what was said the first time.
	Again bool `json:"again,omitempty"`
	// Head is the ticket's head after it.
	Head audit.Head `json:"head"`
}

// Carrier returns who holds the ticket, or is offered it, and how many units of work it takes there; nobody when it is closed
// or waits. The load of an agent is the sum over all cases.
func (c *Case) Carrier() (agent string, units int) {
	switch {
	case !c.Open:
	case c.Handoff.State == outbox.Offered:
		agent = c.Handoff.Agent
	case c.State != nil:
		agent = c.State.Facts.Assignee
	}
	if agent == "" {
		return "", 0
	}
	return agent, max(1, c.Units)
}

// Load is a change of how much an agent carries.
type Load struct {
	Agent string `json:"agent"`
	By    int    `json:"by"` // units of work
	// Interruptible is by how much the units change that may be set aside for a ticket that interrupts.
	Interruptible int `json:"interruptible,omitempty"`
	// At is when a ticket came or went; none where it only became another kind.
	At sla.Instant `json:"at,omitzero"`
	// Room is the most that the agent may carry; a store refuses a load beyond it with ErrNoRoom. 0 is no limit.
	Room int `json:"room,omitempty"`
	// Interrupts says that Room is for what may not be set aside.
	Interrupts bool `json:"interrupts,omitempty"`
}

// Fits says whether an agent who stands so has room for it.
func (l Load) Fits(p routing.Present) bool {
	held := p.Load
	if l.Interrupts {
		held -= p.Interruptible
	}
	return l.By <= 0 || l.Room <= 0 || held+l.By <= l.Room
}

// To returns how an agent who stood so stands after it. Nobody carries less than nothing.
func (l Load) To(p routing.Present) routing.Present {
	p.Load = max(0, p.Load+l.By)
	p.Interruptible = min(p.Load, max(0, p.Interruptible+l.Interruptible))
	switch {
	case l.By > 0:
		p.Idle, p.Last = 0, max(p.Last, l.At)
	case p.Load > 0:
		p.Idle = 0
	default:
		p.Idle = max(p.Idle, l.At)
	}
	return p
}

// Change is everything that must be stored together and then acted on.
type Change struct {
	// Case is the case as it is from now on. Its Head is that after Records.
	Case Case
	// Before is the head that the change was made from: the store refuses it with ErrConflict when the case has another.
	Before  audit.Head
	Records [][]byte // sealed, in their order
	Ops     []outbox.Op
	Loads   []Load
	// Wake says that the case's Wake is another than before.
	Wake    bool
	Outcome Outcome
	// Refusal is why the event was refused, if it was.
	Refusal *Refusal
}

// Empty says whether there is nothing to store.
func (c *Change) Empty() bool {
	return len(c.Records) == 0 && len(c.Ops) == 0 && len(c.Loads) == 0 && !c.Wake && c.Case.Head == c.Before
}

// Clone returns a copy that shares nothing that Step or a look changes.
func (c *Case) Clone() Case {
	d := *c
	if c.State != nil {
		d.State = c.State.Clone()
	}
	d.Journey.Visited, d.Journey.Declined = slices.Clone(c.Journey.Visited), slices.Clone(c.Journey.Declined)
	d.Ladders.Rungs = nil
	c.Ladders.CopyTo(&d.Ladders)
	d.Watchers, d.Tags = slices.Clone(c.Watchers), slices.Clone(c.Tags)
	d.Notices, d.Taken, d.Pending = slices.Clone(c.Notices), slices.Clone(c.Taken), slices.Clone(c.Pending)
	return d
}
