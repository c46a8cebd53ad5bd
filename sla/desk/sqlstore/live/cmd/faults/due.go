package main

import (
	"flag"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// dueFlags are those of a run in which everything is due at once.
func dueFlags(f *flag.FlagSet) func(*stage) error {
	clocks := f.Int("clocks", 50000, "tickets, with a level each, all due at once")
	sweepers := f.Int("sweepers", 8, "sweepers side by side, of one process")
	most := f.Duration("most", 5*time.Second, "how long it may take until nothing is due any more")
	workers := f.Int("workers", 4, "worker processes, which then deliver")
	return func(s *stage) error {
		if err := s.openAll(*clocks); err != nil {
			return err
		}
		swept, took, err := s.sweepAll(*sweepers, levelTime(1))
		if err != nil {
			return err
		}
		s.sheet.within("swept until nothing was due", took, *most)
		s.sheet.tell("cases a second", short(float64(swept)/took.Seconds()))
		states, err := s.states()
		if err != nil {
			return err
		}
		s.sheet.exactly("notices put", states[outbox.Pending], *clocks)
		return s.deliverAll(*clocks, *workers)
	}
}

// deliverAll lets workers deliver what is due after the first level, and judges the end.
func (s *stage) deliverAll(due, workers int) error {
	if err := s.clock.set(levelTime(1)); err != nil {
		return err
	}
	begun := time.Now()
	if err := s.start(workers); err != nil {
		return err
	}
	if err := s.await(due, nil); err != nil {
		return err
	}
	s.sheet.tell("notices delivered a second", short(float64(due)/time.Since(begun).Seconds()))
	return s.judge(due, due)
}
