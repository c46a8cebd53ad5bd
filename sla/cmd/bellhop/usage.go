package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
)

// usageError says that the command was called in a wrong way. Without a message, all has been said.
type usageError struct{ command, message string }

// misuse returns a usageError with a message that is formatted as by fmt.Sprintf.
func misuse(format string, args ...any) error {
	return usageError{message: fmt.Sprintf(format, args...)}
}

// wrongs collects what is wrong with a call, so that all of it is told at once.
type wrongs struct{ lines []string }

// note notes a usageError, if there is one, and says whether there is.
func (w *wrongs) note(err error) bool {
	var usage usageError
	if errors.As(err, &usage) {
		w.lines = append(w.lines, usage.message)
	} else if err != nil {
		w.lines = append(w.lines, err.Error())
	}
	return err != nil
}

// err returns a usageError with all that was noted, or nil.
func (w *wrongs) err() error {
	if len(w.lines) == 0 {
		return nil
	}
	return misuse("%s", strings.Join(w.lines, "\n"))
}

// named puts the name of a subcommand into a usageError.
func named(command string, err error) error {
	var usage usageError
	if errors.As(err, &usage) {
		usage.command = command
		return usage
	}
	return err
}

// Error returns the message behind the name of the command.
func (e usageError) Error() string {
	return strings.TrimSuffix("bellhop "+e.command, " ") + ": " + e.message
}

// text says what was wrong and where to read on.
func (e usageError) text() string {
	if e.message == "" {
		return ""
	}
	return fmt.Sprintf("%v\n%s\n", e, strings.TrimSuffix("see: bellhop help "+e.command, " "))
}

// help prints the help of the command or of one subcommand.
func (c *call) help(args []string) error {
	switch {
	case len(args) == 0, args[0] == "help":
		return c.print(overview())
	case len(args) > 1:
		return usageError{"help", fmt.Sprintf("takes one command, not %d", len(args))}
	}
	cmd, err := find(args[0])
	if err != nil {
		return named("help", err)
	}
	return c.print(cmd.help())
}

const exitCodes = `Exit codes
  0  the question is answered
  1  the answer is no: a case does not hold, the calendar never gets that far, no ticket could be used, a check found a fault,
     or too much is uncovered
  2  wrong usage, a wrong file, or an output that cannot be written
`

// overview shows every subcommand with an example.
func overview() string {
	var b strings.Builder
	b.WriteString("Bellhop counts business time and explains SLA clocks.\n\nUsage: bellhop COMMAND [flags] [operands]\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(&b, "  %-9s %s\n            %s\n", cmd.name, cmd.summary, cmd.example)
	}
	b.WriteString("  help      show the flags of a command\n            bellhop help due\n\n" + exitCodes)
	return b.String()
}

// help tells what there is to know of a subcommand.
func (cmd command) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "bellhop %s: %s\n\nUsage: bellhop %s %s\n\n", cmd.name, cmd.summary, cmd.name, cmd.usage)
	fmt.Fprintf(&b, "Example\n  %s\n\nFlags\n", cmd.example)
	flags := newFlags(cmd)
	cmd.flags(flags)
	flags.VisitAll(func(f *flag.Flag) {
		kind, what := flag.UnquoteUsage(f)
		fmt.Fprintf(&b, "  %-22s %s\n", strings.TrimSpace("-"+f.Name+" "+kind), what)
	})
	fmt.Fprintf(&b, "\n%s\n%s", cmd.more, exitCodes)
	return b.String()
}
