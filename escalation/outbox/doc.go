// Package outbox carries notices to their receivers: each at least once, and with the receiver's help exactly once.
//
//	Op{Put} ──▶ Delivery ── Claim ──▶ leased ── Notify ──▶ Settle: delivered
//	            pending ▲                │                        │ again at (backoff)
//	               ▲    └────────────────┼────────────────────────┤
//	               │      lease ran out  ▼                        ▼
//	               └────── Replay ──── dead letter ◀───────────── dead
//
// The nouns:
//
//   - A [Message] is a notice with its address, when it is due and when it is of no use any more.
//   - A [Delivery] is a message and what became of it: one row of a store.
//   - A lease is the time for which one deliverer holds a delivery; its fencing token tells a later holder from an earlier.
//   - An [Outcome] is the verdict on one attempt. A verdict with an old token is fenced off.
//   - A dead letter is a delivery that was given up. It can be replayed, under its own key, or discarded.
//   - An [Op] is one change of a delivery that a store makes in the same transaction as the case.
//   - A [Handoff] is an offer of a ticket that has to be confirmed.
//   - A [Bucket] is how much one address has heard lately, and what was folded into its next digest.
//   - A [Deliverer] claims, notifies and settles. The notifiers that come with it are [Webhook], [Slack], [Mail] and [Log].
//   - [Once] is for receivers: a key that arrives again has no second effect.
//
// What this package does not do: it decides nothing about who hears, and it keeps no order between notices.
package outbox
