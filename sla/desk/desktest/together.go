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

// beside begins fn in a goroutine, lets it run for a while, and returns a function that waits for its end.
func beside(fn func() error) (wait func() error) {
	ended := make(chan error, 1)
	go func() { ended <- fn() }()
	giveWay()
	return func() error { return <-ended }
}

// giveWay lets others run for a while.
func giveWay() {
	for range 100 {
		runtime.Gosched()
	}
}
