package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// NextWake returns the earliest wake of all cases that are not set aside, or no instant.
func (s *Store) NextWake(ctx context.Context) (at sla.Instant, err error) {
	seen, err := s.wakes.look(ctx, direct{s}, firstWake)
	if err != nil || seen.first == highest {
		return 0, err
	}
	return seen.first.at, nil
}

// Load returns the case of a ticket.
func (s *Store) Load(ctx context.Context, ticket string) (desk.Case, error) {
	now, err := s.find(ctx, ticket, s.cache.get(ticket))
	if err == nil && now.version == 0 {
		return desk.Case{}, unknown(ticket)
	}
	return now.c.Clone(), err
}

// unknown says that there is no case of a ticket.
func unknown(ticket string) error { return fmt.Errorf("ticket %q: %w", ticket, desk.ErrUnknownTicket) }

// Cases returns cases by ticket. With those that can be read it returns the errors of those that cannot, joined.
func (s *Store) Cases(ctx context.Context, after string, limit int) ([]desk.Case, error) {
	return s.list(ctx, nil, listCases, after, atMost(limit))
}

// Waiting returns the cases that wait for an agent. With those that can be read it returns the errors of those that cannot,
// joined.
func (s *Store) Waiting(ctx context.Context, now sla.Instant, limit int) ([]desk.Case, error) {
	cases, fault := s.list(ctx, nil, waiting, int64(now), int64(math.MaxInt64), atMost(limit))
	if len(cases) >= limit {
		return cases, fault
	}
	cases, err := s.list(ctx, cases, waiting, int64(math.MinInt64), int64(now), atMost(limit-len(cases)))
	return cases, errors.Join(fault, err)
}

// list appends the cases of a query to a list.
func (s *Store) list(ctx context.Context, cases []desk.Case, q query, args ...any) ([]desk.Case, error) {
	var faults []error
	var r caseRow
	_, err := each(ctx, direct{s}, q, args, append(r.dest(), &r.ticket), func() {
		c, err := decode(r.ticket, r.text)
		if err != nil {
			faults = append(faults, fmt.Errorf("ticket %q: %w", r.ticket, err))
			return
		}
		cases = append(cases, c)
	})
	return cases, errors.Join(append(faults, err)...)
}

// Trail returns the sealed records of an entity.
func (s *Store) Trail(ctx context.Context, entity string, after uint64, limit int) ([][]byte, error) {
	var records [][]byte
	var sealed []byte
	_, err := each(ctx, direct{s}, trail, []any{entity, int64(after), atMost(limit)}, []any{&sealed}, func() {
		records = append(records, sealed)
	})
	return records, err
}

// Forgotten returns the tickets that are open, not paused, and have no wake or one before longPast.
func (s *Store) Forgotten(ctx context.Context, longPast sla.Instant) (tickets []string, err error) {
	var ticket string
	_, err = each(ctx, direct{s}, forgotten, []any{int64(longPast), int64(longPast)}, []any{&ticket}, func() {
		tickets = append(tickets, ticket)
	})
	return tickets, err
}

// Unanswered returns how many offers wait for an answer.
func (s *Store) Unanswered(ctx context.Context) (n int, err error) {
	_, err = each(ctx, direct{s}, unanswered, nil, []any{&n}, nil)
	return n, err
}

// Aside returns the cases that were set aside and why.
func (s *Store) Aside(ctx context.Context) (map[string]string, error) {
	why := map[string]string{}
	var ticket, fault string
	_, err := each(ctx, direct{s}, listAside, nil, []any{&ticket, &fault}, func() { why[ticket] = fault })
	return why, err
}

// Readmit lets a case that was set aside be swept again.
func (s *Store) Readmit(ctx context.Context, ticket string) error {
	n, err := exec(ctx, direct{s}, readmit, ticket)
	if err == nil && n == 0 {
		return unknown(ticket)
	}
	s.wakes.drop()
	return err
}

// atMost returns a limit as every dialect takes it: a negative one, which is none to SQLite, lets nothing through.
func atMost(limit int) int64 { return int64(max(limit, 0)) }
