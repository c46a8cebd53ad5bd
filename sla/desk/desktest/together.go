package desktest

import (
	"errors"
	"runtime"
	"sync"
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

// beside begins fn in a goroutine, lets it run until it ends or seems to be held up, and returns a function that waits for
// its end.
func beside(fn func() error) (wait func() error) {
	ended := make(chan error, 1)
	go func() { ended <- fn() }()
	for n := 0; n < patience && len(ended) == 0; n++ {
		runtime.Gosched()
	}
	return func() error { return <-ended }
}

// patience is how often beside gives way before it takes fn to be held up.
const patience = 50_000
