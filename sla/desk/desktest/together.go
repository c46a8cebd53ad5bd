package desktest

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// together runs fn n times at once and returns the errors by number when all have ended.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// joined runs fn n times at once and joins what went wrong.
func joined(n int, fn func(i int) error) error { return errors.Join(together(n, fn)...) }

// apart begins fn in a goroutine of its own and calls ended with its error. A panic is one.
func apart(fn func() error, ended func(error)) {
	go func() {
		var err error
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
			ended(err)
		}()
		err = fn()
	}()
}

// alone runs fn in a goroutine of its own, which it may end, and returns when it has ended.
func alone(fn func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		fn()
	}()
	<-ended
}

// patience says how long a worker may take from one gate to the next before it counts as held up by another: many times what
// it takes at the average. To be wrong does no harm: the other goes on a little early.
type patience struct {
	steps int
	total time.Duration
}

const (
	manyTimes   = 20
	leastWait   = 2 * time.Millisecond
	longestWait = 100 * time.Millisecond
	fewMeasures = 20
	endlessWait = 30 * time.Second // no store holds its callers up as long as this
)

// wait returns how long a worker is waited for.
func (p *patience) wait() time.Duration {
	if p.steps < fewMeasures {
		return longestWait
	}
	return min(longestWait, max(leastWait, manyTimes*p.total/time.Duration(p.steps)))
}

// measure begins to measure a step and returns what notes that it has ended.
func (p *patience) measure() (ended func()) {
	began := time.Now()
	return func() {
		p.steps++
		p.total += time.Since(began)
	}
}

// next returns what comes next on a channel, if anything does in time.
func next[T any](from <-chan T, within time.Duration) (v T, ok bool) {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case v = <-from:
		return v, true
	case <-timer.C:
		return v, false
	}
}
