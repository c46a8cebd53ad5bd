package main

import (
	"errors"
	"fmt"
)

// written is what one swept case leaves in the tables beside its own row: how many records and deliveries, and how long these and
// the patch of the row are, in bytes.
type written struct{ records, sealed, deliveries, message, patch int }

// measure looks at what the last rounds of sweeping have left.
func (w *written) measure(s *stage, cases int) error {
	return s.database.db.QueryRowContext(s, `SELECT
			greatest(1, round((SELECT count(*) FROM bellhop_records WHERE seq > 1) / $1::numeric))::int,
			(SELECT coalesce(avg(length(sealed)), 0)::int FROM bellhop_records WHERE seq > 1),
			round((SELECT count(*) FROM bellhop_deliveries) / $1::numeric)::int,
			(SELECT coalesce(avg(length(message)), 0)::int FROM bellhop_deliveries),
			(SELECT coalesce(avg(length(patch)), 0)::int FROM bellhop_cases WHERE patch IS NOT NULL)`, cases).
		Scan(&w.records, &w.sealed, &w.deliveries, &w.message, &w.patch)
}

// String tells it.
func (w written) String() string {
	return fmt.Sprintf("%d × %d, %d × %d, %d", w.records, w.sealed, w.deliveries, w.message, w.patch)
}

// writeSweep lets workers write by nothing but SQL what a sweep of a round's tickets writes: texts as long, and nothing in them.
func (c *cost) writeSweep(s *stage) (float64, error) {
	at, err := c.fresh(s)
	if err != nil {
		return 0, err
	}
	w := c.written
	n, took, err := together(c.workers, func() (n int, err error) {
		return n, s.database.db.QueryRowContext(s, `WITH due AS MATERIALIZED (
				SELECT ticket FROM bellhop_cases WHERE wake IS NOT NULL AND aside IS NULL AND wake <= $1
				ORDER BY wake LIMIT 100 FOR UPDATE SKIP LOCKED
			), moved AS (
				UPDATE bellhop_cases AS c SET wake = c.wake + 3600000000000, version = c.version + 1, seq = c.seq + $2,
					patch = convert_to(repeat('x', $6), 'UTF8')
				FROM due WHERE c.ticket = due.ticket RETURNING c.ticket, c.seq
			), told AS (
				INSERT INTO bellhop_records (entity, seq, sealed)
				SELECT ticket, seq - i, convert_to(repeat('x', $3), 'UTF8') FROM moved, generate_series(0, $2 - 1) AS i
			), noticed AS (
				INSERT INTO bellhop_deliveries (id, ticket, address, state, free, token, attempts, replays, reason, message)
				SELECT ticket || '/bare/' || i, ticket, 'log:lea', 'pending', $1, 0, 0, 0, '', repeat('x', $5)
				FROM moved, generate_series(1, $4) AS i
			) SELECT count(*) FROM moved`, at.UnixNano(), w.records, w.sealed, w.deliveries, w.message, w.patch).Scan(&n)
	})
	return float64(n) / took.Seconds(), errors.Join(err, unlike(n, c.clocks))
}
