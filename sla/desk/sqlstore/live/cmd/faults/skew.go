package main

import (
	"errors"
	"flag"
	"fmt"
	"time"
)

// skewFlags are those of a run whose workers have wrong clocks: ahead and behind, beside one that is right.
func skewFlags(f *flag.FlagSet) func(*stage) error {
	st := stream{lead: 4 * time.Second}
	f.IntVar(&st.clocks, "clocks", 1000, "tickets, with a level each")
	f.DurationVar(&st.length, "length", 20*time.Second, "from the first level to the last")
	by := f.Duration("by", 5*time.Minute, "how wrong the clocks are")
	return func(s *stage) error {
		if s.kind == sqlite {
			return errors.New("skew: SQLite has no clock but that of its process; take -db postgres")
		}
		if err := st.open(s); err != nil {
			return err
		}
		for _, skew := range []time.Duration{*by, -*by, 0} {
			j := s.job()
			j.Skew = skew
			if _, err := s.pool.start(s, j); err != nil {
				return err
			}
		}
		s.sheet.tell("clocks of the workers", fmt.Sprintf("%+v, %+v, right", *by, -*by))
		_, err := st.finish(s, nil)
		return err
	}
}
