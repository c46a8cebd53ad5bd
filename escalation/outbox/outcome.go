package outbox

import "github.com/bellhop-sla/bellhop/sla"

// Verdict says how an attempt ended.
type Verdict string

// The verdicts.
const (
	Done    Verdict = "done"
	Again   Verdict = "again" // at Outcome.Next
	GiveUp  Verdict = "dead"
	Lapse   Verdict = "expired"
	Fold    Verdict = "digested"
	Release Verdict = "released" // given back before it began: due at Outcome.Next, and no attempt counted
)

// state returns the state to which a verdict leads, or "" when it is none.
func (v Verdict) state() State {
	switch v {
	case Done:
		return Delivered
	case Again, Release:
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

// attempt says whether a verdict is on an attempt that was made.
func (v Verdict) attempt() bool { return v == Done || v == Again || v == GiveUp }

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
}

// outcome returns the verdict of the present claim of d.
func (d *Delivery) outcome(v Verdict, at sla.Instant, reason string) Outcome {
	return Outcome{Key: d.Key, Ticket: d.Ticket, Token: d.Token, Verdict: v, At: at, Reason: reason}
}
