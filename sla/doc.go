// Package sla keeps the clocks of a ticket: it says what was promised, how much of it is used, when it falls due, and what
// became true in the meantime. It is pure: it reads no clock, starts nothing and stores nothing; the same events give the
// same bytes.
//
//	Spec ── Compile ──▶ Policies                        View, Thresholds, Explain
//	                       │                                   ▲
//	Event ─────────────▶ Step ─────▶ State ────────────────────┤
//	                       ▲          │  └─ Wake ─▶ look again │
//	now ───────────────▶ Advance ─────┴──▶ Effects ──▶ act once
//
// The nouns:
//
//   - A ticket is an opaque id with fields. A [Vocabulary] declares the fields; compiled, it is [Terms].
//   - An [Event] is a fact about a ticket (opened, message, status, assignment, changed fields) or an act on one clock.
//   - A policy says for which tickets which targets hold. [Policies] are tried from top to bottom, the first match is the
//     ticket's. A version of a policy is known by the hash of all it rests on.
//   - A target is a promise: a [Metric], a [Goal], a calendar, what pauses it, thresholds, and what a change or a
//     reopening does. Each target of the ticket's policy runs one [Clock]; a clock has cycles.
//   - A [Phase] is where a clock stands. Outside business hours a clock runs and does not tick; it is not paused.
//   - A breach is a mark on a cycle, at the instant the promise was broken. It is no phase: a breached clock may run.
//   - A threshold is a point on the way of a cycle, such as 75% or 30m before.
//   - An [Effect] is something that became true at an instant and is to be acted on once. Its id is made of ticket, clock,
//     cycle, kind and epoch, so that a unique index keeps it from happening twice.
//   - A [State] is all of it for one ticket: plain data, one JSON document. A host stores it beside the instants that
//     [State.Due] and [State.Wake] give, so that SQL can find what is due.
//   - A pin is the exact version of the terms that a clock was promised under. New rules alone never move a live promise:
//     only an event does, in the mode that its target names.
//
// Two layers turn events into clocks: the first knows messages, statuses and assignments and asks for starts, pauses and
// ends; the second knows only time.
//
// What this package does not do: it stores nothing, routes nothing, tells nobody and keeps no audit trail. It does not
// guess: a malformed event, an unknown name or a calendar that never opens is an error or a fault of the clock, never a
// default. Lengths are exact to the nanosecond; nothing is rounded but in text.
package sla
