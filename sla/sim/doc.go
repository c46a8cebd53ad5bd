// Package sim tries policies and ways of working out before anybody depends on them: a backtest replays a ticket history
// through policies, to see what they would have promised and whether the promises would have been kept; a drill draws
// tickets by chance and compares strategies of giving them out.
//
// A history is a table of what happened to tickets, as a help desk exports it: CSV, plain or compressed. A map says which
// column is what. A row is one ticket, with a column for each moment at which something happened to it, or one event of a
// ticket. What the history itself tells of a promise, a verdict or a due time, is its claim. A backtest turns the rows of
// each ticket into events, steps the clocks of package sla through them, and folds what each ticket came to, its outcome,
// into a report. A cell of the report counts the cycles of one clock for one group of tickets and one month of opening; an
// agreement compares the outcomes with the claims. A fault is a cell or a row that cannot be used.
//
//	history ─▶ rows ─▶ tickets ─▶ events ─▶ sla.Policies ─▶ outcome ─▶ Report
//	  map ──────┘                              other ones ─▶ outcome ─▶ WhatIf
//	             └─▶ faults: file:line: column: what to write
//
// A backtest is fair: it knows of a ticket what the history tells and no more, guesses nothing for a cell that it cannot
// read, and leaves a ticket with such a cell out, counted. It holds a bounded number of tickets at once, so that its memory
// does not grow with the length of the history. Equal tickets give equal reports, in whatever order they stand.
//
// A scenario is a desk in numbers: who asks, when and for what, who works when, and what is promised. A drill draws its
// tickets from a seed, gives the same ones to every strategy, and lets them be handled in virtual time; a strategy is an
// order of work together with a choice of agent. What happens is summed up in a digest, so that two runs can be seen to be
// one.
//
//	scenario, seed ─▶ tickets ─┬─▶ strategy ─▶ what happens ─▶ DrillReport
//	                           └─▶ strategy ─▶ what happens ─▶
//
// The package reads from an io.Reader and no file, starts no goroutine and reads no clock. It does not find policies for a
// history, it does not judge whether a history is true, and it does not search for a better strategy or roster.
package sim
