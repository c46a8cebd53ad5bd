package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed busy.yaml
var busyFile []byte

// costFlags are those of a run that measures the desk beside the bare database.
func costFlags(f *flag.FlagSet) func(*stage) error {
	c := cost{}
	f.IntVar(&c.rounds, "rounds", 5, "rounds of each kind, in turn; the medians are compared")
	f.IntVar(&c.clocks, "clocks", 20000, "due cases a round of sweeping")
	f.IntVar(&c.tickets, "tickets", 800, "tickets a round of events, with eight events each")
	f.IntVar(&c.workers, "workers", 8, "workers side by side, of one process")
	f.Float64Var(&c.sweeping, "sweeping", 20000, "due cases a second that must be swept")
	f.Float64Var(&c.handling, "handling", 60, "events must be handled at this share of the host's own updates, in percent")
	return c.run
}

// cost is that run.
type cost struct {
	rounds, clocks, tickets, workers int
	sweeping, handling               float64

	written written
	round   int // of sweeping, so far
	day     int // of events, so far
}

// kind is a way to do a piece of work, and how much of it was done a second, by round.
type kind struct {
	name  string
	do    func(*stage) (perSecond float64, err error)
	rates []float64
}

// run measures sweeping and then handling, each beside the bare database.
func (c *cost) run(s *stage) error {
	if s.kind == sqlite {
		return errors.New("cost: the command ratio measures SQLite; take -db postgres")
	}
	s.sheet.tell("rounds of each, workers", fmt.Sprintf("%d, %d", c.rounds, c.workers))
	swept := []*kind{
		{name: "due cases swept", do: c.sweep},
		{name: "the same rows by UPDATE … SKIP LOCKED", do: c.bareSweep},
		{name: "all that a sweep writes, by SQL alone", do: c.writeSweep},
	}
	if _, err := c.sweep(s); err != nil { // a round that is not measured shows what is written
		return err
	}
	if err := c.written.measure(s, c.clocks); err != nil {
		return err
	}
	if err := c.turns(s, swept); err != nil {
		return err
	}
	rate := median(swept[0].rates)
	s.sheet.atLeast(swept[0].name+" a second", rate, c.sweeping, "")
	for _, k := range swept[1:] {
		s.sheet.tell(k.name, short(median(k.rates)))
		s.sheet.tell("  sweeping as against that", short(100*rate/median(k.rates))+" %")
	}
	s.sheet.tell("  records, notices and patch of a case, in bytes", c.written.String())
	return c.handle(s)
}

// handle measures how events are handled.
func (c *cost) handle(s *stage) error {
	h, err := newHandling(s, c)
	if err != nil {
		return err
	}
	kinds := []*kind{
		{name: "the host's own row updated, alone", do: h.alone},
		{name: "events handled", do: h.events},
		{name: "both in one transaction of the host", do: h.both},
	}
	if err := c.turns(s, kinds); err != nil {
		return err
	}
	alone := median(kinds[0].rates)
	s.sheet.tell(kinds[0].name+", a second", short(alone))
	for _, k := range kinds[1:] {
		s.sheet.tell(k.name+", a second", short(median(k.rates)))
		s.sheet.atLeast("  as against the host alone", 100*median(k.rates)/alone, c.handling, " %")
	}
	return nil
}

// turns lets the kinds take turns.
func (c *cost) turns(s *stage, kinds []*kind) error {
	for range c.rounds {
		for _, k := range kinds {
			rate, err := k.do(s)
			if err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
			k.rates = append(k.rates, rate)
		}
	}
	return nil
}

// fresh opens the tickets of a round, which are due before all that are there, and returns when they are.
func (c *cost) fresh(s *stage) (time.Time, error) {
	earlier := time.Duration(c.round) * time.Minute
	from := c.round * c.clocks
	c.round++
	err := s.seed(from, from+c.clocks, func(int) time.Time { return noon.Add(-earlier) })
	return levelTime(1).Add(-earlier), errors.Join(err, s.database.tidy(s))
}

// sweep lets workers sweep a round's tickets.
func (c *cost) sweep(s *stage) (float64, error) {
	at, err := c.fresh(s)
	if err != nil {
		return 0, err
	}
	n, took, err := s.sweepAll(c.workers, at)
	return float64(n) / took.Seconds(), errors.Join(err, unlike(n, c.clocks))
}

// bareSweep lets workers move the wake of a round's tickets by nothing but SQL.
func (c *cost) bareSweep(s *stage) (float64, error) {
	at, err := c.fresh(s)
	if err != nil {
		return 0, err
	}
	n, took, err := together(c.workers, func() (int, error) {
		result, err := s.database.db.ExecContext(s, `UPDATE bellhop_cases SET wake = wake + 3600000000000, version = version + 1
			WHERE ticket IN (SELECT ticket FROM bellhop_cases WHERE wake IS NOT NULL AND aside IS NULL AND wake <= $1
				ORDER BY wake LIMIT 100 FOR UPDATE SKIP LOCKED)`, at.UnixNano())
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		return int(n), err
	})
	return float64(n) / took.Seconds(), errors.Join(err, unlike(n, c.clocks))
}

// busyPack returns the pack of the events.
func busyPack() (*pack.Pack, error) { return pack.Read("busy.yaml", busyFile, nil) }
