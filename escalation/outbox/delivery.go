package outbox

import (
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// Message is what is to be delivered.
type Message struct {
	escalation.Notice
	// Due is when it is to go, Expires when it is of no use any more; no instant is never.
	Due     sla.Instant `json:"due"`
	Expires sla.Instant `json:"expires,omitzero"`
	// Critical messages go at once however much their address has heard.
	Critical bool `json:"critical,omitempty"`
}

// State says where a delivery stands.
type State string

// The states.
const (
	Pending   State = "pending"   // to be sent at Next; held by a lease while Lease is not past
	Delivered State = "delivered" // the receiver has it
	Dead      State = "dead"      // given up: a dead letter
	Discarded State = "discarded" // a dead letter that somebody put away
	Cancelled State = "cancelled" // taken back before it went
	Expired   State = "expired"   // of no use any more before it went
	Digested  State = "digested"  // folded into the digest of its address
)

// Delivery is a message and what became of it. It is one JSON document, in which the fencing token is named fence: token is
// that of the notice.
type Delivery struct {
	Message
	State State `json:"state"`
	// Attempts counts the attempts that ended with a verdict or whose lease ran out, since the last replay.
	Attempts int         `json:"attempts,omitempty"`
	Replays  int         `json:"replays,omitempty"`
	Next     sla.Instant `json:"next,omitzero"`  // when it is to be tried
	Lease    sla.Instant `json:"lease,omitzero"` // until when it is held
	Token    uint64      `json:"fence,omitempty"`
	First    sla.Instant `json:"first,omitzero"` // the end of the first attempt
	Last     sla.Instant `json:"last,omitzero"`  // that of the last one
	Settled  sla.Instant `json:"settled,omitzero"`
	Reason   string      `json:"reason,omitempty"` // why it failed last; of a panic with its stack
}

// Claim takes a pending delivery that is due and that nobody holds until now+lease under a new token, and says whether it did.
// An attempt whose lease ran out without a verdict counts as one that failed.
func (d *Delivery) Claim(now sla.Instant, lease time.Duration) bool {
	if d.State != Pending || d.Next > now || d.Lease > now {
		return false
	}
	if d.Lease != 0 {
		d.tried(d.Lease)
		d.Reason = "the lease ran out without a verdict"
	}
	d.Token++
	d.Lease = now.Add(lease)
	return true
}

// tried counts an attempt that ended.
func (d *Delivery) tried(at sla.Instant) {
	d.Attempts++
	d.Last = at
	if d.First == 0 {
		d.First = at
	}
}
