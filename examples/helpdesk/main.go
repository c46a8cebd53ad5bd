// Command helpdesk is a small help desk on Bellhop: one program, one SQLite file, a page on this machine.
//
//	page, POST /events ──▶ host.take ──▶ desk.Handle ──▶ SQLite ──▶ desk.Run ──▶ notifiers
//
// It shows how a program hosts a desk: it keeps what customers said in a table of its own, in the transaction of the desk's
// change; it gives the desk a clock, a store and notifiers; and it draws what the desk knows.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		tell(os.Stderr, "helpdesk: %v\n", err)
		os.Exit(1)
	}
}

// tell prints to a terminal. One that has gone hears nothing.
func tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// run does what the command line asks for.
func run(ctx context.Context, args []string, out io.Writer) error {
	s, err := readSettings(args, out)
	if err != nil {
		return err
	}
	if s.writePack != "" {
		return writePack(s.writePack, out)
	}
	rules, err := s.readPack()
	if err != nil {
		return err
	}
	if s.day {
		return day(ctx, rules, s.seed, out)
	}
	h, err := open(ctx, s, rules, out)
	if err != nil {
		return err
	}
	return errors.Join(h.serve(ctx), h.close())
}

// writePack writes the built-in rules to a file that is not there yet.
func writePack(name string, out io.Writer) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(rules)
	tell(out, "The rules stand in %s. Change them, then start with -pack %s.\n", name, name)
	return errors.Join(err, file.Close())
}
