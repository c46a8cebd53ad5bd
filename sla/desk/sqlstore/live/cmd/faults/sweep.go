package main

import (
	"errors"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// fixed returns a time that stands still.
func fixed(at time.Time) func() time.Time { return func() time.Time { return at } }

// sweepAll lets workers of this process sweep side by side until nothing is due at an instant. It returns how many cases they
// changed, and how long it took.
func (s *stage) sweepAll(workers int, at time.Time) (swept int, took time.Duration, err error) {
	d, err := desk.New(desk.Config{Store: untold(s.database.store), Pack: s.pack, Now: fixed(at)})
	if err != nil {
		return 0, 0, err
	}
	return together(workers, func() (int, error) { return d.Sweep(s) })
}

// together lets workers do something side by side, each again and again until there is nothing to do. It returns how much they
// did, and how long it took.
func together(workers int, do func() (int, error)) (done int, took time.Duration, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	begun := time.Now()
	for range workers {
		group.Go(func() {
			for {
				n, fault := do()
				mu.Lock()
				done, err = done+n, errors.Join(err, fault)
				mu.Unlock()
				if n == 0 || fault != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return done, time.Since(begun), err
}

// sweepSome sweeps up to limit cases in one transaction of the store.
func (s *stage) sweepSome(store desk.Store, at time.Time, limit int) (swept int, took time.Duration, err error) {
	begun := time.Now()
	swept, err = store.Sweep(s, sla.At(at), limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		return desk.Step(s.pack, c, desk.Input{Now: now})
	})
	return swept, time.Since(begun), err
}
