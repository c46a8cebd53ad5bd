package main

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// explain is the subcommand that accounts for the clocks of one ticket.
type explain struct {
	pack, events, clock, at, ticket string
	json                            bool
}

func explainCommand() command {
	return command{
		name:    "explain",
		summary: "say how the clocks of a ticket came to stand where they do",
		usage:   "-pack FILE -events FILE [flags]",
		example: `bellhop explain -pack desk.yaml -events 42.json -clock resolution -at "2026-03-09 12:00"`,
		more: `The events are a list in JSON or YAML, or JSON lines with one event a line, with the keys of sla.Event. Those
after -at are left out: the account is of that instant. A civil time is read in the zone that all calendars
of the pack share.
`,
		flags: func(flags *flag.FlagSet) task {
			var x explain
			flags.StringVar(&x.pack, "pack", "", "`FILE` with the policies")
			flags.StringVar(&x.events, "events", "", "`FILE` with the events of one ticket")
			flags.StringVar(&x.clock, "clock", "", "`NAME` of the clock; all when left out")
			flags.StringVar(&x.at, "at", "", "`INSTANT` or civil time of the account; now when left out")
			flags.StringVar(&x.ticket, "ticket", "", "`ID` of the ticket; the name of the events' file when left out")
			flags.BoolVar(&x.json, "json", false, "print JSON")
			return x.run
		},
	}
}

func (x *explain) run(c *call, operands []string) error {
	switch {
	case len(operands) > 0:
		return misuse("takes flags only, not %q", operands[0])
	case x.pack == "":
		return misuse("-pack is missing")
	case x.events == "":
		return misuse("-events is missing")
	}
	p, err := c.readPack(x.pack)
	if err != nil {
		return err
	}
	at, err := c.instantOf("-at", x.at, p)
	if err != nil {
		return err
	}
	data, err := c.read(x.events)
	if err != nil {
		return err
	}
	events, err := readEvents(shown(x.events), data, checkWith(p.Policies))
	if err != nil {
		return err
	}
	a, err := x.account(p, events, at)
	if err != nil {
		return err
	}
	if x.json {
		return c.printJSON(a)
	}
	return c.print(a.text(p.Policies))
}

// checkWith returns what says whether policies take an event: a step of a ticket of which nothing is known.
func checkWith(p *sla.Policies) func(sla.Event) error {
	return func(ev sla.Event) error {
		_, err := p.Step(sla.NewState(""), ev, nil)
		return err
	}
}

// id returns the ticket's id.
func (x *explain) id() string {
	if x.ticket != "" || x.events == "-" {
		return x.ticket
	}
	base := filepath.Base(x.events)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// account replays the events up to an instant and asks for everything that there is to say then.
func (x *explain) account(p *pack.Pack, events []sla.Event, now time.Time) (*account, error) {
	at := sla.At(now)
	known := slices.DeleteFunc(slices.Clone(events), func(ev sla.Event) bool { return ev.At > at })
	st, effects, err := p.Policies.Rebuild(x.id(), 0, known)
	if err != nil {
		return nil, err
	}
	if effects, err = p.Policies.Advance(st, at, effects); err != nil {
		return nil, err
	}
	names := clockNames(st)
	if x.clock != "" && !slices.Contains(names, x.clock) {
		return nil, misuse("-clock: %s", unknown("clock of this ticket", x.clock, names))
	}
	a := &account{
		Ticket: st.Ticket, At: at, Pack: p.Version(), Events: len(known), LeftOut: len(events) - len(known), Policy: st.Policy,
		Clocks: []clockAccount{}, Effects: []sla.Effect{}, opened: st.Facts.Created != 0, zone: now.Location(),
	}
	a.Wake, _ = st.Wake()
	return a, x.fill(a, p.Policies, st, effects)
}

// fill adds the clocks that are asked for and their effects.
func (x *explain) fill(a *account, p *sla.Policies, st *sla.State, effects []sla.Effect) error {
	for _, name := range clockNames(st) {
		if x.clock != "" && x.clock != name {
			continue
		}
		if err := a.add(p, st, name); err != nil {
			return err
		}
	}
	for _, e := range effects {
		if x.clock == "" || e.Clock == "" || e.Clock == x.clock {
			a.Effects = append(a.Effects, e)
		}
	}
	return nil
}

// clockNames returns the clocks of a ticket, each once.
func clockNames(st *sla.State) []string {
	var names []string
	for _, list := range [][]sla.Clock{st.Clocks, st.Closed} {
		for i := range list {
			if !slices.Contains(names, list[i].Name) {
				names = append(names, list[i].Name)
			}
		}
	}
	return names
}
