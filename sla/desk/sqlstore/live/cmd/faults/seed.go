package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// ticketName returns the name of the ith ticket.
func ticketName(i int) string { return fmt.Sprintf("T-%07d", i) }

// agent is who has all tickets, so that nobody need look for one.
const agent = "ana"

// opening returns what opens the ith ticket at an instant.
func opening(p *pack.Pack, i int, at time.Time) (ticket string, fn func(desk.Case) (desk.Change, error)) {
	ev := desk.Event{Ticket: ticketName(i)}
	ev.Key, ev.Kind, ev.At, ev.By, ev.Status = ev.Ticket, sla.Created, sla.At(at), sla.Customer, "open"
	ev.Assignee = agent
	return ev.Ticket, func(c desk.Case) (desk.Change, error) {
		return desk.Step(p, c, desk.Input{Now: ev.At, Event: &ev})
	}
}

// seed opens the tickets from one number to another, each at its instant: by the statements of the store, many at once.
func (s *stage) seed(from, to int, at func(i int) time.Time) error {
	const many, writers = 500, 2
	var next atomic.Int64
	if _, _, err := together(writers, func() (int, error) {
		first := from + int(next.Add(many)) - many
		last := min(first+many, to)
		if first >= last {
			return 0, nil
		}
		return last - first, s.seedSome(first, last, at)
	}); err != nil {
		return err
	}
	_, err := s.database.db.ExecContext(s, fmt.Sprintf(`INSERT INTO bellhop_loads (agent, load) VALUES ('%s', %d)
		ON CONFLICT (agent) DO UPDATE SET load = excluded.load`, agent, to))
	return err
}

// seedSome opens tickets in one transaction.
func (s *stage) seedSome(from, to int, at func(i int) time.Time) error {
	var notes notebook
	for i := from; i < to; i++ {
		ticket, open := opening(s.pack, i, at(i))
		if err := s.database.store.BindConn(&notes).Update(s, ticket, func(c desk.Case) (desk.Change, error) {
			change, err := open(c)
			change.Loads = nil // they are added up for all
			return change, err
		}); err != nil {
			return err
		}
	}
	return s.database.run(s, &notes)
}
