// Package escalation raises its voice before a promise breaks: ladders over the clocks of a ticket say what falls due, for
// whom, and what else is to be done.
//
//	Situation (now, clocks, who is there) ──▶ Ladders.Step ──▶ Actions ──▶ Notices
//	                                             │  ▲
//	                                             ▼  │
//	                                          Progress ──▶ Wake: look again at this instant
//
// The nouns:
//
//   - A ladder is a list of levels on a subject: a clock, a pause that lasts, a ticket that is stuck, an action that failed.
//   - A level is a point on the way of its subject, who hears of it, and what else to do.
//   - A rung is how far one ladder has come on one cycle of its subject: plain data in the case of the ticket.
//   - An action is what the desk must do or write down now.
//   - A notice is what one person is told; its key makes it known again.
//   - A notifier carries a notice to where the person reads it.
//
// What this package does not do: it sends nothing, stores nothing and reads no clock.
package escalation
