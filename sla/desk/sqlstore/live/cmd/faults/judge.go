package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// judge holds the end of a run against what was promised: so many effects, each once, nothing left over, and a whole trail of
// every ticket. Nobody but the workers has helped.
func (s *stage) judge(tickets, due int) error {
	left, err := s.settled()
	if err != nil {
		return err
	}
	effects, keys, raw, err := s.receiver.counts(s)
	if err != nil {
		return err
	}
	s.sheet.exactly("effects at the receiver", effects, due)
	s.sheet.exactly("of so many keys", keys, due)
	s.sheet.tell("arrivals, some a second time", raw)
	s.sheet.exactly("pending at the end", left.Outbox.Pending, 0)
	s.sheet.exactly("dead letters", left.Outbox.Dead, 0)
	s.sheet.exactly("cases set aside", len(left.Aside), 0)
	s.sheet.exactly("tickets forgotten", len(left.Forgotten), 0)
	states, err := s.states()
	if err != nil {
		return err
	}
	s.sheet.exactly("deliveries delivered", states[outbox.Delivered], due)
	whole, fault := s.trails(tickets)
	s.sheet.exactly("trails whole, and equal to their cases", whole, tickets)
	if fault != nil {
		s.sheet.tell("the first that is not", fault)
	}
	return nil
}

// settled waits until the workers have settled everything, also what the dead had leased, and returns how the desk stands.
func (s *stage) settled() (h desk.Health, err error) {
	d, err := s.desk()
	if err != nil {
		return h, err
	}
	for begun := time.Now(); ; {
		h, err = d.Health(s)
		if err == nil && h.Outbox.Pending == 0 && h.Lag == 0 || time.Since(begun) > s.patience {
			return h, err
		}
		if err := s.pause(50 * time.Millisecond); err != nil {
			return h, err
		}
	}
}

// states counts the deliveries by their state.
func (s *stage) states() (map[outbox.State]int, error) {
	rows, err := s.database.db.QueryContext(s, `SELECT state, count(*) FROM bellhop_deliveries GROUP BY state`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Next has met the error if there is one
	states := map[outbox.State]int{}
	for rows.Next() {
		var state outbox.State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		states[state] = n
	}
	return states, rows.Err()
}

// trails checks the chain of every ticket, and that its records add up to what its case says. It returns how many are whole,
// and the first fault.
func (s *stage) trails(tickets int) (whole int, fault error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	const readers = 4
	for r := range readers {
		group.Go(func() {
			for i := r; i < tickets; i += readers {
				err := trail(s, s.database.store, ticketName(i))
				mu.Lock()
				if err == nil {
					whole++
				} else if fault == nil {
					fault = err
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return whole, fault
}

// trail checks one ticket.
func trail(ctx context.Context, store desk.Reader, ticket string) error {
	c, err := store.Load(ctx, ticket)
	if err != nil {
		return err
	}
	sealed, err := store.Trail(ctx, ticket, 0, 1<<20)
	if err != nil {
		return err
	}
	head, err := audit.Verify(ticket, slices.Values(sealed))
	if err != nil {
		return err
	}
	fold := audit.Fold{}
	for _, data := range sealed {
		r, err := audit.Open(data)
		if err != nil {
			return err
		}
		if err := fold.Apply(&r); err != nil {
			return err
		}
	}
	if head != c.Head || !maps.EqualFunc(fold, c.Face(), audit.Value.Equal) {
		return fmt.Errorf("%s: its records do not add up to its case", ticket)
	}
	return nil
}
