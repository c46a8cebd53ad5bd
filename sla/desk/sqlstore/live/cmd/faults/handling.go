package main

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// day is the life of each ticket, an event every ten minutes.
var day = []desk.Event{
	{Event: sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": "normal", "tier": "gold", "channel": "email"}}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.Agent, Status: "open", Assignee: "ana"}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.Agent, Status: "pending"}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Customer, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.System, Status: "open"}},
	{Event: sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}},
	{Event: sla.Event{Kind: sla.StatusSet, By: sla.Agent, Status: "solved"}},
}

// handling is the work of a host that takes events: its own row, the desk, or both.
type handling struct {
	*cost
	desk *desk.Desk
}

func newHandling(s *stage, c *cost) (*handling, error) {
	p, err := busyPack()
	if err != nil {
		return nil, err
	}
	begin := noon.Add(-3 * time.Hour)
	d, err := desk.New(desk.Config{Store: s.database.store, Pack: p, Now: fixed(begin.Add(2 * time.Hour))})
	if err != nil {
		return nil, err
	}
	_, err = s.database.db.ExecContext(s, `CREATE TABLE host_tickets (id BIGINT PRIMARY KEY, status TEXT NOT NULL, touched BIGINT NOT NULL)`)
	return &handling{c, d}, err
}

// event returns the ith event of a ticket.
func event(i, id int) desk.Event {
	ev := day[i]
	ev.Ticket = fmt.Sprint("E-", id)
	ev.Key, ev.At, ev.Actor = fmt.Sprint(ev.Ticket, "/", i), sla.At(noon.Add(-3*time.Hour+time.Duration(i)*10*time.Minute)), string(ev.By)
	return ev
}

// days lets workers take the days of a round's tickets, which have rows of the host, and returns how many events a second they
// took.
func (h *handling) days(s *stage, take func(i, id int) error) (float64, error) {
	first := h.day * h.tickets
	h.day++
	if _, err := s.database.db.ExecContext(s, `INSERT INTO host_tickets SELECT id, 'open', 0 FROM generate_series($1::bigint, $2::bigint) id`,
		first, first+h.tickets-1); err != nil {
		return 0, err
	}
	var next atomic.Int64
	events, took, err := together(h.workers, func() (int, error) {
		id := int(next.Add(1)) - 1
		if id >= h.tickets {
			return 0, nil
		}
		for i := range day {
			if err := take(i, first+id); err != nil {
				return 0, err
			}
		}
		return len(day), nil
	})
	return float64(events) / took.Seconds(), err
}

// updated is how the host updates its own row.
const updated = `UPDATE host_tickets SET status = $1, touched = $2 WHERE id = $3`

// alone updates the host's rows.
func (h *handling) alone(s *stage) (float64, error) {
	stmt, err := s.database.db.PrepareContext(s, updated)
	if err != nil {
		return 0, err
	}
	defer func() { _ = stmt.Close() }() // it was read to its end
	return h.days(s, func(i, id int) error {
		_, err := stmt.ExecContext(s, day[i].Status, i, id)
		return err
	})
}

// events takes events through the desk.
func (h *handling) events(s *stage) (float64, error) {
	return h.days(s, func(i, id int) error {
		_, err := h.desk.Handle(s, event(i, id))
		return err
	})
}

// both takes events through the desk in a transaction that updates the host's row.
func (h *handling) both(s *stage) (float64, error) {
	return h.days(s, func(i, id int) error {
		tx, err := s.database.db.BeginTx(s, &sql.TxOptions{})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // of no effect after a commit
		if _, err := tx.ExecContext(s, updated, day[i].Status, i, id); err != nil {
			return err
		}
		if _, err := h.desk.Bind(s.database.store.Bind(tx)).Handle(s, event(i, id)); err != nil {
			return err
		}
		return tx.Commit()
	})
}
