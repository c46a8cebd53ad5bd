package main

import (
	"flag"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// due is the subcommand that counts business time.
type due struct {
	flags    *flag.FlagSet
	hours    hours
	from     string
	days     int
	endOfDay bool
	explain  bool
	json     bool
}

func dueCommand() command {
	return command{
		name:    "due",
		summary: "say when so much business time is over",
		usage:   "(-pack FILE [-calendar NAME] | -hours LINE [-holidays CODES]) [flags] (LENGTH | -days N | -end-of-day)",
		example: `bellhop due -hours "Europe/Berlin mon-fri 09:00-17:00" -holidays de-be -from "2026-12-23 16:30" 4h`,
		more: `LENGTH is business time such as 4h or 1h30m; behind --, one less than zero counts back. The answer is an
instant as in RFC 3339, in the zone of the calendar. A civil time that occurs twice is its first occurrence.
-days keeps the time of day, whether or not the calendar is open then; with -end-of-day it is the close of
that business day. Neither counts the day of -from.
`,
		flags: func(flags *flag.FlagSet) task {
			d := &due{flags: flags}
			d.hours.declare(flags)
			flags.StringVar(&d.from, "from", "",
				"`INSTANT` to count from, or civil time in the zone of the calendar; now when left out")
			flags.IntVar(&d.days, "days", 0, "count `N` business days in place of a length")
			flags.BoolVar(&d.endOfDay, "end-of-day", false, "run to the close of the business day; alone, of the day of -from")
			flags.BoolVar(&d.explain, "explain", false, "say which stretches counted and which did not, and why")
			flags.BoolVar(&d.json, "json", false, "print JSON")
			return d.run
		},
	}
}

// dueAnswer is what the subcommand prints as JSON.
type dueAnswer struct {
	Calendar    string                `json:"calendar,omitempty"`
	Zone        string                `json:"zone"`
	From        time.Time             `json:"from"`
	Asked       string                `json:"asked"`
	Due         time.Time             `json:"due"`
	Stamp       calendar.Stamp        `json:"stamp"`
	Explanation *calendar.Explanation `json:"explanation,omitempty"`
}

func (d *due) run(c *call, operands []string) error {
	length, err := d.length(operands)
	if err != nil {
		return err
	}
	cal, err := d.hours.find(c)
	if err != nil {
		return err
	}
	from, err := c.readInstant(d.from, cal.Zone())
	if err != nil {
		return misuse("-from: %v", err)
	}
	at, why, err := d.ask(cal, from, length)
	if err != nil {
		return fmt.Errorf("no due time: %w", err)
	}
	if !d.json {
		return d.print(c, at, why)
	}
	answer := dueAnswer{
		Calendar: cal.Name(), Zone: cal.Zone().String(), From: from, Asked: d.asked(length), Due: at, Stamp: cal.Stamp(),
	}
	if d.explain {
		answer.Explanation = &why
	}
	return c.printJSON(answer)
}

// inDays says whether business days are asked for in place of a length.
func (d *due) inDays() bool { return d.endOfDay || given(d.flags, "days") }

// length reads the operand.
func (d *due) length(operands []string) (time.Duration, error) {
	switch {
	case d.inDays() && len(operands) > 0:
		return 0, misuse("takes a length or business days, not both; remove %q or -days and -end-of-day", operands[0])
	case d.endOfDay && d.days < 0:
		return 0, misuse("-days: %d is less than zero; the close of a business day is counted forward", d.days)
	case d.inDays():
		return 0, nil
	case len(operands) != 1:
		return 0, misuse("takes one length such as 4h, not %d operands", len(operands))
	}
	length, err := time.ParseDuration(operands[0])
	if err != nil {
		_, err = sla.ParseDuration(operands[0])
		return 0, misuse("%v", err)
	}
	return length, nil
}

// ask puts the question to the calendar.
func (d *due) ask(cal calendar.Calendar, from time.Time, length time.Duration) (time.Time, calendar.Explanation, error) {
	var at time.Time
	var err error
	switch {
	case !d.inDays():
		why, err := cal.ExplainAdd(from, length)
		return why.To, why, err
	case d.endOfDay:
		at, err = cal.EndOfDay(from, d.days)
	default:
		at, err = cal.DaysLater(from, d.days)
	}
	if err != nil {
		return at, calendar.Explanation{}, err
	}
	return at, cal.ExplainBetween(from, at), nil
}

// asked writes the question.
func (d *due) asked(length time.Duration) string {
	switch {
	case d.inDays() && d.days == 0 && d.endOfDay:
		return "end of day"
	case d.inDays():
		return sla.Goal{Unit: sla.BusinessDays, Days: d.days, EndOfDay: d.endOfDay}.String()
	}
	return sla.Duration(length).String()
}

// print prints the answer as text.
func (d *due) print(c *call, at time.Time, why calendar.Explanation) error {
	text := at.Format(time.RFC3339Nano) + "\n"
	if d.explain {
		text += why.String() + "\n"
	}
	return c.print(text)
}
