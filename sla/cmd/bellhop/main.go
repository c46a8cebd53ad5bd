// Command bellhop asks the packages of Bellhop from a shell.
//
// A subcommand is one question: due counts business time on a calendar, explain says how the clocks of one ticket came to
// stand where they do, corpus runs cases whose answers are known, backtest replays a ticket history through policies, drill
// compares strategies of giving out work, check proves that every ticket lands, route says who gets one and why, coverage
// finds the promised hours in which too few are there, train makes a model of labelled messages and classify reads messages by
// one. A pack is a file that holds a desk in its written form: calendars, policies, routes. An operand is what stands on the
// command line beside the flags; flags and operands may stand in any order, and -- ends the flags.
//
//	arguments ─▶ subcommand ─▶ files read ─▶ the packages ─▶ text or JSON on standard output
//	                               └─▶ faults at file:line:column ─▶ standard error
//
// It exits with 0 when it has answered, with 1 when the answer is no (a case of a corpus does not hold, a calendar never gets
// that far, a backtest could use no ticket, a check found a fault, or too much is uncovered), and with 2 when it could not do
// its work: wrong usage, a wrong file, an output that cannot be written.
//
// A file named - is standard input. An instant is written as in RFC 3339, or as civil time such as "2026-12-23 17:30",
// which means the first instant at which the wall clock reads it or later.
//
// The command decides nothing itself and keeps nothing: each answer is that of a package. It reads the machine's clock only
// where an instant is not given, and it writes no file but the model and the drawing that it is told to write.
package main

import (
	"os"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now)) }
