package outbox

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/sla"
)

// HandoffState says where an offer stands.
type HandoffState string

// The states of an offer.
const (
	Offered   HandoffState = "offered"
	Accepted  HandoffState = "accepted"
	Declined  HandoffState = "declined"
	TimedOut  HandoffState = "timed_out"
	Rescinded HandoffState = "rescinded"
)

// Handoff is an offer of a ticket to an agent, which has to be confirmed: plain data of a case. The zero Handoff is none.
type Handoff struct {
	ID    string       `json:"id"` // the key of the offer's notice
	Agent string       `json:"agent"`
	Queue string       `json:"queue,omitempty"`
	State HandoffState `json:"state"`
	At    sla.Instant  `json:"at"`             // when it was offered
	Until sla.Instant  `json:"until,omitzero"` // when it times out; no instant is never
	Ended sla.Instant  `json:"ended,omitzero"`
	// Reason is why it was declined or rescinded.
	Reason string `json:"reason,omitempty"`
}

// Answer takes an accept or a decline into the offer. late says that the offer had ended before, or that its time was up:
// nothing changes, and the answer is to be recorded all the same. by has to be the agent of the offer, else the error is
// ErrNotYours. A state that is no answer is an error too.
func (h *Handoff) Answer(state HandoffState, by, reason string, at sla.Instant) (late bool, err error) {
	switch {
	case state != Accepted && state != Declined:
		return false, fmt.Errorf("offer %q: %q is no answer: write %s or %s", h.ID, state, Accepted, Declined)
	case by == "" || by != h.Agent:
		return false, fmt.Errorf("offer %q: %w", h.ID, ErrNotYours)
	case h.State != Offered || h.up(at):
		return true, nil
	}
	h.end(state, reason, at)
	return false, nil
}

// TimeOut ends an offer whose time is up at now, as of the instant it was up, and says whether it did.
func (h *Handoff) TimeOut(now sla.Instant) bool {
	if h.State != Offered || !h.up(now) {
		return false
	}
	h.end(TimedOut, "", h.Until)
	return true
}

// Rescind takes back an open offer and says whether there was one.
func (h *Handoff) Rescind(reason string, at sla.Instant) bool {
	if h.State != Offered {
		return false
	}
	h.end(Rescinded, reason, at)
	return true
}

// up says whether the time for an answer is up.
func (h *Handoff) up(now sla.Instant) bool { return h.Until != 0 && now >= h.Until }

func (h *Handoff) end(state HandoffState, reason string, at sla.Instant) {
	h.State, h.Reason, h.Ended = state, reason, at
}
