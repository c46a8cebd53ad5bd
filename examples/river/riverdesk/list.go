package riverdesk

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// stateColumn is the state of a delivery, as deliveryOf tells it.
const stateColumn = `CASE state WHEN 'completed' THEN 'delivered' WHEN 'discarded' THEN 'dead'
	ELSE coalesce(metadata->'output'->>'state', CASE state WHEN 'cancelled' THEN 'cancelled' ELSE 'pending' END) END`

const (
	ours     = ` FROM river_job WHERE kind = '` + kind + `'`
	page     = ` AND ` + keyColumn + ` > $1 ORDER BY ` + keyColumn + ` LIMIT $2`
	findOne  = `SELECT id` + ours + ` AND ` + keyColumn + ` = $1`
	listDead = `SELECT id` + ours + ` AND state = 'discarded'` + page
	listAll  = `SELECT id` + ours + ` AND ($3::text = '' OR $3::text = ` + stateColumn + `)` + page
	count    = `SELECT count(*) FILTER (WHERE pending), coalesce(min(due) FILTER (WHERE pending AND due <= $1), 0), count(*) FILTER (WHERE state = 'discarded')
		FROM (SELECT state, (args->>'due')::bigint AS due, ` + stateColumn + ` = 'pending' AS pending` + ours + ` AND state <> 'completed') AS jobs`
)

// largest is the most jobs that River lists at once.
const largest = 10_000

// Dead returns dead letters by key: the jobs of notices that are discarded.
func (s *Store) Dead(ctx context.Context, after string, limit int) ([]outbox.Delivery, error) {
	return s.list(ctx, listDead, after, min(max(limit, 0), largest))
}

// Deliveries returns up to limit deliveries in a state, or in any, by key, after a key. Those that were delivered are there
// until River's cleaner takes them.
func (s *Store) Deliveries(ctx context.Context, state outbox.State, after string, limit int) ([]outbox.Delivery, error) {
	if state == outbox.Dead {
		return s.Dead(ctx, after, limit)
	}
	return s.list(ctx, listAll, after, min(max(limit, 0), largest), string(state))
}

// Find returns the delivery of a key, or ErrUnknownKey.
func (s *Store) Find(ctx context.Context, key string) (outbox.Delivery, error) {
	found, err := s.list(ctx, findOne, key)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("delivery %q: %w", key, outbox.ErrUnknownKey)
	}
	if err != nil {
		return outbox.Delivery{}, err
	}
	return found[0], nil
}

// list returns the deliveries of the jobs that a statement finds.
func (s *Store) list(ctx context.Context, statement string, args ...any) (all []outbox.Delivery, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		list, err := s.read(ctx, tx, statement, args...)
		for _, l := range list {
			all = append(all, l.Delivery)
		}
		return err
	})
	return all, err
}

// Stats counts the deliveries that are not over.
func (s *Store) Stats(ctx context.Context, now sla.Instant) (st outbox.Stats, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, count, int64(now)).Scan(&st.Pending, &st.Oldest, &st.Dead)
	})
	return st, err
}
