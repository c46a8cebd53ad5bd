// Package audit keeps a trail that stands up to an audit: who did what, when, on which rule, down to each field changed.
//
//	Record ── Seal ──▶ sealed bytes ──▶ the host's store, in the transaction that changes the state
//	   ▲                 │  each carries the hash of the one before it
//	Open ◀───────────────┴──▶ Verify ──▶ Head (sequence, hash)
//
// The nouns:
//
//   - An entity is what a trail is about. It is an opaque text; this package knows no ticket.
//   - A [Record] says one thing that was done, refused or left undone.
//   - Sealed bytes are a record in a restricted canonical JSON (a subset of RFC 8785 without fractions). They are stored and
//     verified as bytes and never written anew.
//   - A chain is the records of one entity in their sequence. Its [Head] is also the lock of the entity: a store refuses
//     a record that was not made from the present head.
//   - A [Fold] is the state that the field changes of a chain add up to.
//
// What this package does not do: it stores nothing and reads no clock. It orders by sequence, never by time.
package audit
