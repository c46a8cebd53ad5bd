package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"
)

// levels is how many levels the ladder of the pack has: after 2, 3 and 4 hours.
const levels = 3

// levelTime returns the first instant at which the level of a number is due, from 1, of a ticket that was opened at noon.
func levelTime(level int) time.Time { return noon.Add(time.Duration(level+1)*time.Hour + 1) }

// massacre is a run in which workers and the server die.
type massacre struct{ workers, kills, stops, clocks int }

// killFlags returns the flags of a run of so many deaths.
func killFlags(kills, stops, clocks int) func(f *flag.FlagSet) func(*stage) error {
	return func(f *flag.FlagSet) func(*stage) error {
		var m massacre
		f.IntVar(&m.workers, "workers", 4, "worker processes")
		f.IntVar(&m.kills, "kills", kills, "how often one is killed and another started")
		f.IntVar(&m.stops, "stops", stops, "how often the server is stopped at once and started again; PostgreSQL alone")
		f.IntVar(&m.clocks, "clocks", clocks, "tickets, with a clock of three levels each")
		return m.run
	}
}

// blow is a death: of a worker, or of the server, once there are so many effects.
type blow struct {
	at   int
	stop bool
}

// blows draws when who dies: always while effects are missing.
func (m *massacre) blows(s *stage) []blow {
	list := make([]blow, m.kills+m.stops)
	for i := range list {
		list[i] = blow{s.dice.IntN(m.clocks * levels), i < m.stops}
	}
	slices.SortStableFunc(list, func(a, b blow) int { return cmp.Compare(a.at, b.at) })
	return list
}

// run makes each level of all clocks due in turn, and strikes while the workers are at it.
func (m *massacre) run(s *stage) error {
	if m.stops > 0 && s.kind == sqlite {
		return errors.New("SQLite has no server that could be stopped: take -stops 0")
	}
	if err := m.prepare(s); err != nil {
		return err
	}
	list, struck := m.blows(s), 0
	for level := 1; level <= levels; level++ {
		if err := s.clock.set(levelTime(level)); err != nil {
			return err
		}
		if err := s.await(level*m.clocks, func(effects int) error {
			for struck < len(list) && list[struck].at <= effects {
				struck++
				if err := s.strike(list[struck-1]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if int(s.receiver.effects.Load()) < level*m.clocks {
			break // some are lost, and later levels would take their place
		}
	}
	s.sheet.exactly("killed, while effects were missing", len(list[:struck])-stops(list[:struck]), m.kills)
	s.sheet.exactly("stops of the server", stops(list[:struck]), m.stops)
	return s.judge(m.clocks, m.clocks*levels)
}

// prepare opens the tickets and starts the workers.
func (m *massacre) prepare(s *stage) error {
	if err := s.openAll(m.clocks); err != nil {
		return err
	}
	s.sheet.tell("workers", m.workers)
	return s.start(m.workers)
}

// openAll opens tickets at noon, which it now is.
func (s *stage) openAll(clocks int) error {
	s.pretend()
	if err := s.clock.set(noon); err != nil {
		return err
	}
	begun := time.Now()
	if err := s.seed(0, clocks, func(int) time.Time { return noon }); err != nil {
		return err
	}
	s.sheet.tell("tickets opened", fmt.Sprintf("%d in %s", clocks, brief(time.Since(begun))))
	return nil
}

// stops returns how many blows were against the server.
func stops(list []blow) (n int) {
	for _, b := range list {
		if b.stop {
			n++
		}
	}
	return n
}

// strike kills one worker and starts another, or stops the server and starts it again.
func (s *stage) strike(b blow) error {
	if b.stop {
		return s.server.crash()
	}
	if err := s.pool.kill(s.pool.alive[s.dice.IntN(len(s.pool.alive))]); err != nil {
		return err
	}
	return s.start(1)
}
