package main

import (
	"fmt"
	"time"
)

// stream are tickets whose first level falls due one after the other, in the time of the machine.
type stream struct {
	clocks int
	lead   time.Duration // until the first is due
	length time.Duration // from the first to the last

	begun time.Time
	due   map[string]time.Time
}

// open opens the tickets, each two hours before its level is due.
func (st *stream) open(s *stage) error {
	st.begun = time.Now().UTC()
	st.due = map[string]time.Time{}
	for i := range st.clocks {
		st.due[ticketName(i)] = st.at(i)
	}
	s.sheet.tell("levels that fall due", fmt.Sprintf("%d in %v", st.clocks, st.length))
	if err := s.seed(0, st.clocks, func(i int) time.Time { return st.at(i).Add(-2 * time.Hour) }); err != nil {
		return err
	}
	if late := time.Until(st.at(0)); late < 0 {
		return fmt.Errorf("the tickets were opened %v too late: give the run a longer lead", -late)
	}
	return nil
}

// at returns when the level of the ith ticket is due.
func (st *stream) at(i int) time.Time {
	return st.begun.Add(st.lead + st.length*time.Duration(i)/time.Duration(st.clocks))
}

// once returns what does something once, when so much of the stream has passed: for await.
func (st *stream) once(share float64, do func() error) func(int) error {
	at := st.begun.Add(st.lead + time.Duration(share*float64(st.length)))
	done := false
	return func(int) error {
		if done || time.Now().Before(at) {
			return nil
		}
		done = true
		return do()
	}
}

// all calls several functions for await.
func all(list ...func(int) error) func(int) error {
	return func(n int) error {
		for _, fn := range list {
			if err := fn(n); err != nil {
				return err
			}
		}
		return nil
	}
}

// finish waits for all effects, and notes whether each came once and in time.
func (st *stream) finish(s *stage, meanwhile func(int) error) (punctual, error) {
	if err := s.await(st.clocks, meanwhile); err != nil {
		return punctual{}, err
	}
	p := s.receiver.punctuality(st.due)
	s.sheet.tell("late by, half of them", brief(p.at(0.5)))
	s.sheet.tell("late by, 99 in 100", brief(p.at(0.99)))
	s.sheet.tell("late by, the last", brief(p.at(1)))
	s.sheet.exactly("early", p.early, 0)
	return p, s.judge(st.clocks, st.clocks)
}
