// Package intake reads what a customer wrote: which issue type and intent a message has, whether it came before, and who sent
// it.
//
//	              ┌─ Rules ──┐
//	Message ─▶ First ─ Model ─ host's ─▶ Reading (type, intent, language, priority, tags, confidence, evidence)
//	   │          └──────────┘
//	   ├─▶ Duplicates ─▶ Match (merge, link, score and pair)
//	   └─▶ Identities ─▶ Person (customer, claims, conflicts) ─▶ Enricher ─▶ fields of the customer
//
// The nouns:
//
//   - A [Message] is what arrived: channel, subject, text, sender.
//   - A [Reading] is what was understood, how surely, and from which words. Below the confidence asked it is [Unclassified], a
//     type like any other, for which the routes have a place.
//   - A [Classifier] turns one into the other. [Rules] are written by hand, a [Model] is trained from labelled messages, and
//     a host brings a service of its own; [First] asks them in turn.
//   - A label is what a [Sample] is called: type/intent, or one word for both. [OutOfScope] labels what belongs to none.
//   - A [Match] is an earlier message that says the same, and a [Claim] says that an address belongs to a customer.
//
// What this package does not do: it stores nothing, reads no clock and starts nothing. A host that asks a service sets the time
// that it may take, in the context or with [Within].
package intake
