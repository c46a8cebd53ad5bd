package desktest

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// first lets whoever is ready go on, the first of them first.
func first(ready []int, _ int) int { return ready[0] }

// present lets the present worker go on as long as it can.
func present(ready []int, now int) int {
	for _, worker := range ready {
		if worker == now {
			return worker
		}
	}
	return ready[0]
}

// A worker goes on when it is chosen, and stops before each of its calls.
func TestStagePlaysAnOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(&patience{})
		fails := errors.New("B fails")
		errs, err := s.play([]func() error{
			func() error { s.gate(0, "calls"); return nil },
			func() error { s.gate(1, "calls"); return fails },
		}, func(ready []int, _ int) int { return ready[len(ready)-1] })
		require.NoError(t, err)
		require.Equal(t, []error{nil, fails}, errs)
		require.Equal(t, "B begins, B calls, A begins, A calls", s.told())
	})
}

// A worker who is held up by another is left aside until that one has gone on.
func TestStageNoticesWhoIsHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(&patience{})
		lock := make(chan struct{}, 1)
		worker := func(i int) func() error {
			return func() error {
				lock <- struct{}{}
				s.gate(i, "holds the lock")
				<-lock
				return nil
			}
		}
		switching := func(ready []int, now int) int {
			if len(s.order) == 1 && len(ready) == 2 {
				return 1 - now
			}
			return present(ready, now)
		}
		errs, err := s.play([]func() error{worker(0), worker(1)}, switching)
		require.NoError(t, err)
		require.Equal(t, []error{nil, nil}, errs)
		require.Equal(t, "A begins, B begins, A holds the lock, B holds the lock", s.told())
		require.Equal(t, 1, s.held)
	})
}

// Workers who hold each other up without end are told of.
func TestStageEndsWhereNobodyGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(&patience{})
		end := make(chan struct{})
		wait := func() error { <-end; return nil }
		_, err := s.play([]func() error{wait, wait}, first)
		require.ErrorIs(t, err, errHeldUp)
		close(end)
	})
}

// A panic of a worker is its error.
func TestStageTakesAPanicForAnError(t *testing.T) {
	s := newStage(&patience{})
	errs, err := s.play([]func() error{func() error { panic("ouch") }}, first)
	require.NoError(t, err)
	require.ErrorContains(t, errs[0], "panic: ouch")
}
