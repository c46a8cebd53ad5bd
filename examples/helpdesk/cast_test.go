package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// TestMadeUpAgentsWork lets the cast play on the fast clock of -demo: tickets arrive, are accepted and are answered.
func TestMadeUpAgentsWork(t *testing.T) {
	h := newHost(t, settings{})
	h.settings.speed = 1800
	h.clock.speed = 1800
	h.cast = newCast(h, h.clock.Now, 3)
	serve(t, h)
	require.Eventually(t, func() bool {
		answered := false
		err := h.eachCase(context.WithoutCancel(t.Context()), func(c desk.Case) error {
			answered = answered || c.State.Facts.Assignee != "" && c.State.Facts.Answered != 0
			return nil
		})
		return err == nil && answered
	}, 20*time.Second, 100*time.Millisecond)
}
