package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// route is the subcommand that says who gets a ticket.
type route struct {
	ticket, id, at, arrived, queue, prefer, declined, roster string
	explain, json                                            bool
}

func routeCommand() command {
	return command{
		name:    "route",
		summary: "say which queue a ticket goes to and who gets it",
		usage:   "[flags] PACK",
		example: `bellhop route three.yaml -ticket type=outage,tier=gold -at 2026-03-09T10:00:00Z -explain`,
		more: `The ticket is one that a customer opened at -arrived, with the fields of -ticket: names and values with
commas between them, and semicolons between the entries of a list. Its clocks run as those of the pack do, and
stages count from them. The roster is a mapping in YAML or JSON from agents to how they stand:

  ana: {load: 2}
  ben: {away: true}

with the keys load, interruptible, away, offline, idle and last, the last two as instants. Who does not stand
there is present and carries nothing.
`,
		flags: func(flags *flag.FlagSet) task {
			var r route
			flags.StringVar(&r.ticket, "ticket", "", "`FIELDS` of the ticket, such as type=outage,tier=gold")
			flags.StringVar(&r.id, "id", "ticket", "`ID` of the ticket, by which some strategies tell equals apart")
			flags.StringVar(&r.at, "at", "", "`INSTANT` or civil time of the decision; now when left out")
			flags.StringVar(&r.arrived, "arrived", "", "`INSTANT` or civil time at which it came; that of the decision when left out")
			flags.StringVar(&r.queue, "queue", "", "`NAME` of the queue that it is in already")
			flags.StringVar(&r.prefer, "prefer", "", "`AGENT` who gets it if present")
			flags.StringVar(&r.declined, "declined", "", "`AGENTS` who have declined it, with commas between them")
			flags.StringVar(&r.roster, "roster", "", "`FILE` with how the agents stand")
			flags.BoolVar(&r.explain, "explain", false, "say of every candidate why")
			flags.BoolVar(&r.json, "json", false, "print JSON")
			return r.run
		},
	}
}

// routed is what the subcommand prints as JSON.
type routed struct {
	At       sla.Instant         `json:"at"`
	Arrived  sla.Instant         `json:"arrived"`
	Due      sla.Instant         `json:"due,omitzero"`
	Target   sla.Duration        `json:"target,omitempty"`
	Fields   sla.Fields          `json:"fields"`
	NoRow    bool                `json:"no_row,omitempty"` // no row of the matrix fits
	Decision routing.Decision    `json:"decision"`
	Explains []routing.Candidate `json:"candidates,omitempty"`
}

func (r *route) run(c *call, operands []string) error {
	if len(operands) != 1 {
		return misuse("takes one pack, not %d operands", len(operands))
	}
	p, err := c.readPack(operands[0])
	if err != nil {
		return err
	}
	q, err := r.request(c, p)
	if err != nil {
		return err
	}
	roster, err := c.readRoster(r.roster, p)
	if err != nil {
		return err
	}
	e := p.Router.Explain(q, roster)
	a := routed{At: q.Now, Arrived: q.Arrived, Due: q.Due, Target: q.Target, Fields: q.Fields, Decision: e.Decision}
	a.NoRow = p.File.Matrix != nil && e.Decision.Row == ""
	if r.explain {
		a.Explains = e.Candidates
	}
	if r.json {
		return c.printJSON(a)
	}
	return c.print(a.text())
}

// request returns what the router is asked: of a case in which the ticket was opened and time has passed since.
func (r *route) request(c *call, p *pack.Pack) (routing.Request, error) {
	var wrong wrongs
	now, err := c.instantOf("-at", r.at, p)
	unread := wrong.note(err)
	came := now
	if r.arrived != "" {
		came, err = c.instantOf("-arrived", r.arrived, p)
		unread = wrong.note(err) || unread
	}
	if !unread && came.After(now) {
		wrong.note(misuse("-arrived: %s is after -at", came.Format(time.RFC3339)))
	}
	fields, err := fieldsOf(p.Terms, r.ticket)
	wrong.note(err)
	r.known(p, &wrong)
	if err := wrong.err(); err != nil {
		return routing.Request{}, err
	}
	q, err := opened(p, r.id, fields, sla.At(came), sla.At(now))
	if err != nil {
		return q, misuse("-ticket: %v", err)
	}
	q.Journey = &routing.Journey{Declined: split(r.declined)}
	q.Queue, q.Prefer = r.queue, r.prefer
	return q, nil
}

// opened returns the request of a ticket that was opened some time ago.
func opened(p *pack.Pack, id string, fields sla.Fields, at, now sla.Instant) (routing.Request, error) {
	state := sla.NewState(id)
	if _, err := p.Policies.Step(state, sla.Event{Key: "opened", Kind: sla.Created, At: at, By: sla.Customer, Fields: fields}, nil); err != nil {
		return routing.Request{}, err
	}
	if _, err := p.Policies.Advance(state, now, nil); err != nil {
		return routing.Request{}, err
	}
	return desk.Request(p, &desk.Case{Ticket: id, State: state}, now), nil
}

// known checks the names that flags give.
func (r *route) known(p *pack.Pack, wrong *wrongs) {
	var agents, queues []string
	for _, a := range p.File.Agents {
		agents = append(agents, a.ID)
	}
	for _, q := range p.File.Queues {
		queues = append(queues, q.Name)
	}
	if r.queue != "" && !slices.Contains(queues, r.queue) {
		wrong.note(misuse("-queue: %s", unknown("queue", r.queue, queues)))
	}
	for _, flag := range []struct {
		name  string
		given []string
	}{{"-declined", split(r.declined)}, {"-prefer", split(r.prefer)}} {
		for _, name := range flag.given {
			if !slices.Contains(agents, name) {
				wrong.note(misuse("%s: %s", flag.name, unknown("agent", name, agents)))
			}
		}
	}
}

// split returns the parts of a list.
func split(list string) (parts []string) {
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// text tells the decision as people read it.
func (a *routed) text() string {
	var b strings.Builder
	d := &a.Decision
	switch {
	case d.Row != "":
		fmt.Fprintf(&b, "row      %s\n", d.Row)
	case a.NoRow:
		b.WriteString("row      none fits\n")
	}
	fmt.Fprintf(&b, "queue    %s\n", d.Queue)
	if d.Stage != "" {
		fmt.Fprintf(&b, "stage    %s\n", d.Stage)
	}
	if a.Due != 0 {
		fmt.Fprintf(&b, "promise  %s, due %s\n", a.Target, a.Due)
	}
	told := *d
	told.Queue, told.Passed = "", nil
	told.Stage = ""
	fmt.Fprintf(&b, "decision %s\n", told)
	if d.Next.Agent != "" {
		fmt.Fprintf(&b, "next     %s\n", d.Next.Agent)
	}
	if len(a.Explains) == 0 {
		return b.String()
	}
	b.WriteString("\n")
	e := routing.Explanation{Candidates: a.Explains}
	_, candidates, _ := strings.Cut(e.String(), "\n")
	b.WriteString(candidates + "\n")
	return b.String()
}
