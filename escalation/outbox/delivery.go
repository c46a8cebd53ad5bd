package outbox

import (
	"context"
	"errors"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// The errors that callers branch on.
var (
	// ErrFenced says that a verdict carries an old token: somebody else holds or has settled the delivery.
	ErrFenced = errors.New("fenced off: the lease has passed to another")
	// ErrKeyReused says that a key is already that of another message.
	ErrKeyReused = errors.New("key is already that of another message")
	// ErrUnknownKey says that there is no delivery of that key.
	ErrUnknownKey = errors.New("no delivery has this key")
	// ErrState says that the delivery is in a state that does not allow what was asked, such as the replay of what is no dead
	// letter.
	ErrState = errors.New("not in a state for this")
)

// Message is what is to be delivered.
type Message struct {
	escalation.Notice
	// Due is when it is to go, Expires when it is of no use any more; no instant is never.
	Due     sla.Instant `json:"due"`
	Expires sla.Instant `json:"expires,omitzero"`
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

// Delivery is a message and what became of it.
type Delivery struct {
	Message
	State    State       `json:"state"`
	Attempts int         `json:"attempts,omitempty"`
	Replays  int         `json:"replays,omitempty"`
	Next     sla.Instant `json:"next,omitzero"`  // when it is to be tried
	Lease    sla.Instant `json:"lease,omitzero"` // until when it is held
	Token    uint64      `json:"token,omitempty"`
	First    sla.Instant `json:"first,omitzero"` // the first attempt
	Last     sla.Instant `json:"last,omitzero"`  // the last one
	Settled  sla.Instant `json:"settled,omitzero"`
	Reason   string      `json:"reason,omitempty"` // why it failed last; of a panic with its stack
}

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

// Outcome is the verdict on one attempt.
type Outcome struct {
	Key string `json:"key"`
	// Ticket is the ticket of the delivery.
	Ticket string `json:"ticket,omitempty"`
	// Token is that of the claim.
	Token   uint64      `json:"token"`
	Verdict Verdict     `json:"verdict"`
	At      sla.Instant `json:"at"`
	Next    sla.Instant `json:"next,omitzero"`
	Reason  string      `json:"reason,omitempty"`
}

// OpKind says what an op does.
type OpKind string

// The ops.
const (
	Put     OpKind = "put"     // a new message; the same key with the same message is no change, with another ErrKeyReused
	Settle  OpKind = "settle"  // Outcome
	Replay  OpKind = "replay"  // a dead letter is due again at At, with its attempts from 0
	Discard OpKind = "discard" // a dead letter is put away, for Reason
	Cancel  OpKind = "cancel"  // a pending one is taken back; one that is not pending is left as it is
	Amend   OpKind = "amend"   // a pending message is replaced, or put if it is new
)

// Op is one change of one delivery. A store applies the ops of a change in its transaction: it loads the delivery, asks
// [Delivery.Apply] and writes what that made.
type Op struct {
	Kind    OpKind      `json:"kind"`
	Key     string      `json:"key"`
	Message *Message    `json:"message,omitempty"`
	Outcome Outcome     `json:"outcome,omitzero"`
	At      sla.Instant `json:"at,omitzero"`
	Reason  string      `json:"reason,omitempty"`
}

// Apply makes the change of op in d, which is the zero Delivery when there is none of that key, and says whether anything
// changed. The error is ErrFenced, ErrKeyReused, ErrUnknownKey or ErrState, with the key; d is then as it was.
func (d *Delivery) Apply(op Op) (changed bool, err error) { return false, nil }

// Claim takes a pending delivery that is due and that nobody holds until now+lease under a new token, and says whether it did.
func (d *Delivery) Claim(now sla.Instant, lease time.Duration) bool { return false }

// Queue is where deliveries wait.
//
// Claim returns up to limit deliveries that are pending, due at now and held by nobody, the longest due first, each under a
// lease and a token that no claim had before. It makes no two callers hold one delivery. Settle applies verdicts, each for
// itself; its error joins those of the verdicts that were refused, ErrFenced above all, and the others hold. Both are one
// transaction each.
//
// It is not a log: deliveries are found by their state, never by an offset.
type Queue interface {
	Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]Delivery, error)
	Settle(ctx context.Context, outcomes ...Outcome) error
}

// DeadLetters is what a queue may also offer: the dead letters by key, after a key, limit at most.
type DeadLetters interface {
	Dead(ctx context.Context, after string, limit int) ([]Delivery, error)
}

// Stats is how a queue stands.
type Stats struct {
	Pending int         `json:"pending"`
	Oldest  sla.Instant `json:"oldest,omitzero"` // when the longest due pending one was due
	Dead    int         `json:"dead"`
}

// Counter is what a queue may also offer.
type Counter interface {
	Stats(ctx context.Context, now sla.Instant) (Stats, error)
}

// Throttle is what a queue may also offer: a bucket for each address. UpdateBucket runs fn on the bucket of an address and
// stores what it returns together with the ops, in one transaction. fn may run more than once.
type Throttle interface {
	UpdateBucket(ctx context.Context, address string, fn func(Bucket) (Bucket, []Op, error)) error
}

// Bucket is how much one address has heard lately: plain data. The zero Bucket is full.
type Bucket struct {
	// Full is the instant at which the bucket would be full again.
	Full sla.Instant `json:"full,omitzero"`
	// Digest is the key of the digest that is gathering, Keys what was folded in, Count how many; At is when it goes.
	Digest string      `json:"digest,omitempty"`
	Keys   []string    `json:"keys,omitempty"`
	Count  int         `json:"count,omitempty"`
	At     sla.Instant `json:"at,omitzero"`
}

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
	Until sla.Instant  `json:"until,omitzero"` // when it times out
	Ended sla.Instant  `json:"ended,omitzero"`
	// Reason is why it was declined or rescinded.
	Reason string `json:"reason,omitempty"`
}

// Answer takes an accept or a decline into the offer. late says that the offer had ended before: nothing changes, and the
// answer is to be recorded all the same. by has to be the agent of the offer, else the error is ErrNotYours.
func (h *Handoff) Answer(state HandoffState, by, reason string, at sla.Instant) (late bool, err error) {
	return false, nil
}

// TimeOut ends an offer whose time is up at now, as of the instant it was up, and says whether it did.
func (h *Handoff) TimeOut(now sla.Instant) bool { return false }

// Rescind takes back an open offer and says whether there was one.
func (h *Handoff) Rescind(reason string, at sla.Instant) bool { return false }

// ErrNotYours says that an answer came from somebody else than the agent to whom the ticket was offered.
var ErrNotYours = errors.New("offered to somebody else")
