package main

import (
	"errors"
	"flag"
	"time"
)

// partitionFlags are those of a run in which the receiver cannot be reached for a while.
func partitionFlags(f *flag.FlagSet) func(*stage) error {
	st := stream{lead: 4 * time.Second}
	f.IntVar(&st.clocks, "clocks", 2000, "tickets, with a level each")
	f.DurationVar(&st.length, "length", 20*time.Second, "from the first level to the last")
	cut := f.Duration("cut", 5*time.Second, "how long the receiver cannot be reached")
	workers := f.Int("workers", 3, "worker processes")
	return func(s *stage) (err error) {
		network, err := openProxy(s, s.receiver.address)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, network.close()) }()
		if err := st.open(s); err != nil {
			return err
		}
		for range *workers {
			j := s.job()
			j.Receiver = network.address()
			if _, err := s.pool.start(s, j); err != nil {
				return err
			}
		}
		s.sheet.tell("cut off for", *cut)
		if _, err := st.finish(s, st.once(0.3, func() error { network.cutFor(*cut); return nil })); err != nil {
			return err
		}
		again, err := s.pool.said("a notice is tried again")
		s.sheet.atLeast("attempts that failed and were made again", float64(again), 1, "")
		return err
	}
}
