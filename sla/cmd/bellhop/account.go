package main

import (
	"cmp"
	"fmt"
	"strings"
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

	opened bool
	zone   *time.Location // in which text tells what belongs to no clock
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

// text writes the account for people.
func (a *account) text(p *sla.Policies) string {
	var b strings.Builder
	zone := a.zones(p)
	fmt.Fprintf(&b, "ticket %s at %s %v, after %s, pack %.12s\n",
		a.Ticket, moment(a.At, a.zone), a.zone, many(a.Events, "event"), a.Pack)
	if a.LeftOut > 0 {
		fmt.Fprintf(&b, "%s left out as later\n", many(a.LeftOut, "event"))
	}
	switch {
	case !a.opened:
		b.WriteString("no event of the kind created opens the ticket\n")
	case len(a.Clocks) == 0:
		b.WriteString("no clock: no policy holds for the ticket\n")
	}
	for _, c := range a.Clocks {
		fmt.Fprintf(&b, "\n%v\n", c.Explanation)
		c.writeThresholds(&b, zone[c.Clock])
	}
	a.writeEffects(&b, zone)
	if a.Wake == 0 {
		b.WriteString("\nnothing more to say until the next event\n")
	} else {
		fmt.Fprintf(&b, "\nlook again just after %s\n", moment(a.Wake.Add(-1), a.zone))
	}
	return b.String()
}

// writeThresholds writes where the thresholds of the clock's present cycle stand.
func (c clockAccount) writeThresholds(b *strings.Builder, zone *time.Location) {
	width := 0
	for _, one := range c.Thresholds {
		width = max(width, len(one.Name))
	}
	for _, one := range c.Thresholds {
		stands := "not reached"
		switch {
		case one.Fired:
			stands = "reached " + moment(one.When, zone)
		case one.When != 0:
			stands = "ahead " + moment(one.When, zone)
		}
		fmt.Fprintf(b, "  threshold %-*s  %s\n", width, one.Name, stands)
	}
}

// writeEffects writes what became true, in the order of time.
func (a *account) writeEffects(b *strings.Builder, zone map[string]*time.Location) {
	for i, e := range a.Effects {
		if i == 0 {
			b.WriteString("\neffects\n")
		}
		line := fmt.Sprintf("  %s  %s", moment(e.At, cmp.Or(zone[e.Clock], a.zone)), e.ID())
		if e.Detail != "" {
			line += "  " + strings.ReplaceAll(e.Detail, "\n", " ")
		}
		b.WriteString(line + "\n")
	}
}

// zones returns the zone of each clock by its name and, under no name, that of the account.
func (a *account) zones(p *sla.Policies) map[string]*time.Location {
	zones := map[string]*time.Location{"": a.zone}
	for _, c := range a.Clocks {
		cal, _ := p.Calendar(c.Cycles[len(c.Cycles)-1].View.Calendar)
		zones[c.Clock] = cal.Zone()
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
