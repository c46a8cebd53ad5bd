package outbox

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// OpKind says what an op does.
type OpKind string

// The ops.
const (
	Put     OpKind = "put"     // a new message; the same key with the same message is no change, with another ErrKeyReused
	Settle  OpKind = "settle"  // Outcome
	Replay  OpKind = "replay"  // a dead letter is due again at At, with its attempts from 0
	Discard OpKind = "discard" // a dead letter is put away, for Reason
	Cancel  OpKind = "cancel"  // a pending one is taken back; one that is not pending, or not there, is left as it is
	Amend   OpKind = "amend"   // a message that nobody has tried or holds is replaced, or put if it is new
)

// ReplayPause is how long a dead letter rests before it is replayed once more: a key is replayed at most once in it.
const ReplayPause = time.Minute

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
// changed. The error is ErrFenced, ErrKeyReused, ErrUnknownKey or ErrState, with the key, or says what the op lacks; d is
// then as it was.
//
// A verdict needs the token of the newest claim, even when its lease has run out; the same verdict once more is no change, so
// that a lost reply does no harm. A delivery that was cancelled while it was held stays cancelled unless it was done.
func (d *Delivery) Apply(op Op) (changed bool, err error) {
	next := *d
	changed, err = next.apply(op)
	if err != nil {
		return false, fmt.Errorf("delivery %q: %w", op.Key, err)
	}
	if changed {
		*d = next
	}
	return changed, nil
}

func (d *Delivery) apply(op Op) (changed bool, err error) {
	if d.State != "" && d.Key != op.Key {
		return false, ErrUnknownKey
	}
	switch op.Kind {
	case Put:
		return d.put(op)
	case Amend:
		return d.amend(op)
	case Cancel:
		return d.State == Pending && d.end(Cancelled, op.At, op.Reason), nil
	}
	if d.State == "" {
		return false, ErrUnknownKey
	}
	switch op.Kind {
	case Settle:
		return d.settle(op.Outcome)
	case Replay:
		return d.replay(op.At)
	case Discard:
		if d.State != Dead {
			return false, fmt.Errorf("%w: it is %s; only a dead letter is discarded", ErrState, d.State)
		}
		return d.end(Discarded, op.At, op.Reason), nil
	}
	return false, fmt.Errorf("unknown op %q", op.Kind)
}

// put makes a new delivery, or sees that it is the one that is there.
func (d *Delivery) put(op Op) (changed bool, err error) {
	switch {
	case op.Message == nil || op.Message.Key != op.Key:
		return false, fmt.Errorf("%s needs a message of that key", op.Kind)
	case d.State == "":
		*d = Delivery{Message: *op.Message, State: Pending, Next: op.Message.Due}
		return true, nil
	}
	same, err := sameMessage(d.Message, *op.Message)
	if err == nil && !same {
		err = ErrKeyReused
	}
	return false, err
}

// amend replaces a message that nobody can have seen.
func (d *Delivery) amend(op Op) (changed bool, err error) {
	switch {
	case d.State == "" || op.Message == nil || op.Message.Key != op.Key:
		return d.put(op)
	case d.State != Pending || d.Attempts > 0 || d.Replays > 0 || d.Lease != 0:
		return false, fmt.Errorf("%w: it went or is going; only a message that nobody tried is amended", ErrState)
	}
	same, err := sameMessage(d.Message, *op.Message)
	if err != nil || same {
		return false, err
	}
	d.Message, d.Next = *op.Message, op.Message.Due
	return true, nil
}

// settle takes a verdict of the newest claim.
func (d *Delivery) settle(o Outcome) (changed bool, err error) {
	to := o.Verdict.State()
	switch {
	case to == "":
		return false, fmt.Errorf("unknown verdict %q", o.Verdict)
	case o.Token != d.Token:
		return false, ErrFenced
	case d.Lease == 0 && d.State == to && (to != Pending || d.Next == o.Next):
		return false, nil
	case d.Lease == 0:
		return false, ErrFenced
	}
	d.Lease = 0
	if o.tried() {
		d.tried(o.At)
	}
	switch {
	case d.State == Cancelled && o.Verdict != Done:
		return true, nil
	case to == Pending:
		d.Next = o.Next
		if o.Reason != "" {
			d.Reason = o.Reason
		}
		return true, nil
	}
	return d.end(to, o.At, o.Reason), nil
}

// replay makes a dead letter due again.
func (d *Delivery) replay(at sla.Instant) (changed bool, err error) {
	switch {
	case d.State != Dead:
		return false, fmt.Errorf("%w: it is %s; only a dead letter is replayed", ErrState, d.State)
	case d.Replays > 0 && at < d.Settled.Add(ReplayPause):
		return false, ErrReplayTooSoon
	}
	d.State, d.Next, d.Settled = Pending, at, 0
	d.Attempts = 0
	d.Replays++
	return true, nil
}

// end leads to a state in which nothing is sent, and returns true.
func (d *Delivery) end(s State, at sla.Instant, reason string) bool {
	d.State, d.Settled, d.Reason = s, at, reason
	return true
}
