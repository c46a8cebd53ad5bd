package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// account is all there is to say of a ticket's clocks at an instant.
type account struct {
	Ticket string      `json:"ticket"`
	At     sla.Instant `json:"at"`
	// Pack is the version of the pack.
	Pack string `json:"pack"`
	// Events are those up to the instant, LeftOut those after it.
	Events  int            `json:"events"`
	LeftOut int            `json:"left_out,omitempty"`
	Policy  sla.PolicyRef  `json:"policy,omitzero"`
	Clocks  []clockAccount `json:"clocks"`
	Effects []sla.Effect   `json:"effects"`
	// Wake is the next instant after which time alone has something to say.
	Wake sla.Instant `json:"wake,omitzero"`
}

// clockAccount is the account of one clock.
type clockAccount struct {
	sla.Explanation
	Thresholds []sla.Threshold `json:"thresholds,omitempty"`
}

// add adds a clock.
func (a *account) add(p *sla.Policies, st *sla.State, name string) error {
	why, err := p.Explain(st, name, a.At)
	if err != nil {
		return err
	}
	thresholds, err := p.Thresholds(st, name)
	if err != nil {
		return err
	}
	a.Clocks = append(a.Clocks, clockAccount{why, thresholds})
	return nil
}

// print writes the account as text.
func (a *account) print(w io.Writer, p *sla.Policies) error {
	zone := a.zones(p)
	fmt.Fprintf(w, "ticket %s at %s %v, after %s, pack %.12s\n",
		a.Ticket, moment(a.At, zone[""]), zone[""], many(a.Events, "event"), a.Pack)
	if a.LeftOut > 0 {
		fmt.Fprintf(w, "%s left out as later\n", many(a.LeftOut, "event"))
	}
	if len(a.Clocks) == 0 {
		fmt.Fprintln(w, "no clock: no policy holds for the ticket")
	}
	for _, c := range a.Clocks {
		fmt.Fprintf(w, "\n%v\n", c.Explanation)
		if err := c.printThresholds(w, zone[c.Clock]); err != nil {
			return err
		}
	}
	if err := a.printEffects(w, zone); err != nil {
		return err
	}
	if a.Wake == 0 {
		_, err := fmt.Fprint(w, "\nnothing more to say until the next event\n")
		return err
	}
	_, err := fmt.Fprintf(w, "\nlook again just after %s\n", moment(a.Wake.Add(-1), zone[""]))
	return err
}

// printThresholds writes where the thresholds of the clock's present cycle stand.
func (c clockAccount) printThresholds(w io.Writer, zone *time.Location) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, one := range c.Thresholds {
		stands := "not reached"
		switch {
		case one.Fired:
			stands = "reached " + moment(one.When, zone)
		case one.When != 0:
			stands = "ahead " + moment(one.When, zone)
		}
		fmt.Fprintf(t, "  threshold %s\t%s\n", one.Name, stands)
	}
	return t.Flush()
}

// printEffects writes what became true, in the order of time.
func (a *account) printEffects(w io.Writer, zone map[string]*time.Location) error {
	if len(a.Effects) == 0 {
		return nil
	}
	fmt.Fprint(w, "\neffects\n")
	for _, e := range a.Effects {
		line := fmt.Sprintf("  %s  %s", moment(e.At, cmp.Or(zone[e.Clock], zone[""])), e.ID())
		if e.Detail != "" {
			line += "  " + strings.ReplaceAll(e.Detail, "\n", " ")
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// zones returns the zone of each clock by its name and, under no name, that of the first clock.
func (a *account) zones(p *sla.Policies) map[string]*time.Location {
	zones := map[string]*time.Location{"": time.UTC}
	for i, c := range a.Clocks {
		cal, _ := p.Calendar(c.Cycles[len(c.Cycles)-1].View.Calendar)
		zones[c.Clock] = cal.Zone()
		if i == 0 {
			zones[""] = cal.Zone()
		}
	}
	return zones
}

// moment writes an instant on the wall clock of a zone, with seconds only where there are some.
func moment(at sla.Instant, zone *time.Location) string {
	layout := "Mon 2006-01-02 15:04"
	if at%sla.Instant(time.Minute) != 0 {
		layout += ":05.999999999"
	}
	return at.Time().In(zone).Format(layout)
}

// many writes a number and what it counts.
func many(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
