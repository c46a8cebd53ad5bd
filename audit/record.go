package audit

import "time"

// ActorKind says what acted.
type ActorKind string

// The kinds of actor.
const (
	User      ActorKind = "user"
	Service   ActorKind = "service"
	Rule      ActorKind = "rule"
	Timer     ActorKind = "timer"
	System    ActorKind = "system"
	Migration ActorKind = "migration"
)

// ActorKinds are the kinds of actor, in the order of the constants.
var ActorKinds = []ActorKind{User, Service, Rule, Timer, System, Migration}

// Actor is who acted. The zero Actor is nobody.
type Actor struct {
	ID   string    `json:"id"`
	Kind ActorKind `json:"kind"`
}

// Outcome says what became of what was tried.
type Outcome string

// The outcomes.
const (
	Applied    Outcome = "applied"
	Noop       Outcome = "noop"       // it was so already
	Refused    Outcome = "refused"    // not allowed, or not well formed: nothing changed
	Suppressed Outcome = "suppressed" // a guardrail or a rule kept it from being done
	Failed     Outcome = "failed"     // it was tried and did not succeed
)

var outcomes = []Outcome{Applied, Noop, Refused, Suppressed, Failed}

// Change is one field before and after. A field that was not there, or is no more, is [None].
type Change struct {
	Field  string
	Before Value
	After  Value
}

// Arg is one typed argument of a [Reason].
type Arg struct {
	Name  string
	Value Value
}

// Reason says why, as the id of a template and what fills it. Prose is made when the trail is read.
type Reason struct {
	Template string
	Args     []Arg
}

// Context is a closed set of words with few values that reports may group by. It outlives a redaction.
type Context struct {
	Type, Tier, Region, Channel, Queue string
}

// Record is one entry of a trail.
type Record struct {
	// Entity is what the record is about. Seq counts the records of an entity from 1; Prev is the hash of the sealed bytes of
	// the one before it, zero for the first. Seal sets both.
	Entity string
	Seq    uint64
	Prev   Hash

	// Action is what was done, such as sla.clock.paused: lower-case words joined by dots.
	Action  string
	Outcome Outcome
	Actor   Actor
	// OnBehalf is for whom the actor acted, if for another.
	OnBehalf Actor
	// At is when it happened, Recorded when it was learned.
	At, Recorded time.Time

	// Rule is the name of the rule that decided, Policy and Version the policy and the hash of its content, Release the version
	// of the whole pack.
	Rule, Policy, Version, Release string
	// Trigger is the key of the event that led to it, Trace its traceparent.
	Trigger, Trace string

	Reason  Reason
	Changes []Change
	Context Context
}

// MarshalJSON writes the canonical bytes of a record that has its place in a chain. Its error is that of Seal. Package json
// may write some letters of them as escapes: sealed bytes are hashed and stored as Seal returns them.
func (r Record) MarshalJSON() ([]byte, error) { return appendRecord(nil, &r) }

// UnmarshalJSON reads canonical bytes, as Open does.
func (r *Record) UnmarshalJSON(sealed []byte) (err error) {
	*r, err = Open(sealed)
	return err
}
