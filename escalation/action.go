package escalation

import (
	"strconv"

	"github.com/bellhop-sla/bellhop/sla"
)

// ActionKind says what an action is.
type ActionKind string

// The actions.
const (
	Fire       ActionKind = "fired"        // the level is reached: tell To, do what Spec says
	Repeat     ActionKind = "repeated"     // tell To again
	Skip       ActionKind = "skipped"      // reached, but a higher level was reached too
	Unstaffed  ActionKind = "unstaffed"    // nobody of Who was there; the next level fires in its place
	Defer      ActionKind = "deferred"     // quiet hours: looked at again at Until
	Expire     ActionKind = "expired"      // to be told, and no longer true
	Limit      ActionKind = "limited"      // the notices of the day are spent: To is the fallback, once
	Acked      ActionKind = "acknowledged" // by By, until Until if that is set
	Snoozed    ActionKind = "snoozed"      // by By, until Until
	Lapsed     ActionKind = "lapsed"       // the acknowledgement or the snooze ran out
	ActIgnored ActionKind = "act_ignored"  // an act on a rung that is not there, or a snooze without a valid end; Why says it
	EndRung    ActionKind = "ended"        // the subject ended: nothing more is told
)

// Action is what the desk must do or write down.
type Action struct {
	Kind    ActionKind `json:"kind"`
	Ladder  string     `json:"ladder"`
	Subject string     `json:"subject"`
	Cycle   uint32     `json:"cycle,omitempty"`
	Epoch   uint32     `json:"epoch,omitempty"`
	// Since is when the subject began, for a subject that is no clock.
	Since   sla.Instant `json:"since,omitzero"`
	Level   int         `json:"level,omitempty"` // from 1
	Name    string      `json:"name,omitempty"`  // of the level
	At      sla.Instant `json:"at"`              // when it became true
	Until   sla.Instant `json:"until,omitzero"`
	Repeats int         `json:"repeats,omitempty"`
	Lapses  int         `json:"lapses,omitempty"`
	By      string      `json:"by,omitempty"`
	Why     string      `json:"why,omitempty"`
	To      []Person    `json:"to,omitempty"`
	// Spec is the level, for what else to do.
	Spec *LevelSpec `json:"-"`
}

// KeyFor returns the key of the notice to one of To. A step that is taken again gives the same key; each repeat has its own.
func (a *Action) KeyFor(ticket string, to Person) string {
	generation := origin(a.Ladder, a.Epoch, a.Since) + ":" + strconv.Itoa(a.Repeats) + "." + strconv.Itoa(a.Lapses)
	return Key(ticket, a.Subject, a.Cycle, a.Level, to.name(), generation)
}

// Keys returns the keys of the notices to all of To, in their order.
func (a *Action) Keys(ticket string) []string {
	keys := make([]string, len(a.To))
	for i, to := range a.To {
		keys[i] = a.KeyFor(ticket, to)
	}
	return keys
}

// origin names a rung among those of its subject and cycle: the first part of the generation of its keys.
func origin(ladder string, epoch uint32, since sla.Instant) string {
	if since != 0 {
		return ladder + ":" + since.String()
	}
	return ladder + ":" + strconv.FormatUint(uint64(epoch), 10)
}
