// Package slatest puts the library to the test on written cases whose answers are known: a corpus.
//
// A case is a question with its answer. A corpus is a file of cases in one of three formats. One of business time asks
// calendars; one of clocks tells what happened to a ticket and what its clocks must then show; one of vectors lists
// instants and when so much business time later is due. A mismatch is a value that came out otherwise than the case
// asserts. The cases run through the public doors of the packages calendar and sla, as a host would use them.
//
//	file ─▶ ReadCorpus ─▶ Corpus ─▶ Run ─▶ Report: passed, failed, mismatches
//
// Reading is strict: a key, an operation or an event that is not known is an error at its place, so that no case is passed
// over because nobody understood it. No case is skipped, and none may be.
//
// A case of clocks is lived through as a host would, event by event in the order in which they are learned, with sweeps
// between; and each check is asked a second time of a state rebuilt from the events known then, so that replay is held to
// the same answers.
//
// The package writes no corpus, draws no random cases and prints nothing.
package slatest
