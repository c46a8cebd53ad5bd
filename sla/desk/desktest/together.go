package desktest

import (
	"errors"
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
