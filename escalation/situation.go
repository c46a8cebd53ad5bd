package escalation

import (
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// Situation is all that a step looks at. State and Policies are required.
type Situation struct {
	Now      sla.Instant
	State    *sla.State
	Policies *sla.Policies

	// Assignee is the person who holds the ticket, Lead the lead of its queue, Watchers who watches it.
	Assignee, Lead string
	Watchers       []string
	// Away says who is not to be told, whatever their hours say. None is nobody.
	Away func(id string) bool
	// Stuck is since when the ticket has no wake, no owner and no answer; no instant when it is not stuck.
	Stuck sla.Instant
	// Failed are the open dead letters.
	Failed []Failure
	// Closed says that the ticket is resolved, merged or gone: nothing is told any more.
	Closed bool
}

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
const MaxSnooze = 96 * sla.Duration(time.Hour)

// Act is an acknowledgement or a snooze of the rung that a notice came from: of the level at which it stands now.
type Act struct {
	Kind ActKind
	// Key is the key of the notice. Without one, Ladder names the rungs; without either, all rungs of the ticket.
	Key, Ladder string
	By          string
	Until       sla.Instant // the end of a snooze
}
