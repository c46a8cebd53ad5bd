package sla

// Metric names what a clock measures. A name that is none of the constants is a generic clock, which the host drives
// itself with start, pause, resume and stop.
type Metric string

// The metrics that facts about a ticket drive.
const (
	FirstResponse  Metric = "first_response"  // opened to the first public reply of a human agent
	NextResponse   Metric = "next_response"   // oldest unanswered public customer message to the reply; a cycle a stretch
	PeriodicUpdate Metric = "periodic_update" // a public agent message to the next one
	Resolution     Metric = "resolution"      // opened to a terminal status
	Assignment     Metric = "assignment"      // opened to the first agent assigned
	Ownership      Metric = "ownership"       // a team is assigned until another is, or until a terminal status
)

// Metrics are the metrics that facts about a ticket drive, in the order of the constants.
var Metrics = []Metric{FirstResponse, NextResponse, PeriodicUpdate, Resolution, Assignment, Ownership}

// recurs says whether a start after a closed cycle opens a new one.
func (m Metric) recurs() bool { return m != FirstResponse && m != Resolution && m != Assignment }

// Retarget says what becomes of an open cycle when its goal or calendar changes.
type Retarget string

// The modes of a change of goal or calendar.
const (
	KeepElapsed Retarget = "keep_elapsed" // what elapsed is carried; due never before the change; an earlier breach stays
	Retroactive Retarget = "retroactive"  // as if the new terms had always applied; may void or backdate a breach
	Restart     Retarget = "restart"      // the cycle is cancelled and a new one starts at the change
	Reconstruct Retarget = "reconstruct"  // retroactive on closed cycles too; only an explicit event may ask for it
)

// Reopen says what becomes of a resolution clock when a terminal status is left again.
type Reopen string

// The modes of a reopening.
const (
	ReopenResume   Reopen = "resume"    // the cycle goes on; the gap is not counted
	ReopenCountGap Reopen = "count_gap" // the cycle goes on; the gap is counted; due never before the reopening
	ReopenNewCycle Reopen = "new_cycle" // a new cycle starts
	ReopenIgnore   Reopen = "ignore"    // the first verdict stands
)

// OnTerminal says what a terminal status does to a clock.
type OnTerminal string

// What a terminal status does.
const (
	TerminalFulfil OnTerminal = "fulfil"
	TerminalCancel OnTerminal = "cancel"
	TerminalNone   OnTerminal = "none"
)

// Recurrence says when the next cycle of a recurring clock may start.
type Recurrence string

// The kinds of recurrence.
const (
	Independent Recurrence = "independent" // when its event happens
	Sequential  Recurrence = "sequential"  // not before the due instant of the previous cycle when that was met early
)

// Origin says from when a clock counts that is attached to a ticket which already has a history.
type Origin string

// The origins of an attached clock.
const (
	FromCreated Origin = "created" // as if it had been there since the ticket was opened
	FromNow     Origin = "now"     // from the instant it is attached
	FromInstant Origin = "instant" // from an instant that the attach event names
)

// Phase is where a clock stands. Being outside business hours is Running, not Paused. Breach is not a phase.
type Phase uint8

// The phases of a clock.
const (
	Idle Phase = iota // nothing to count yet
	Running
	Paused
	Fulfilled
	Cancelled
	Exempt
)

var phases = [...]string{"idle", "running", "paused", "fulfilled", "cancelled", "exempt"}

// String returns the name of the phase, lower case.
func (p Phase) String() string { return phases[min(int(p), len(phases)-1)] }

// MarshalText writes what String returns.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (p *Phase) UnmarshalText(text []byte) error { return unmarshalWord(p, text, "phase", phases[:]) }

// open says whether the cycle still counts.
func (p Phase) open() bool { return p == Running || p == Paused }

// Cause is why a clock was closed.
type Cause uint8

// The causes of an end. Those from Merged on are undone by a restore.
const (
	NotEnded  Cause = iota
	Done            // fulfilled or exempted
	Detached        // the policy no longer asks for it, or a detach event took it
	Replaced        // restarted or reset: a new cycle took its place
	Merged          // the ticket was merged into another
	Deleted         // the ticket was deleted
	SpamFound       // the ticket was marked as spam
)

var causes = [...]string{"", "done", "detached", "replaced", "merged", "deleted", "spam"}

// String returns the name of the cause, or "" for NotEnded.
func (c Cause) String() string { return causes[min(int(c), len(causes)-1)] }

// MarshalText writes what String returns.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (c *Cause) UnmarshalText(text []byte) error { return unmarshalWord(c, text, "cause", causes[:]) }
