package main

import (
	"flag"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// s7Flags are those of a run of two workers over many clocks, few of them due, of whom one dies halfway.
func s7Flags(f *flag.FlagSet) func(*stage) error {
	clocks := f.Int("clocks", 100000, "tickets, with a clock each")
	due := f.Int("due", 5000, "of them past due, at once")
	return func(s *stage) error {
		s.pretend()
		if err := s.clock.set(noon); err != nil {
			return err
		}
		if err := s.seed(0, *clocks, func(i int) time.Time {
			if i < *due {
				return noon
			}
			return noon.Add(24 * time.Hour)
		}); err != nil {
			return err
		}
		s.sheet.tell("clocks", *clocks)
		if err := s.clock.set(levelTime(levels)); err != nil {
			return err
		}
		if err := s.start(2); err != nil {
			return err
		}
		if err := s.await(*due, func(effects int) error {
			if effects < *due/2 || len(s.pool.alive) < 2 {
				return nil
			}
			return s.pool.kill(s.pool.alive[0])
		}); err != nil {
			return err
		}
		s.sheet.exactly("workers left", len(s.pool.alive), 1)
		if err := s.judge(*due, *due); err != nil {
			return err
		}
		return s.judgeBreaches(*due)
	}
}

// judgeBreaches notes whether each clock is breached as of the instant it was due, however late that was seen.
func (s *stage) judgeBreaches(due int) error {
	right := 0
	for i := range due {
		c, err := s.database.store.Load(s, ticketName(i))
		if err != nil {
			return err
		}
		if clock := c.State.Clock("resolution"); clock.Breach != 0 && clock.Breach == clock.Due && clock.Due == sla.At(noon.Add(4*time.Hour)) {
			right++
		}
	}
	s.sheet.exactly("clocks breached as of when they were due", right, due)
	return nil
}
