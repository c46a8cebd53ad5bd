package sla

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// describe writes an event for an explanation.
func describe(ev *Event) Act {
	act := Act{At: ev.At, Actor: ev.Actor, Reason: ev.Reason, Key: ev.Key, What: string(ev.Kind)}
	switch ev.Kind {
	case Created:
		act.What = "opened by " + string(ev.By)
	case Message:
		act.What = "message by " + string(ev.By)
	case StatusSet:
		act.What = "status " + ev.Status
	case Assigned:
		act.What = strings.TrimSuffix("assigned to "+strings.Trim(ev.Team+", "+ev.Assignee, ", "), " to ")
	case Changed:
		var list []string
		for _, name := range slices.Sorted(maps.Keys(ev.Fields)) {
			list = append(list, fmt.Sprintf("%s = %v", name, ev.Fields[name]))
		}
		act.What = strings.Join(list, ", ")
	case Retargeted, Recalendar:
		act.What = describeTerms(ev)
	case SetDue:
		act.What = "due set to " + ev.Change.Due.String()
	}
	return act
}

func describeTerms(ev *Event) string {
	what := string(ev.Kind)
	if ev.Change.Goal.Unit != Unset {
		what += " to " + ev.Change.Goal.String()
	}
	if ev.Change.Calendar != "" {
		what += " on " + ev.Change.Calendar
	}
	return what + ", " + string(ev.Change.Mode)
}

// String returns the act as text: status pending by ana (reason).
func (a Act) String() string {
	s := a.What
	if a.Actor != "" {
		s += " by " + a.Actor
	}
	if a.Reason != "" {
		s += " (" + a.Reason + ")"
	}
	return s
}

// String returns the explanation as text, one line a segment, in the zone of the clock's calendar.
func (e Explanation) String() string {
	var lines []string
	for _, c := range e.Cycles {
		lines = append(lines, c.lines(e)...)
	}
	return strings.Join(lines, "\n")
}

func (c *CycleExplanation) lines(e Explanation) []string {
	v := c.View
	head := fmt.Sprintf("%s of ticket %s, cycle %d: %s", e.Clock, e.Ticket, v.Cycle, c.verdict())
	lines := []string{head, "  " + c.terms()}
	for _, g := range c.Segments {
		lines = append(lines, "  "+c.segment(g))
		if g.Hours != nil {
			lines = append(lines, hoursLines(g)...)
		}
	}
	for _, a := range c.Changes {
		lines = append(lines, fmt.Sprintf("  %s  terms: %s", c.moment(a.At), a))
	}
	return append(lines, "  "+c.sum())
}

// hoursLines are the lines of a segment's calendar, when they say more than that everything counted.
func hoursLines(g Segment) []string {
	if len(g.Hours.Stretches) == 1 && g.Hours.Stretches[0].Counted {
		return nil
	}
	lines := strings.Split(g.Hours.String(), "\n")[1:]
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

func (c *CycleExplanation) verdict() string {
	v := c.View
	s := v.Phase.String()
	if v.Phase == Fulfilled {
		s = "met " + c.moment(v.Ended)
		if v.Breached {
			s = "late " + c.moment(v.Ended)
		}
	}
	if v.Phase == Running && v.Due != 0 && !v.Breached {
		s += ", due " + c.moment(v.Due)
	}
	if v.DueIfResumed != 0 {
		s += ", due " + c.moment(v.DueIfResumed) + " if resumed now"
	}
	if v.Breached {
		s += ", breached " + c.moment(v.BreachedAt)
	}
	if v.Fault {
		s += ", no due time: the calendar cannot reach it"
	}
	return s
}

func (c *CycleExplanation) terms() string {
	v := c.View
	s := fmt.Sprintf("policy %s (version %.12s), target %s", v.Policy, v.Version, v.Goal)
	if v.Key != "" {
		s += " for " + v.Key
	}
	if v.Calendar != "" {
		s += fmt.Sprintf(", calendar %s (%.12s)", v.Calendar, v.Fingerprint)
	}
	return s
}

func (c *CycleExplanation) segment(g Segment) string {
	switch g.Kind {
	case Carried:
		return fmt.Sprintf("imported with %s elapsed", g.Counted)
	case Ran:
		return fmt.Sprintf("%s – %s  ran, counted %s: %s", c.moment(g.From), c.moment(g.To), g.Counted, g.By)
	}
	return fmt.Sprintf("%s – %s  %s: %s", c.moment(g.From), c.moment(g.To), g.Kind, g.By)
}

func (c *CycleExplanation) sum() string {
	v := c.View
	if !v.HasTarget {
		return fmt.Sprintf("%s elapsed", v.Elapsed)
	}
	s := fmt.Sprintf("%s of %s elapsed", v.Elapsed, v.Target)
	if v.Remaining >= 0 {
		return s + fmt.Sprintf(", %s left", v.Remaining)
	}
	return s + fmt.Sprintf(", %s over", v.Overdue)
}

// moment writes an instant on the wall clock of the calendar's zone, with seconds only where there are some.
func (c *CycleExplanation) moment(at Instant) string {
	t := at.Time().In(c.hours.Zone())
	layout := "Mon 2006-01-02 15:04"
	if t.Truncate(time.Minute) != t {
		layout += ":05.999999999"
	}
	return t.Format(layout)
}
