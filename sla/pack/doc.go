// Package pack reads the written form of a desk, so that a file in a repository, and not code, says what is promised.
//
// A pack is one document that holds a vocabulary, calendars and policies, and, for a desk that hands out tickets, agents, queues
// and ladders. A document is a text in YAML or, since JSON is YAML, in JSON. A path leads through a document to one value: policies[0].targets[1].within.urgent. A fault is what is
// wrong at a path, and how to mend it. A pack's canonical form is the same content always written by the same bytes, and
// its version is the SHA-256 of these.
//
//	text ─▶ Parse ─▶ Document ─▶ Decode ─▶ File ─▶ Compile ─▶ Pack
//	                    ▲          │                  │
//	                    └─ faults ─┴────── faults ────┘ ─▶ Err: file:line:column: path: message
//
// Read goes this way at once. The reader is strict. A key that it does not know, a key written twice, a value of another
// kind and a value that is empty are faults. So is a bare off, no, 010, 1e3, ~ or 2026-01-01 where a text is due, since some
// reader of YAML takes it for something else; in quotes it is a text. Anchors, aliases, merge keys, tags and a second
// document are refused, so that no short text can stand for a long one. A document has at most [MaxBytes] and [MaxDepth].
// Nothing is defaulted in silence, nothing is guessed, and all faults come in one go, with the line and a caret.
//
// The package opens no file, watches none, and knows no other form than this one. It does not say which pack is in force:
// that is the host's to store, with the version beside it.
package pack
