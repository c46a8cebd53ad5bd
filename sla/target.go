package sla

import "github.com/bellhop-sla/bellhop/calendar"

// target is a compiled TargetSpec: immutable.
type target struct {
	policy *policy
	spec   TargetSpec
	name   string
	by     string // "" when one goal holds for all

	// hours are those of the calendar hoursName with the fingerprint hoursPrint; none when hoursPrint is empty.
	hours      calendar.Calendar
	hoursName  string
	hoursPrint string

	pauses   map[string]Duration // pausing status to its limit, 0 for none
	reasons  map[string]Duration // reason that the host gives to its limit
	terminal map[string]bool
	points   []threshold
	variant  uint8 // which messages count as replies: an index into Facts.Waiting
}

type threshold struct {
	name string
	at   Point
}

// policy is a compiled PolicySpec: immutable.
type policy struct {
	name    string
	version string
	when    *Condition
	targets []*target
}

// ways to count replies: bits of a variant.
const (
	countInternal uint8 = 1 << iota
	countBot
)

// reply says whether an agent's side message counts as a reply to the customer under the variant.
func reply(variant uint8, ev *Event) bool {
	switch ev.By {
	case Agent:
		return ev.Public || variant&countInternal != 0
	case Bot:
		return variant&countBot != 0 && (ev.Public || variant&countInternal != 0)
	}
	return false
}

// customerSpoke says whether the message is one that a customer waits on.
func customerSpoke(ev *Event) bool { return ev.By == Customer && ev.Public }

// wants returns the goal that the target has for a ticket, and the key that picked it.
func (t *target) wants(fields *presentFields) (Goal, string) {
	if t.by == "" {
		return t.spec.Within.All, ""
	}
	return t.spec.Within.goal(fields.text(t.by))
}

// goalFor returns the goal that stands under key.
func (t *target) goalFor(key string) Goal {
	if t.by == "" {
		return t.spec.Within.All
	}
	g, _ := t.spec.Within.goal(key)
	return g
}
