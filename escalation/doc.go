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
// The rules:
//
//   - A level is reached just after its point, when its condition holds. A condition that fails to run holds.
//   - Of levels that are reached at once only the highest is told; the others are skipped, each with when it was reached.
//   - Who hears is found when it is told. Where nobody is, the next level is told in its place, and the last one always reaches
//     an address.
//   - An acknowledgement and a snooze stop the repeats of a level, never a higher level.
//   - Quiet hours put off what is not critical. It is told when they end if it is still true, and expires if not.
//   - A clock that is paused, and a ladder whose condition does not hold, are silent. What has ended is silent for good.
//   - A day has a limit of notices for each ticket. Then the fallback hears so, once, and each further one is written down.
//   - A new cycle of a clock, another pause and another failure are new rungs with keys of their own. So is a new epoch, unless
//     what was told was reached at the same instant there: a ticket that is opened again is not told anew.
//
// What this package does not do: it sends nothing, stores nothing and reads no clock.
package escalation
