package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
)

// errHelp says that help was asked for.
var errHelp = errors.New("help")

// newFlags returns an empty set of flags that prints nothing itself.
func newFlags(cmd command) *flag.FlagSet {
	flags := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags reads flags and operands in any order and returns the operands. After -- all are operands.
func parseFlags(flags *flag.FlagSet, args []string) (operands []string, err error) {
	var literal []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, literal = args[:i], args[i+1:]
	}
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return nil, errHelp
		case err != nil:
			return nil, usageError{message: flagFault(flags, err.Error())}
		case flags.NArg() == 0:
			return append(operands, literal...), nil
		}
		operands = append(operands, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// flagFault says what is wrong with a flag; the package flag has no suggestions for an unknown one.
func flagFault(flags *flag.FlagSet, message string) string {
	name, ok := strings.CutPrefix(message, "flag provided but not defined: ")
	if !ok {
		return message
	}
	if _, err := time.ParseDuration(name); err == nil {
		return fmt.Sprintf("%s reads as a flag; write it behind --, such as -- %s", name, name)
	}
	var known []string
	flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	text := "unknown flag " + name
	if near := calendar.Nearest(strings.TrimLeft(name, "-"), known); near != "" {
		text += "; did you mean -" + near + "?"
	}
	return text
}

// given says whether a flag stands on the command line.
func given(flags *flag.FlagSet, name string) bool {
	found := false
	flags.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}
