package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
)

// The exit codes.
const (
	exitDone   = 0 // the question is answered
	exitNo     = 1 // the answer is no
	exitUnable = 2 // wrong usage, a wrong file, or an output that cannot be written
)

// errNo says that the answer, which is already printed, is no.
var errNo = errors.New("no")

// call is one run of the command and all that it touches.
type call struct {
	stdin  io.Reader
	stdout *bufio.Writer // keeps its first error until it is flushed
	stderr io.Writer
	now    func() time.Time

	stdinRead bool
}

// run does what the arguments say and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now func() time.Time) int {
	c := &call{stdin: stdin, stdout: bufio.NewWriter(stdout), stderr: stderr, now: now}
	err := c.dispatch(args)
	if broken := c.stdout.Flush(); broken != nil {
		err = fmt.Errorf("standard output: cannot be written: %w", broken)
	}
	return c.exit(err)
}

// dispatch finds the subcommand and does its task.
func (c *call) dispatch(args []string) error {
	if len(args) == 0 {
		c.complain(overview())
		return usageError{}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return c.help(args[1:])
	}
	cmd, err := find(args[0])
	if err != nil {
		return err
	}
	flags := newFlags(cmd)
	work := cmd.flags(flags)
	operands, err := parseFlags(flags, args[1:])
	switch {
	case errors.Is(err, errHelp):
		return c.print(cmd.help())
	case err == nil:
		err = work(c, operands)
	}
	return named(cmd.name, err)
}

// exit says on standard error what went wrong and returns the exit code.
func (c *call) exit(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.As(err, &usage):
		c.complain(usage.text())
		return exitUnable
	}
	c.complain(err.Error() + "\n")
	if errors.Is(err, calendar.ErrNever) {
		return exitNo
	}
	return exitUnable
}

// print prints a text on standard output.
func (c *call) print(text string) error {
	_, err := c.stdout.WriteString(text)
	return err
}

// complain prints a text on standard error. That this fails has nowhere to be told.
func (c *call) complain(text string) { _, _ = io.WriteString(c.stderr, text) }

// printJSON prints a value as JSON.
func (c *call) printJSON(v any) error {
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
