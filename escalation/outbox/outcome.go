package outbox

import "github.com/bellhop-sla/bellhop/sla"

// Verdict says how an attempt ended.
type Verdict string

// The verdicts.
const (
	Done   Verdict = "done"
	Again  Verdict = "again" // at Outcome.Next
	GiveUp Verdict = "dead"
	Lapse  Verdict = "expired"
	Fold   Verdict = "digested"
)

// State returns the state to which a verdict leads, or "" when it is none.
func (v Verdict) State() State {
	switch v {
	case Done:
		return Delivered
	case Again:
		return Pending
	case GiveUp:
		return Dead
	case Lapse:
		return Expired
	case Fold:
		return Digested
	}
	return ""
}

// Outcome is the verdict on one attempt.
type Outcome struct {
	Key string `json:"key"`
	// Ticket is the ticket of the delivery; that of a digest has none.
	Ticket string `json:"ticket,omitempty"`
	// Token is that of the claim.
	Token   uint64      `json:"token"`
	Verdict Verdict     `json:"verdict"`
	At      sla.Instant `json:"at"`
	Next    sla.Instant `json:"next,omitzero"`
	Reason  string      `json:"reason,omitempty"`
	// Unbegun says that it is given back before the attempt began: the verdict is Again, and no attempt is counted.
	Unbegun bool `json:"unbegun,omitempty"`
}

// tried says whether an attempt was made.
func (o *Outcome) tried() bool {
	return o.Verdict == Done || o.Verdict == GiveUp || o.Verdict == Again && !o.Unbegun
}

// outcome returns the verdict of the present claim of d.
func (d *Delivery) outcome(v Verdict, at sla.Instant, reason string) Outcome {
	return Outcome{Key: d.Key, Ticket: d.Ticket, Token: d.Token, Verdict: v, At: at, Reason: reason}
}
