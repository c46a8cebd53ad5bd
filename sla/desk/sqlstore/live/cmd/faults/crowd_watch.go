package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"time"
)

// watch looks again and again how much each agent carries, by what the rows of the cases say.
type watch struct {
	*stage
	tickets          int
	looks, over, odd int
	most             int
}

// carried is what one look saw: all of it in one statement, and so at one instant.
type carried struct {
	all, over, odd, carrying int
	solved, never            int
}

// sums adds up the rows of the cases and holds them against the loads. Every third ticket is urgent and weighs two.
const sums = `WITH carried AS (
		SELECT coalesce(nullif(offered, ''), assignee) AS agent, sum(CASE WHEN right(ticket, 7)::int % 3 = 0 THEN 2 ELSE 1 END) AS units
		FROM bellhop_cases WHERE open = 1 AND (offered <> '' OR assignee <> '') GROUP BY 1
	), held AS (
		SELECT coalesce(c.units, 0) AS units, coalesce(l.load, 0) AS load FROM carried c FULL JOIN bellhop_loads l USING (agent)
	)
	SELECT coalesce(sum(units), 0), count(*) FILTER (WHERE units > $1), count(*) FILTER (WHERE units <> load),
		count(*) FILTER (WHERE units > 0),
		(SELECT count(*) FROM bellhop_cases WHERE status = 'solved'), (SELECT count(*) FROM bellhop_cases WHERE assignee = '')
	FROM held`

// carried looks once.
func (w *watch) carried() (c carried, err error) {
	row := w.database.db.QueryRowContext(w, sums, places)
	return c, row.Scan(&c.all, &c.over, &c.odd, &c.carrying, &c.solved, &c.never)
}

// until looks until every ticket is solved, or for as long as something is, and lets something happen between.
func (w *watch) until(happen func() error) error {
	last, heard := -1, time.Now()
	for {
		c, err := w.carried()
		if err != nil {
			return err
		}
		w.looks++
		w.over, w.odd, w.most = w.over+min(c.over, 1), w.odd+min(c.odd, 1), max(w.most, c.all)
		if c.solved > last {
			last, heard = c.solved, time.Now()
		}
		if c.solved == w.tickets || time.Since(heard) > w.patience {
			return nil
		}
		for range 10 {
			if err := happen(); err != nil {
				return err
			}
		}
		if err := w.pause(20 * time.Millisecond); err != nil {
			return err
		}
	}
}

// tallies returns what the workers counted, of those that told.
func (s *stage) tallies() (list []counts, err error) {
	f, err := os.Open(s.pool.log.Name())
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text, ok := strings.CutPrefix(lines.Text(), tallied)
		if !ok {
			continue
		}
		var t counts
		if err := json.Unmarshal([]byte(text), &t); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}
