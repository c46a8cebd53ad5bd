package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// errBroken says that a promise was broken.
var errBroken = errors.New("a promise was broken; see the table")

// sheet is what a run found.
type sheet struct {
	title string
	begun time.Time
	lines []line
}

// line is one figure, and what it was to be if that was promised.
type line struct {
	what, figure, due string
	broken            bool
}

func (s *sheet) add(what, figure, due string, holds bool) {
	s.lines = append(s.lines, line{what, figure, due, !holds})
}

// exactly notes a count that has to be due.
func (s *sheet) exactly(what string, got, due int) {
	s.add(what, fmt.Sprint(got), fmt.Sprint(due), got == due)
}

// atLeast notes a figure that has to be least or more.
func (s *sheet) atLeast(what string, got, least float64, unit string) {
	s.add(what, short(got)+unit, "≥ "+short(least)+unit, got >= least)
}

// atMost notes a figure that has to be most or less.
func (s *sheet) atMost(what string, got, most float64, unit string) {
	s.add(what, short(got)+unit, "≤ "+short(most)+unit, got <= most)
}

// within notes a time that has to be most or less.
func (s *sheet) within(what string, got, most time.Duration) {
	s.add(what, brief(got), "≤ "+most.String(), got <= most)
}

// tell notes a figure of which nothing was promised.
func (s *sheet) tell(what string, figure any) { s.add(what, fmt.Sprint(figure), "", true) }

// short writes a figure with three digits, or whole when it is large.
func short(f float64) string {
	if f >= 100 {
		return fmt.Sprintf("%.0f", f)
	}
	return fmt.Sprintf("%.3g", f)
}

// brief writes a time with three digits.
func brief(d time.Duration) string {
	unit := time.Duration(1)
	for d.Abs() >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit).String()
}

// print prints the table and returns errBroken if a promise was.
func (s *sheet) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "%s\n", s.title) // an error comes again with Flush
	var fault error
	for _, l := range s.lines {
		verdict := ""
		switch {
		case l.broken:
			verdict, fault = "BROKEN", errBroken
		case l.due != "":
			verdict = "holds"
		}
		_, _ = fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", l.what, l.figure, l.due, verdict)
	}
	_, _ = fmt.Fprintf(table, "  seconds\t%.1f\n", time.Since(s.begun).Seconds())
	return errors.Join(fault, table.Flush())
}
