// Command faults makes happen to a desk what happens to machines, and says whether it kept its promises: processes are killed,
// the database server is stopped, receivers are slow or cut off, clocks are wrong, and all is due at once.
//
//	go run ./cmd/faults [RUN [-flags]]
//
// Each run works on a database of its own, which is gone afterwards: a private PostgreSQL on loopback (initdb and postgres have
// to be installed) or, with -db sqlite, a file. The workers are processes of their own, with the package's desk, outbox and
// webhooks; the receiver is a web server with a database of its own, which gives each notice its effect by outbox.Once and
// counts what arrived beside it.
//
// A run prints a table of what was to hold and what was found, and its seed. It exits with 1 when a promise was broken. With
// -break a fault is put into the workers, to see that the run tells.
//
// Without arguments the command lists the runs; RUN -h lists the flags of one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"text/tabwriter"
)

// scenario is a run by its name.
type scenario struct {
	name, about string
	// flags declares the flags of the run and returns what runs once they are set.
	flags func(f *flag.FlagSet) func(s *stage) error
}

// scenarios returns the runs, in the order in which they are listed.
func scenarios() []scenario {
	return []scenario{
		{"kill", "processes die by kill -9, and the server by immediate stops: each effect once", killFlags(150, 3, 50000)},
		{"stop", "the server alone dies, again and again: each effect once", killFlags(0, 3, 10000)},
		{"cost", "sweeping and handling beside the bare database", costFlags},
		{"due", "everything is due at once: swept in seconds", dueFlags},
		{"million", "ever more tickets are open: a sweep costs the same", millionFlags},
		{"long", "a transaction stays open while rows change: claims stay quick", longFlags},
		{"skew", "workers have wrong clocks: nothing early, nothing lost", skewFlags},
		{"slow", "workers stand still for longer than their leases: late verdicts are fenced off", slowFlags},
		{"partition", "the receiver cannot be reached for a while: nothing lost", partitionFlags},
		{"lost", "one worker of several is lost: hardly anything is late", lostFlags},
		{"two", "two workers and no fault: nothing arrives twice", twoFlags},
		{"crowd", "workers hand out one queue side by side: nobody ever carries too much", crowdFlags},
		{"s7", "many clocks, few due, and one of two workers dies halfway", s7Flags},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	exit := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(exit)
}

// command runs what the arguments name and returns the exit status.
func command(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 2 && args[0] == workerName {
		return status(work(ctx, args[1]), errs)
	}
	list := scenarios()
	i := -1
	if len(args) > 0 {
		i = slices.IndexFunc(list, func(s scenario) bool { return s.name == args[0] })
	}
	if i < 0 {
		usage(list, errs)
		return 2
	}
	var o options
	f := flag.NewFlagSet(list[i].name, flag.ContinueOnError)
	f.SetOutput(errs)
	o.declare(f)
	run := list[i].flags(f)
	switch err := f.Parse(args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case f.NArg() > 0:
		return status(fmt.Errorf("%s: unexpected argument %q", list[i].name, f.Arg(0)), errs)
	}
	return status(o.perform(ctx, list[i].name, run, out), errs)
}

// status prints an error and returns the exit status that it means.
func status(err error, errs io.Writer) int {
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintln(errs, "faults:", err) // nobody is left to tell
	return 1
}

// usage lists the runs.
func usage(list []scenario, out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprint(table, "usage: faults RUN [-flags]     (RUN -h lists them)\n\n")
	for _, s := range list {
		_, _ = fmt.Fprintf(table, "  %s\t%s\n", s.name, s.about)
	}
	_ = table.Flush() // to a terminal
}
