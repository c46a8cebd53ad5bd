package escalation

import (
	"encoding/json"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Ladders are compiled ladders: immutable and safe for any number of goroutines.
type Ladders struct {
	spec Spec
}

// Compile checks spec and returns the ladders. The error is [calendar.Problems] with every fault at its path, such as
// ladders[0].levels[2].at. clocks are the names of the clocks that the policies run.
func Compile(spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar, clocks []string) (*Ladders, error) {
	return &Ladders{spec: spec}, nil
}

// Person is somebody who was found to hear.
type Person struct {
	ID      string `json:"id,omitempty"`
	Address string `json:"address"`
}

// Rung is how far one ladder has come on one cycle of its subject.
type Rung struct {
	Ladder  string `json:"ladder"`
	Subject string `json:"subject"` // a clock, paused/CLOCK, stuck, or failed/KEY
	Cycle   uint32 `json:"cycle,omitempty"`
	Epoch   uint32 `json:"epoch,omitempty"`
	// Since is when the subject began, for a subject that is no clock.
	Since sla.Instant `json:"since,omitzero"`
	// Level is the highest level reached, from 1; 0 is none. At is when it was reached, Fired when it was acted on.
	Level int         `json:"level,omitempty"`
	At    sla.Instant `json:"at,omitzero"`
	Fired sla.Instant `json:"fired,omitzero"`
	// Acked is when somebody acknowledged, By who. Until is the end of the acknowledgement or the snooze.
	Acked   sla.Instant `json:"acked,omitzero"`
	By      string      `json:"by,omitempty"`
	Until   sla.Instant `json:"until,omitzero"`
	Snoozed bool        `json:"snoozed,omitempty"`
	// Repeats counts the repeats of the level; Next is when the next one is due.
	Repeats int         `json:"repeats,omitempty"`
	Next    sla.Instant `json:"next,omitzero"`
	// Deferred is when a notice that quiet hours held back is looked at again.
	Deferred sla.Instant `json:"deferred,omitzero"`
	// Wake is when this rung wants to be looked at.
	Wake sla.Instant `json:"wake,omitzero"`
}

// Progress is how far the ladders of a ticket have come: plain data of its case. The zero Progress is the beginning.
type Progress struct {
	Rungs []Rung `json:"rungs,omitempty"`
	// Day is when the count of notices began, Sent how many there were since.
	Day  sla.Instant `json:"day,omitzero"`
	Sent int         `json:"sent,omitempty"`
}

// Clone returns a copy that shares nothing.
func (p *Progress) Clone() Progress {
	c := *p
	c.Rungs = append([]Rung(nil), p.Rungs...)
	return c
}

// Wake returns the earliest instant at which Step has something to say without an act, and no instant when there is none.
func (p *Progress) Wake() sla.Instant { return 0 }

// Failure is a dead letter of the ticket.
type Failure struct {
	Key string      `json:"key"`
	At  sla.Instant `json:"at"`
}

// ActKind says what somebody did to a rung.
type ActKind string

// The acts.
const (
	Acknowledge ActKind = "acknowledge"
	Snooze      ActKind = "snooze"
)

// MaxSnooze is the longest snooze.
const MaxSnooze = 96 * sla.Duration(3600_000_000_000)

// Act is an acknowledgement or a snooze of the rung that a notice came from.
type Act struct {
	Kind ActKind
	// Key is the key of the notice. Without one, Ladder names the rungs; without either, all rungs of the ticket.
	Key, Ladder string
	By          string
	Until       sla.Instant // the end of a snooze
}

// Situation is all that a step looks at.
type Situation struct {
	Now      sla.Instant
	State    *sla.State
	Policies *sla.Policies

	// Assignee is the person who holds the ticket, Lead the lead of its queue, Watchers who watches it.
	Assignee, Lead string
	Watchers       []string
	// Away are the persons who are not to be told, whatever their hours say.
	Away func(id string) bool
	// Stuck is since when the ticket has no wake, no owner and no answer; no instant when it is not stuck.
	Stuck sla.Instant
	// Failed are the open dead letters.
	Failed []Failure
	// Closed says that the ticket is resolved, merged or gone: nothing is told any more.
	Closed bool
}

// ActionKind says what an action is.
type ActionKind string

// The actions.
const (
	Fire       ActionKind = "fired"        // the level is reached: tell To, do what Level says
	Repeat     ActionKind = "repeated"     // tell To again
	Skip       ActionKind = "skipped"      // reached, but a higher level was reached too
	Unstaffed  ActionKind = "unstaffed"    // nobody of Who was there; the next level fires in its place
	Defer      ActionKind = "deferred"     // quiet hours: looked at again at Until
	Expire     ActionKind = "expired"      // deferred, and no longer true
	Limit      ActionKind = "limited"      // the notices of the day are spent: To is the fallback, once
	Acked      ActionKind = "acknowledged" // by By, until Until if that is set
	Snoozed    ActionKind = "snoozed"      // by By, until Until
	Lapsed     ActionKind = "lapsed"       // the acknowledgement or the snooze ran out
	ActIgnored ActionKind = "act_ignored"  // an act on a rung that is not there, or a snooze without a valid end; Why says it
	EndRung    ActionKind = "ended"        // the subject ended: nothing more is told
)

// Action is what the desk must do or write down.
type Action struct {
	Kind    ActionKind  `json:"kind"`
	Ladder  string      `json:"ladder"`
	Subject string      `json:"subject"`
	Cycle   uint32      `json:"cycle,omitempty"`
	Epoch   uint32      `json:"epoch,omitempty"`
	Level   int         `json:"level,omitempty"` // from 1
	Name    string      `json:"name,omitempty"`  // of the level
	At      sla.Instant `json:"at"`              // when it became true
	Until   sla.Instant `json:"until,omitzero"`
	Repeats int         `json:"repeats,omitempty"`
	By      string      `json:"by,omitempty"`
	Why     string      `json:"why,omitempty"`
	To      []Person    `json:"to,omitempty"`
	// Spec is the level, for what else to do.
	Spec *LevelSpec `json:"-"`
}

// Step looks at every ladder, changes p and appends to out what is to be done. It is pure but for p. Looking is not
// changing: a step at which nothing is due leaves p as it is and appends nothing. An act may be nil.
func (l *Ladders) Step(p *Progress, s *Situation, act *Act, out []Action) ([]Action, error) {
	return out, nil
}

// Why says in one word list what a level rests on.
type Why struct {
	Ladder  string `json:"ladder"`
	Level   int    `json:"level"`
	Name    string `json:"name"`
	Policy  string `json:"policy,omitempty"`
	Version string `json:"version,omitempty"`
	Release string `json:"release,omitempty"`
}

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
	// Clock is the clock it is about, as of At.
	Clock *sla.View   `json:"clock,omitempty"`
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
