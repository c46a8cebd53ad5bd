package main

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestLawTheClockNeverGoesBack skips and waits in any order.
func TestLawTheClockNeverGoesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		speed := rapid.Float64Range(0.5, 3600).Draw(rt, "speed")
		skips := rapid.SliceOfN(rapid.Int64Range(0, int64(time.Hour)), 0, 8).Draw(rt, "skips")
		back := false
		synctest.Test(t, func(*testing.T) {
			c := newClock(monday, speed)
			last := c.Now()
			for _, d := range skips {
				c.Skip(time.Duration(d))
				time.Sleep(time.Duration(d) / 100)
				now := c.Now()
				back = back || now.Before(last.Add(time.Duration(d).Truncate(time.Millisecond)))
				last = now
			}
		})
		require.False(rt, back)
	})
}

func TestWhoWaitsIsWokenByASkip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock(monday, 60)
		began := time.Now()
		<-c.After(time.Hour)
		require.Equal(t, time.Minute, time.Since(began))
		done := c.After(time.Hour)
		c.Skip(time.Hour)
		<-done
		require.Equal(t, time.Minute, time.Since(began))
	})
}
