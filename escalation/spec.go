package escalation

import (
	"github.com/bellhop-sla/bellhop/sla"
)

// PersonSpec declares how somebody is reached.
type PersonSpec struct {
	ID string `json:"id" yaml:"id"`
	// Address is scheme:rest, such as mailto:ana@example.com, slack:support or log:ana. The scheme picks the notifier.
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	// Hours is the calendar in whose hours the person hears. None means always.
	Hours string `json:"hours,omitempty" yaml:"hours,omitempty"`
}

// RotationSpec is an on-call schedule: members take turns.
type RotationSpec struct {
	// Members take turns in this order.
	Members []string `json:"members" yaml:"members"`
	// From is when the first member's first turn began.
	From sla.Instant `json:"from" yaml:"from"`
	// Turn is the wall time of a turn. With a Zone, turns of whole days keep the time of day there.
	Turn sla.Duration `json:"turn" yaml:"turn"`
	// Zone is an IANA zone. None means UTC.
	Zone string `json:"zone,omitempty" yaml:"zone,omitempty"`
	// Calendar is when somebody is on call at all. None means always.
	Calendar string `json:"calendar,omitempty" yaml:"calendar,omitempty"`
}

// LevelSpec is one level of a ladder.
type LevelSpec struct {
	// Name tells it apart. None means the text of At.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// At is where it stands on a clock: 75%, 30m before, due, 1h after, or with wall at the end. On another subject it is a
	// length after: 2h after, 2h after wall.
	At Point `json:"at" yaml:"at"`
	// When is a condition over the ticket's fields. None holds always.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Notify is who hears, each a text: assignee, lead, watchers, role NAME, oncall NAME, person NAME, or an address.
	Notify []Who `json:"notify,omitempty" yaml:"notify,omitempty"`
	// Set are fields of the ticket that get a value, such as priority: urgent.
	Set map[string]string `json:"set,omitempty" yaml:"set,omitempty"`
	// Move is the queue that the ticket goes to.
	Move string `json:"move,omitempty" yaml:"move,omitempty"`
	// Watch are persons who are added as watchers, Tag are tags that are added.
	Watch []string `json:"watch,omitempty" yaml:"watch,omitempty"`
	Tag   []string `json:"tag,omitempty" yaml:"tag,omitempty"`
	// Runbook is a link to what to do.
	Runbook string `json:"runbook,omitempty" yaml:"runbook,omitempty"`
	// Critical levels pass quiet hours.
	Critical bool `json:"critical,omitempty" yaml:"critical,omitempty"`
	// Acknowledge is how long an acknowledgement holds before the level repeats as if there had been none. None means that it
	// holds until the clock ends.
	Acknowledge Length `json:"acknowledge,omitzero" yaml:"acknowledge,omitempty"`
	// Repeat says it again until somebody acknowledges.
	Repeat *RepeatSpec `json:"repeat,omitempty" yaml:"repeat,omitempty"`
}

// RepeatSpec is how a level repeats.
type RepeatSpec struct {
	// Every is the time between two notices, in business time or wall: 30m, 30m wall.
	Every Length `json:"every" yaml:"every"`
	// Times is how often at most. None means 3; 20 is the most.
	Times int `json:"times,omitempty" yaml:"times,omitempty"`
	// Within is the wall time after the level was reached in which it repeats. None means 168h.
	Within sla.Duration `json:"within,omitempty" yaml:"within,omitempty"`
}

// LadderSpec is a list of levels on one subject.
type LadderSpec struct {
	Name string `json:"name" yaml:"name"`
	// On is the name of a clock, or paused, stuck or failed.
	On string `json:"on" yaml:"on"`
	// When is a condition over the ticket's fields. None holds always.
	When string `json:"when,omitempty" yaml:"when,omitempty"`
	// Calendar counts business time of repeats, acknowledgements and subjects that are no clock. None is only for wall time.
	Calendar string `json:"calendar,omitempty" yaml:"calendar,omitempty"`
	// Quiet is the calendar in whose open hours nothing but critical levels is told.
	Quiet string `json:"quiet,omitempty" yaml:"quiet,omitempty"`
	// Levels are sorted and unique by where they stand. The last one notifies an address, so that somebody always hears.
	Levels []LevelSpec `json:"levels" yaml:"levels"`
}

// The subjects that are no clock.
const (
	OnPaused = "paused" // a clock of the ticket has been paused without a break
	OnStuck  = "stuck"  // the ticket is open and has no wake, no owner and no answer
	OnFailed = "failed" // a delivery of the ticket is a dead letter
)

// Limits are the guardrails of notices.
type Limits struct {
	// Notices is how many notices a ticket may send a day (24 hours from its first). None means 50.
	Notices int `json:"notices,omitempty" yaml:"notices,omitempty"`
	// Fallback is the address that hears when a guardrail breaks. None means the address of the last level.
	Fallback string `json:"fallback,omitempty" yaml:"fallback,omitempty"`
}

// Spec is the written form of the ladders and of who is reached how.
type Spec struct {
	People  []PersonSpec            `json:"people,omitempty" yaml:"people,omitempty"`
	Roles   map[string][]string     `json:"roles,omitempty" yaml:"roles,omitempty"`
	OnCall  map[string]RotationSpec `json:"oncall,omitempty" yaml:"oncall,omitempty"`
	Ladders []LadderSpec            `json:"ladders,omitempty" yaml:"ladders,omitempty"`
	Limits  Limits                  `json:"limits,omitzero" yaml:"limits,omitempty"`
}
