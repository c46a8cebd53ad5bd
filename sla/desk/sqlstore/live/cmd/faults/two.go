package main

import (
	"flag"
	"fmt"
)

// twoFlags are those of a run without a fault: two workers sweep and deliver side by side.
func twoFlags(f *flag.FlagSet) func(*stage) error {
	clocks := f.Int("clocks", 10000, "tickets, with a level each, all due at once")
	workers := f.Int("workers", 2, "worker processes")
	return func(s *stage) error {
		if err := s.openAll(*clocks); err != nil {
			return err
		}
		if err := s.clock.set(levelTime(1)); err != nil {
			return err
		}
		if err := s.start(*workers); err != nil {
			return err
		}
		if err := s.await(*clocks, nil); err != nil {
			return err
		}
		if err := s.judge(*clocks, *clocks); err != nil {
			return err
		}
		_, _, raw, err := s.receiver.counts(s)
		s.sheet.exactly("arrivals: none twice", raw, *clocks)
		s.shares()
		return err
	}
}

// shares notes how the arrivals are shared among the workers.
func (s *stage) shares() {
	by := map[string]int{}
	s.receiver.each(func(list []arrival) { by[list[0].process]++ })
	least := 0
	for _, n := range by {
		if least == 0 || n < least {
			least = n
		}
	}
	s.sheet.tell("processes that delivered, and the least share", fmt.Sprintf("%d, %d", len(by), least))
}
