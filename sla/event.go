package sla

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Kind says what happened. The kinds up to Restored are facts about a ticket; the others are acts on one clock.
type Kind string

// The facts.
const (
	Created        Kind = "created"  // By, Status, Team, Assignee, Fields: the ticket as it was opened
	Message        Kind = "message"  // By, Public
	StatusSet      Kind = "status"   // Status
	Assigned       Kind = "assigned" // Team and Assignee as they stand from now on; empty is nobody
	Changed        Kind = "changed"  // Fields: the fields that have a new value
	TicketMerged   Kind = "merged"   // into another ticket: the clocks are cancelled
	TicketDeleted  Kind = "deleted"
	TicketSpam     Kind = "spam"
	TicketRestored Kind = "restored" // undoes merged, deleted and spam; the time between does not count
)

// The acts. Each names its Clock.
const (
	Start      Kind = "start"
	Pause      Kind = "pause"      // Reason
	Resume     Kind = "resume"     // Reason
	Stop       Kind = "stop"       // fulfils the cycle
	Reset      Kind = "reset"      // cancels the cycle and starts a new one
	Attach     Kind = "attach"     // Change.From, .FromAt, .IgnorePauses: begins a clock of the policy's manual targets
	Detach     Kind = "detach"     // cancels the clock
	Exempted   Kind = "exempt"     // Reason and Actor: the breach is waived
	Retargeted Kind = "retarget"   // Change.Goal, .Mode, and .Calendar if it changes too
	Recalendar Kind = "recalendar" // Change.Calendar, and .Mode: keep_elapsed (from now on) or retroactive
	SetDue     Kind = "set_due"    // Change.Due, .Snap
	Carry      Kind = "carry"      // Change.Elapsed: what had elapsed when the ticket was imported
)

// Party says who acted.
type Party string

// The parties. What a bot or the system says never counts as a reply, unless a target says so.
const (
	Customer Party = "customer"
	Agent    Party = "agent"
	Bot      Party = "bot"
	System   Party = "system"
)

// Event is one fact or act, as the host tells it. Key makes it known again: the same key is the same event. What Fields
// and Change point to belongs to the state once the event was taken; do not change it afterwards.
type Event struct {
	Key  string  `json:"key"`
	Kind Kind    `json:"kind"`
	At   Instant `json:"at"` // when it happened
	// RecordedAt is when the host learned of it; no instant means At.
	RecordedAt Instant `json:"recorded_at,omitzero"`

	By     Party  `json:"by,omitempty"`
	Actor  string `json:"actor,omitempty"` // who exactly; never interpreted
	Public bool   `json:"public,omitempty"`

	Status   string `json:"status,omitempty"`
	Team     string `json:"team,omitempty"`
	Assignee string `json:"assignee,omitempty"`
	Fields   Fields `json:"fields,omitempty"`

	Clock  string  `json:"clock,omitempty"`
	Reason string  `json:"reason,omitempty"`
	Change *Change `json:"change,omitempty"`
}

// Change is what an act on a clock sets.
type Change struct {
	Goal     Goal     `json:"goal,omitzero"`
	Calendar string   `json:"calendar,omitempty"` // a name that the policies know
	Mode     Retarget `json:"mode,omitempty"`
	// From says from when an attached clock counts; FromAt is the instant for FromInstant. IgnorePauses counts the pauses
	// that the ticket had before it was attached.
	From         Origin  `json:"from,omitempty"`
	FromAt       Instant `json:"from_at,omitzero"`
	IgnorePauses bool    `json:"ignore_pauses,omitempty"`
	// Due is when the clock falls due, whatever else says otherwise; Snap moves it to the next opening.
	Due     Instant  `json:"due,omitzero"`
	Snap    bool     `json:"snap,omitempty"`
	Elapsed Duration `json:"elapsed,omitempty"`
}

// rank is the place of an event among those of the same instant: what opens a clock comes before what closes it.
func (e *Event) rank() int {
	switch e.Kind {
	case Created:
		return 0
	case Message:
		return e.messageRank()
	case Attach, Detach, Retargeted, Recalendar, SetDue, Carry, Changed:
		return 2
	case Assigned, Resume:
		return 5
	case Start, Reset:
		return 6
	case Pause:
		return 7
	case StatusSet:
		return 8
	case Stop, Exempted, TicketRestored:
		return 9
	}
	return 10
}

func (e *Event) messageRank() int {
	switch e.By {
	case Customer:
		return 1
	case Agent:
		return 4
	}
	return 3
}

// order is the canonical order of events: instant, rank, key.
func (e *Event) order(f *Event) int {
	if e.At != f.At {
		return cmp.Compare(e.At, f.At)
	}
	return cmp.Or(cmp.Compare(e.rank(), f.rank()), cmp.Compare(e.Key, f.Key))
}

var kinds = []string{
	string(Created), string(Message), string(StatusSet), string(Assigned), string(Changed), string(TicketMerged),
	string(TicketDeleted), string(TicketSpam), string(TicketRestored), string(Start), string(Pause), string(Resume),
	string(Stop), string(Reset), string(Attach), string(Detach), string(Exempted), string(Retargeted),
	string(Recalendar), string(SetDue), string(Carry),
}

// Check returns every fault of the event as calendar.Problems, each at its field, or nil. Step asks it first.
func (e *Event) Check() error {
	var p calendar.Problems
	if e.Key == "" {
		p.Add("key", "missing; give each event a key of its own")
	}
	if e.At <= 0 {
		p.Add("at", "missing; give the instant at which it happened, from 1970 to 2261")
	}
	switch {
	case e.Kind == Created, e.Kind == Message:
		e.checkParty(&p)
	case e.Kind == StatusSet && e.Status == "":
		p.Add("status", "missing; name the status that the ticket has from now on")
	case e.Kind == Changed && len(e.Fields) == 0:
		p.Add("fields", "missing; give the fields that have a new value")
	case e.isAct():
		e.checkAct(&p)
	case !slices.Contains(kinds, string(e.Kind)):
		p.Unknown("kind", "kind of event", string(e.Kind), kinds)
	}
	return p.Err()
}

func (e *Event) isAct() bool {
	switch e.Kind {
	case Start, Pause, Resume, Stop, Reset, Attach, Detach, Exempted, Retargeted, Recalendar, SetDue, Carry:
		return true
	}
	return false
}

func (e *Event) checkParty(p *calendar.Problems) {
	switch e.By {
	case Customer, Agent, Bot, System:
	default:
		p.Unknown("by", "party", string(e.By), []string{string(Customer), string(Agent), string(Bot), string(System)})
	}
}

func (e *Event) checkAct(p *calendar.Problems) {
	if e.Clock == "" {
		p.Add("clock", "missing; name the clock")
	}
	switch e.Kind {
	case Pause, Resume, Exempted:
		if e.Reason == "" {
			p.Add("reason", "missing; say why")
		}
	}
	if e.Kind == Exempted && e.Actor == "" {
		p.Add("actor", "missing; say who waives the breach")
	}
	switch e.Kind {
	case Attach, Retargeted, Recalendar, SetDue, Carry:
		if e.Change == nil {
			p.Add("change", "missing; say what the act sets")
			return
		}
		e.checkChange(p)
	}
}

func (e *Event) checkChange(p *calendar.Problems) {
	c := e.Change
	switch {
	case e.Kind == Attach && c.From == FromInstant && c.FromAt == 0:
		p.Add("change.from_at", "missing; give the instant from which the clock counts")
	case e.Kind == Attach && c.From != FromInstant && c.From != FromNow && c.From != FromCreated:
		p.Unknown("change.from", "origin", string(c.From), []string{string(FromCreated), string(FromNow), string(FromInstant)})
	case e.Kind == SetDue && c.Due == 0:
		p.Add("change.due", "missing; give the instant")
	case e.Kind == Carry && c.Elapsed < 0:
		p.Add("change.elapsed", "is negative; give what had elapsed")
	case e.Kind == Recalendar && c.Calendar == "":
		p.Add("change.calendar", "missing; name the calendar")
	}
	if c.Goal != (Goal{}) {
		if err := c.Goal.check(); err != nil {
			p.Add("change.goal", "%s", err)
		}
	}
	if e.Kind == Retargeted || e.Kind == Recalendar {
		modes := []string{string(KeepElapsed), string(Retroactive), string(Restart), string(Reconstruct)}
		if !slices.Contains(modes, string(c.Mode)) {
			p.Unknown("change.mode", "mode", string(c.Mode), modes)
		}
	}
}
