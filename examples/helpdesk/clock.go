package main

import (
	"sync"
	"time"
)

// clock is the time of the help desk: that of the machine, or a time that runs faster and can skip ahead, so that a long wait
// can be tried out. It never goes back.
type clock struct {
	mu    sync.Mutex
	real  time.Time // when it was set
	shown time.Time // what it showed then
	speed float64
	moved chan struct{} // closed when it skips
}

// newClock returns a clock that shows an instant now and runs speed times as fast as the machine's.
func newClock(shown time.Time, speed float64) *clock {
	return &clock{real: time.Now(), shown: shown, speed: speed, moved: make(chan struct{})}
}

// Now reads the time, in whole milliseconds.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now().Truncate(time.Millisecond)
}

func (c *clock) now() time.Time {
	return c.shown.Add(time.Duration(float64(time.Since(c.real)) * c.speed)).Round(0)
}

// Skip moves the clock ahead and wakes everybody who waits on it.
func (c *clock) Skip(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown, c.real = c.now().Add(d), time.Now()
	close(c.moved)
	c.moved = make(chan struct{})
}

// After sends the time once d of it has passed, or once the clock skipped: whoever waits looks again.
func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	moved := c.moved
	c.mu.Unlock()
	done := make(chan time.Time, 1)
	timer := time.NewTimer(time.Duration(float64(d) / c.speed))
	go func() {
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-moved:
		}
		done <- c.Now()
	}()
	return done
}
