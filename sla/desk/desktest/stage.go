package desktest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// stage is where workers play in one order that somebody chooses: each stops at a gate before each of its calls, and one of
// them goes on at a time.
//
//	worker 1 ──▶ gate ──▶ call ──▶ gate ──▶ call ──▶ end
//	               ▲ choose: who goes on
//	worker 2 ──▶ gate ──▶ call ──▶ end
//
// A store may hold a worker up until another has gone on, with the lock of a row or of a file. Whoever does not come to its
// next gate in time counts as held up, and somebody else goes on meanwhile.
type stage struct {
	arrivals chan arrival
	waiting  map[int][]arrival // at a gate, by worker
	running  map[int]bool      // on the way to a gate or to the end
	errs     []error           // of those that have ended
	left     int
	patience *patience
	order    []string // what went on, in its order
	held     int      // how often a worker was held up
}

// arrival is a worker that has come to a gate, or to its end.
type arrival struct {
	worker int
	call   string
	goOn   chan struct{} // nil at the end
	err    error
}

// chooser says who of those who are ready goes on. present is who went on last; it need not be ready.
type chooser func(ready []int, present int) int

func newStage(p *patience) *stage {
	return &stage{arrivals: make(chan arrival, 16), waiting: map[int][]arrival{}, running: map[int]bool{}, patience: p}
}

// gate stops a worker before a call until it may go on.
func (s *stage) gate(worker int, call string) {
	goOn := make(chan struct{})
	s.arrivals <- arrival{worker: worker, call: call, goOn: goOn}
	<-goOn
}

var errHeldUp = errors.New("every worker is held up by another, and none goes on")

// play lets workers run in the order that choose says, until all have ended, and returns their errors.
func (s *stage) play(workers []func() error, choose chooser) ([]error, error) {
	s.errs, s.left = make([]error, len(workers)), len(workers)
	for i, fn := range workers {
		s.running[i] = true
		apart(func() error {
			s.gate(i, "begins")
			return fn()
		}, func(err error) { s.arrivals <- arrival{worker: i, err: err} })
	}
	present := -1
	for {
		if !s.gather() {
			return s.errs, errHeldUp
		}
		if s.left == 0 {
			return s.errs, nil
		}
		present = choose(s.ready(), present)
		s.release(present)
	}
}

// gather waits until all who are on their way have arrived, or some seem to be held up. It says whether anybody is to go on.
func (s *stage) gather() bool {
	ended := s.patience.measure()
	for len(s.running) > 0 {
		wait := s.patience.wait()
		if len(s.waiting) == 0 { // nobody else is there to go on
			wait = endlessWait
		}
		a, ok := next(s.arrivals, wait)
		switch {
		case !ok && len(s.waiting) == 0:
			return false
		case !ok:
			s.held++
			return true
		}
		s.take(a)
	}
	ended()
	return true
}

// take notes who has arrived.
func (s *stage) take(a arrival) {
	delete(s.running, a.worker)
	if a.goOn == nil {
		s.errs[a.worker] = a.err
		s.left--
		return
	}
	s.waiting[a.worker] = append(s.waiting[a.worker], a)
}

// ready returns who waits at a gate.
func (s *stage) ready() (list []int) {
	for worker := range s.waiting {
		list = append(list, worker)
	}
	slices.Sort(list)
	return list
}

// release lets a worker go on.
func (s *stage) release(worker int) {
	a := s.waiting[worker][0]
	if s.waiting[worker] = s.waiting[worker][1:]; len(s.waiting[worker]) == 0 {
		delete(s.waiting, worker)
	}
	s.order = append(s.order, fmt.Sprintf("%c %s", 'A'+rune(worker), a.call))
	s.running[worker] = true
	close(a.goOn)
}

// told tells the order in which the calls were made.
func (s *stage) told() string { return strings.Join(s.order, ", ") }
