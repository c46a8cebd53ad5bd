package main

import (
	"flag"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// command is one subcommand.
type command struct {
	name string
	// summary says in a line what it is for, usage what stands behind its name, and example shows one call of it.
	summary, usage, example string
	// more is what else there is to know, in lines of their own.
	more string
	// flags declares the flags and returns what is to be done once they and the operands are read.
	flags func(*flag.FlagSet) task
}

// task does the work of a subcommand. Its operands are the arguments that are no flags.
type task func(c *call, operands []string) error

// commands returns every subcommand in the order in which they are shown.
func commands() []command {
	return []command{
		dueCommand(), explainCommand(), corpusCommand(), backtestCommand(), drillCommand(),
		checkCommand(), routeCommand(), coverageCommand(),
		trainCommand(), classifyCommand(),
	}
}

// find returns the subcommand of a name.
func find(name string) (command, error) {
	all := commands()
	if i := slices.IndexFunc(all, func(c command) bool { return c.name == name }); i >= 0 {
		return all[i], nil
	}
	known := []string{"help"}
	for _, c := range all {
		known = append(known, c.name)
	}
	return command{}, usageError{message: unknown("command", name, known)}
}

// unknown returns the message for a word that is none of the known ones.
func unknown(kind, got string, known []string) string {
	var p calendar.Problems
	p.Unknown("", kind, got, known)
	return p[0].Message
}
