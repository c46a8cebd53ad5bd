// Package desktest puts a store to the test: every rule of the treaty of [desk.Store] and [outbox.Queue], with and without
// faults, for the stores of this module and for those of hosts.
//
//	newStore ──▶ Run ──▶ rule ──▶ kept, or broken: what went wrong and what it costs
//	                │
//	                └── desk ──▶ Flaky(store) ──▶ store      a script with a fault at each call
//	newStore ──▶ Soak ──▶ desks, crashes, a jumping clock, a flaky receiver ──▶ what must hold at the end
//
// The nouns:
//
//   - A [Store] is what is put to the test.
//   - A rule is one thing that must hold, with the explanation of what was broken when it does not.
//   - A power is an interface that a store may offer beyond what it must. Rules about a power that is absent are not checked,
//     and the log of the test says so.
//   - A [Fault] is what becomes of one call: an error or a crash, before it was done or after. A [Plan] picks the faults.
//   - A soak is a random life of a few tickets under faults, drawn from one seed.
//   - A story is a script of what happens to tickets, told with what the desk did: the same text over each store.
//
// A host writes one test:
//
//	func TestStore(t *testing.T) {
//		desktest.Run(t, func(t *testing.T) desktest.Store { return mystore.New(t) })
//	}
//
// What this package does not do: it measures no speed, and kills no process of the system; both need the host's own machines.
package desktest
