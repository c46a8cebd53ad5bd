// Package desk is the orchestrator: it carries a ticket from an event to the records, the notices and the next wake, in one
// pure step, and keeps it safe in a store.
//
//	event ─▶ intake ─▶ clocks ─▶ route ─▶ ladders ─▶ records ─▶ Change ─▶ Store ─▶ outbox ─▶ Notifier
//	tick  ─────────────┘                                          │  one transaction
//	  ▲                                                           ▼
//	  └──────────────── Wake: look again at this instant ◀────────┘
//
// The nouns:
//
//   - A [Case] is what the desk knows of one ticket: its clocks, who holds it, how far its ladders have come, its head.
//   - An [Event] is what the host tells; a tick is a look at what time alone brought.
//   - A [Change] is everything that must be stored together and then acted on.
//   - [Step] makes a Change of a Case and an event. It is pure.
//   - A [Store] keeps cases, records, deliveries and loads, a change in one transaction.
//   - A [Desk] is the loop around it: Handle, Sweep, Run.
//
// What this package does not do: it keeps no clock, agent or level rules of its own; these live in sla, routing and
// escalation. It starts nothing but what Run is asked to.
package desk
