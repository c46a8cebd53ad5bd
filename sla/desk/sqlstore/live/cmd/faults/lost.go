package main

import (
	"flag"
	"time"
)

// lostFlags are those of a run in which one worker dies and is not replaced.
func lostFlags(f *flag.FlagSet) func(*stage) error {
	st := stream{lead: 4 * time.Second}
	f.IntVar(&st.clocks, "clocks", 6000, "tickets, with a level each")
	f.DurationVar(&st.length, "length", 30*time.Second, "from the first level to the last")
	most := f.Duration("most", 2*time.Second, "how late 99 in 100 may be")
	workers := f.Int("workers", 3, "worker processes, of which one is lost")
	return func(s *stage) error {
		if err := st.open(s); err != nil {
			return err
		}
		if err := s.start(*workers); err != nil {
			return err
		}
		p, err := st.finish(s, st.once(0.4, func() error { return s.pool.kill(s.pool.alive[0]) }))
		s.sheet.exactly("workers left", len(s.pool.alive), *workers-1)
		s.sheet.within("late by, 99 in 100, with one lost", p.at(0.99), *most)
		return err
	}
}
