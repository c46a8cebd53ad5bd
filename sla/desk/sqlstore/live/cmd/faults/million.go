package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// millionFlags are those of a run in which ever more tickets are open.
func millionFlags(f *flag.FlagSet) func(*stage) error {
	m := million{}
	f.StringVar(&m.sizes, "sizes", "10000,100000,1000000", "how many tickets are open, in turn")
	f.IntVar(&m.rounds, "rounds", 50, "sweeps of a hundred cases that are due, with each size")
	f.Float64Var(&m.growth, "growth", 1.5, "a sweep may cost so many times as much as with the first size")
	return m.run
}

// million is that run. Tickets are opened one millisecond after the other, so that a hundred are due at a time.
type million struct {
	sizes  string
	rounds int
	growth float64
	swept  int // so far
}

const (
	hundred = 100
	apart   = time.Millisecond
)

// inTurn returns when a ticket was opened: a little after the one before.
func inTurn(i int) time.Time { return noon.Add(time.Duration(i) * apart) }

// run measures sweeps with each size.
func (m *million) run(s *stage) error {
	open, first := 0, time.Duration(0)
	for _, text := range strings.Split(m.sizes, ",") {
		size, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("-sizes %q: write numbers, such as 10000,100000", m.sizes)
		}
		begun := time.Now()
		if err := s.seed(open, size, inTurn); err != nil {
			return err
		}
		s.sheet.tell(fmt.Sprint("opened until ", size), brief(time.Since(begun)))
		if err := s.database.tidy(s); err != nil {
			return err
		}
		took, err := m.measure(s, size)
		if err != nil {
			return err
		}
		if open = size; first == 0 {
			first = took
			continue
		}
		s.sheet.atMost("  as against the first size", float64(took)/float64(first), m.growth, "×")
	}
	return nil
}

// measure returns how long a sweep of a hundred takes.
func (m *million) measure(s *stage, size int) (time.Duration, error) {
	var full []time.Duration
	for range m.rounds {
		n, took, err := s.sweepSome(s.database.store, m.now(hundred), hundred)
		if err = errors.Join(err, unlike(n, hundred)); err != nil {
			return 0, err
		}
		m.swept, full = m.swept+n, append(full, took)
	}
	took := median(full)
	s.sheet.tell(fmt.Sprint("a sweep of ", hundred, " with ", size, " open"), brief(took))
	return took, m.empty(s)
}

// now returns the instant at which so many more are due than were swept.
func (m *million) now(more int) time.Time {
	return levelTime(1).Add(time.Duration(m.swept+more-1) * apart)
}

// empty measures sweeps that find nothing, as the caller sees them and as the server does.
func (m *million) empty(s *stage) error {
	const sweeps = 500
	if err := s.database.count(s); err != nil {
		return err
	}
	var list []time.Duration
	for range sweeps {
		n, took, err := s.sweepSome(s.database.store, m.now(0), hundred)
		if err = errors.Join(err, unlike(n, 0)); err != nil {
			return err
		}
		list = append(list, took)
	}
	s.sheet.within("  an empty sweep, half of them", median(list), 10*time.Millisecond)
	s.sheet.within("  an empty sweep, 99 in 100", quantile(list, 0.99), 10*time.Millisecond)
	if s.kind == sqlite {
		return nil
	}
	total, err := s.database.counted(s)
	s.sheet.within("  an empty sweep, at the server", total/sweeps, time.Millisecond)
	return err
}

// unlike says that another number of cases or deliveries was taken than was due.
func unlike(got, due int) error {
	if got == due {
		return nil
	}
	return fmt.Errorf("%d were taken, and %d were due", got, due)
}
