package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"net/url"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// longFlags are those of a run beside a transaction that stays open: the server keeps every dead row for it.
func longFlags(f *flag.FlagSet) func(*stage) error {
	clocks := f.Int("clocks", 10000, "tickets, each swept three times")
	slower := f.Float64("slower", 2, "a claim may take so many times as long as without the transaction")
	return func(s *stage) error { return long(s, *clocks, *slower) }
}

// long works on two databases of one server in turn, one with a transaction that stays open and one without.
func long(s *stage, clocks int, slower float64) (err error) {
	if s.kind == sqlite {
		return errors.New("long: SQLite keeps no dead rows; take -db postgres")
	}
	calm := *s
	if calm.database, err = s.another("calm"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, calm.database.close()) }()
	sides := []*churn{{stage: &calm, clocks: clocks}, {stage: s, clocks: clocks}}
	for _, c := range sides {
		if err := c.seed(0, clocks, inTurn); err != nil {
			return err
		}
		if err := c.database.tidy(s); err != nil {
			return err
		}
	}
	held, err := s.database.hold(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Rollback()) }()
	for range clocks * levels / hundred {
		for _, c := range sides {
			if err := c.round(); err != nil {
				return err
			}
		}
	}
	s.sheet.tell("cases swept, beside the transaction", sides[1].swept)
	without, with := sides[0].last(), sides[1].last()
	for i, what := range []string{"a sweep of 100", "a claim of 100", "a look for what is due"} {
		s.sheet.tell(what+", without", brief(without[i]))
		s.sheet.tell(what+", with the transaction", brief(with[i]))
		s.sheet.atMost("  as against without", float64(with[i])/float64(without[i]), slower, "×")
	}
	return nil
}

// another makes a second database on the server of the stage.
func (s *stage) another(name string) (d database, err error) {
	if _, err := s.database.db.ExecContext(s, "CREATE DATABASE "+name); err != nil {
		return d, err
	}
	u, err := url.Parse(s.database.Source)
	if err != nil {
		return d, err
	}
	u.Path = "/" + name
	d = database{Kind: s.kind, Source: u.String()}
	if err := d.open(s); err != nil {
		return d, err
	}
	return d, d.store.Migrate(s)
}

// hold opens a transaction that sees the database as it is now.
func (d *database) hold(ctx context.Context) (*sql.Tx, error) {
	tx, err := d.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	var n int
	return tx, tx.QueryRowContext(ctx, `SELECT count(*) FROM bellhop_cases`).Scan(&n)
}

// churn is work on one of two databases, and how long it took.
type churn struct {
	*stage
	clocks, swept int
	times         [3][]time.Duration // sweeps, claims, empty sweeps
}

// round sweeps a hundred cases, claims and settles their notices, and looks once more.
func (c *churn) round() error {
	last := c.swept + hundred - 1
	at := levelTime(last/c.clocks + 1).Add(time.Duration(last%c.clocks) * apart)
	n, took, err := c.sweepSome(c.database.store, at, hundred)
	if err = errors.Join(err, unlike(n, hundred)); err != nil {
		return err
	}
	c.swept, c.times[0] = c.swept+n, append(c.times[0], took)
	begun := time.Now()
	list, err := c.database.store.Claim(c, sla.At(at), time.Minute, hundred)
	if err = errors.Join(err, unlike(len(list), hundred)); err != nil {
		return err
	}
	c.times[1] = append(c.times[1], time.Since(begun))
	verdicts := make([]outbox.Outcome, len(list))
	for i, d := range list {
		verdicts[i] = outbox.Outcome{Key: d.Key, Token: d.Token, Verdict: outbox.Done, At: sla.At(at)}
	}
	if err := c.database.store.Settle(c, verdicts...); err != nil {
		return err
	}
	_, took, err = c.sweepSome(c.database.store, at, hundred)
	c.times[2] = append(c.times[2], took)
	return err
}

// last returns the median of the last third of each kind.
func (c *churn) last() (medians [3]time.Duration) {
	for i, list := range c.times {
		medians[i] = median(list[len(list)*2/3:])
	}
	return medians
}
