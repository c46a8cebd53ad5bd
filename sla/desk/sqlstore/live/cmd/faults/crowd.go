package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// places is how much work an agent of a crowd carries at the most: one unit a ticket, two for an urgent one.
const places = 3

// crowd is a run in which far more tickets wait than agents can carry.
type crowd struct {
	tickets, late, agents, workers int
	reads                          int // of the roster that a dispatch may need
	accept                         time.Duration
}

// crowdFlags are those of the run: workers hand out one queue side by side, and nobody ever carries too much.
func crowdFlags(f *flag.FlagSet) func(*stage) error {
	var c crowd
	f.IntVar(&c.tickets, "tickets", 10000, "tickets, all of one queue")
	f.IntVar(&c.late, "late", 1000, "how many of them are opened while the workers are at it")
	f.IntVar(&c.agents, "agents", 50, fmt.Sprintf("agents, who carry %d units of work each", places))
	f.IntVar(&c.workers, "workers", 2, "worker processes")
	f.IntVar(&c.reads, "reads", 3, "how often a dispatch may read how the agents stand")
	f.DurationVar(&c.accept, "accept", 15*time.Second, "how long an agent has to accept; an offer has to arrive by then, however busy the machine is")
	return c.run
}

// run lets the workers hand out all tickets, and looks all the while how much each agent carries.
func (c *crowd) run(s *stage) error {
	if s.kind == sqlite {
		return errors.New("crowd: two processes that write to SQLite take turns, so that there is no race to be seen: take -db postgres")
	}
	var err error
	if s.pack, err = crowdPack(c.agents, c.accept); err != nil {
		return err
	}
	if err := c.wait(s); err != nil {
		return err
	}
	for range c.workers {
		j := s.job()
		j.Crowd, j.Accept = c.agents, c.accept
		if _, err := s.pool.start(s, j); err != nil {
			return err
		}
	}
	w := watch{stage: s, tickets: c.tickets}
	if err := w.until(c.live(s)); err != nil {
		return err
	}
	s.pool.stop()
	return c.judge(s, &w)
}

// wait opens the tickets that wait from the beginning: everybody is at work then.
func (c *crowd) wait(s *stage) error {
	full := routing.Roster{}
	for _, a := range s.pack.Router.Agents() {
		full[a.ID] = routing.Present{Load: places}
	}
	begun := time.Now()
	const many = 500
	for from := 0; from < c.tickets-c.late; from += many {
		var notes notebook
		for i := from; i < min(from+many, c.tickets-c.late); i++ {
			ev := arriving(i, begun)
			if err := s.database.store.BindConn(&notes).Update(s, ev.Ticket, func(held desk.Case) (desk.Change, error) {
				return desk.Step(s.pack, held, desk.Input{Now: ev.At, Event: &ev, Roster: full})
			}); err != nil {
				return err
			}
		}
		if err := s.database.run(s, &notes); err != nil {
			return err
		}
	}
	s.sheet.tell("tickets that wait", fmt.Sprintf("%d in %s", c.tickets-c.late, brief(time.Since(begun))))
	return s.database.tidy(s)
}

// live returns what opens one more ticket at each call, until all are open. It routes each at once, as a host does.
func (c *crowd) live(s *stage) func() error {
	next := c.tickets - c.late
	d, err := s.desk()
	return func() error {
		if err != nil || next == c.tickets {
			return err
		}
		next++
		return handled(s, d, arriving(next-1, time.Now()))
	}
}

// arriving returns the event that opens the ith ticket.
func arriving(i int, at time.Time) desk.Event {
	ev := desk.Event{Ticket: ticketName(i)}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Status = ev.Ticket, sla.Created, sla.At(at), sla.Customer, "open"
	ev.Fields = sla.Fields{"priority": []string{"urgent", "normal", "low"}[i%3]}
	return ev
}

// judge holds the end of the run against what was promised.
func (c *crowd) judge(s *stage, w *watch) error {
	s.sheet.tell("looks at the database meanwhile", w.looks)
	s.sheet.tell("most that all agents carried at once", w.most)
	s.sheet.exactly("looks that saw an agent over capacity", w.over, 0)
	s.sheet.exactly("looks that saw a load that is not the sum of its cases", w.odd, 0)
	end, err := w.carried()
	if err != nil {
		return err
	}
	s.sheet.exactly("agents who carry something at the end", end.carrying, 0)
	s.sheet.exactly("tickets solved", end.solved, c.tickets)
	s.sheet.exactly("tickets that nobody had", end.never, 0)
	tallies, err := s.tallies()
	if err != nil {
		return err
	}
	for _, t := range tallies {
		s.sheet.tell("a worker's dispatches, and their reads of the roster", fmt.Sprintf("%d, %d", t.Dispatches, t.Reads))
		s.sheet.tell("  tickets that its agents declined or let pass", t.Refused)
		s.sheet.atMost("  most reads of one dispatch", float64(t.Most), float64(c.reads), "")
	}
	s.sheet.exactly("workers that told", len(tallies), c.workers)
	whole, fault := s.trails(c.tickets)
	s.sheet.exactly("trails whole, and equal to their cases", whole, c.tickets)
	if fault != nil {
		s.sheet.tell("the first that is not", fault)
	}
	return nil
}

// crowdPack returns the pack of a run with so many agents, who have so long to accept.
func crowdPack(agents int, accept time.Duration) (*pack.Pack, error) {
	var list, ids strings.Builder
	for i := range agents {
		_, _ = fmt.Fprintf(&list, "  - {id: a%03d, address: \"people:a%03d\", capacity: %d}\n", i, i, places) // a builder takes all
		_, _ = fmt.Fprintf(&ids, "a%03d, ", i)
	}
	text := fmt.Sprintf(crowdText, list.String(), strings.TrimSuffix(ids.String(), ", "), accept)
	return pack.Read("crowd.yaml", []byte(text), nil)
}

// crowdText is the pack: one queue of all agents.
const crowdText = `vocabulary:
  fields:
    priority: {values: [urgent, normal, low]}
    status: {values: [open, solved]}
calendars:
  always: {zone: UTC, hours: {mon-sun: 00:00-24:00}}
statuses:
  terminal: [solved]
policies:
  - name: standard
    calendar: always
    targets:
      - {metric: first_response, within: {urgent: 10m, normal: 1h, low: 4h}}
      - {metric: resolution, within: {urgent: 4h, normal: 8h, low: 24h}}
agents:
%squeues:
  - {name: all, agents: [%s], accept: %s}
matrix:
  dimensions: [priority]
  rows:
    - {name: urgent, is: {priority: [urgent]}, queue: all, weight: 2}
    - {name: rest, queue: all}
limits: {between: 1s}
`
