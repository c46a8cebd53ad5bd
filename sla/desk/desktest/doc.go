// Package desktest puts a store to the test: every rule of the treaty of [desk.Store] and [outbox.Queue], with and without
// faults, for the stores of this module and for those of hosts.
//
//	newStore ──▶ Run ──▶ rule ──▶ kept, or broken: what went wrong and what it costs
//	              │
//	              ├── one caller, many at once           conformance
//	              ├── two workers ──▶ gates ──▶ store    in every order of their calls
//	              ├── desk ──▶ Flaky(store) ──▶ store    a story with a fault at each call
//	              ├── Journey                            the same records over each store, to the byte
//	              ├── Soak                               random lives under crashes, a jumping clock, a flaky receiver
//	              └── Mutants                            seven faults that the rules must find over this store
//
// The nouns:
//
//   - A [Store] is what is put to the test.
//   - A [Rule] is one thing that must hold, with the explanation of what was broken when it does not.
//   - A power is what a store may offer beyond what it must: an interface, or a clock of its own. Rules about a power that is
//     absent are not checked, and the log of the test says so.
//   - A gate is where a worker stops before each of its calls, and while it looks at a case. Who goes on is chosen, so that the
//     calls of workers come in every order with few switches from one to another, and in others that are drawn from a seed.
//   - A [Fault] is what becomes of one call: an error or a crash, before it was done or after. A [Plan] picks the faults.
//   - A soak is a random life of a few tickets under faults, drawn from one seed.
//   - A story is a script of what happens to tickets, told with what the desk did: the same text over each store.
//   - A mutant is a desk with a fault that many a hand-made one has.
//
// A host writes one test:
//
//	func TestStore(t *testing.T) {
//		desktest.Run(t, func(t *testing.T) desktest.Store { return mystore.New(t) })
//	}
//
// Each rule is a subtest of its name, so that go test -run 'TestStore/in_every_order' checks some. A [Suite] says how long it
// takes. [Rules] lists what is checked.
//
// Real stores hold their callers up, with the lock of a row or of a file. A worker that does not come to its next gate in time
// counts as held up and another goes on; nothing depends on how long that takes.
//
// What this package does not do: it measures no speed, and kills no process of the system; both need the host's own machines.
package desktest
