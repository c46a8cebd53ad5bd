package outbox

import (
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// How much one address hears: Burst alerts at once, and as many again in each Window, evenly. DigestKeys is how many keys a
// digest names.
const (
	Burst      = 10
	Window     = 10 * time.Minute
	DigestKeys = 20
)

// every is the time in which one alert is given back to a bucket.
const every = Window / Burst

// Bucket is how much one address has heard lately: plain data. The zero Bucket is full.
//
// It counts by the generic cell rate algorithm (ITU-T I.371): one instant says it all.
type Bucket struct {
	// Full is the instant at which the bucket would be full again.
	Full sla.Instant `json:"full,omitzero"`
	// Digest is the key of the digest that is gathering, Keys what was folded in, Count how many; At is when it goes.
	Digest string      `json:"digest,omitempty"`
	Keys   []string    `json:"keys,omitempty"`
	Count  int         `json:"count,omitempty"`
	At     sla.Instant `json:"at,omitzero"`
}

// Take takes one alert out of the bucket, and says whether there was one. A bucket never owes more than its burst, so that a
// clock that was ahead does not silence an address for longer than a Window.
func (b *Bucket) Take(now sla.Instant) bool {
	empty := now.Add(Window)
	b.Full = min(max(b.Full, now), empty)
	if b.Full.Add(every) > empty {
		return false
	}
	b.Full = b.Full.Add(every)
	return true
}

// Fold takes a delivery that found the bucket empty into the digest of its address, and returns the ops that settle the one
// and put the other. A digest gathers for a Window from its first delivery and then goes. Its key is a function of the address
// and the end of its window. sealed says that the gathering digest has gone already: the next one begins. A delivery that the
// digest lists already, since its verdict was lost, is not counted again.
func (b *Bucket) Fold(d *Delivery, now sla.Instant, sealed bool) []Op {
	settle := Op{Kind: Settle, Key: d.Key, Outcome: d.outcome(Fold, now, "in "+b.Digest)}
	if b.At > now && !sealed && slices.Contains(b.Keys, d.Key) {
		return []Op{settle}
	}
	if b.Digest == "" || b.At <= now || sealed {
		b.At = max(now, b.At).Add(Window)
		b.Digest = "digest/" + hexKey(d.To.Address, b.At.String())
		b.Keys, b.Count = nil, 0
	}
	b.Count++
	if len(b.Keys) < DigestKeys {
		b.Keys = append(b.Keys[:len(b.Keys):len(b.Keys)], d.Key)
	}
	digest := Message{Due: b.At, Notice: escalation.Notice{
		Key: b.Digest, Kind: escalation.Digest, To: d.To, At: b.At, Count: b.Count, Keys: b.Keys,
	}}
	settle.Outcome.Reason = "in " + b.Digest
	return []Op{settle, {Kind: Amend, Key: b.Digest, Message: &digest}}
}
