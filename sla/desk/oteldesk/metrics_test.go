package oteldesk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// TestEveryMetric reads every metric, with its labels, kind, value and unit, when something is late, refused and given up.
func TestEveryMetric(t *testing.T) {
	var r *rig
	r = newRig(t, desk.NewMemory(), escalation.NotifierFunc(func(context.Context, escalation.Notice) error {
		r.clock.pass(2 * time.Second)
		return outbox.Permanent(errors.New("no such pager"))
	}))
	handle := func(ticket string) error {
		_, err := r.Handle(t.Context(), opened(ticket, r.clock.Now()))
		return err
	}
	require.NoError(t, handle("T-1"))
	require.Error(t, handle(""))
	r.clock.pass(20 * time.Minute)
	_, err := r.Deliver(t.Context())
	require.NoError(t, err)
	require.NoError(t, handle("T-2"))
	r.clock.pass(20*time.Minute - 2*time.Second)

	require.Equal(t, []string{
		"bellhop.handoff.unanswered{}: gauge of 2 {handoff}",
		"bellhop.operation.duration{bellhop.operation=desk.handle,bellhop.outcome=ok}: histogram of 2 values, sum 0 s",
		"bellhop.operation.duration{bellhop.operation=desk.handle,bellhop.outcome=refused,error.type=malformed}: histogram of 1 values, sum 0 s",
		"bellhop.operation.duration{bellhop.operation=outbox.claim,bellhop.outcome=ok}: histogram of 1 values, sum 0 s",
		"bellhop.operation.duration{bellhop.operation=outbox.notify,bellhop.outcome=failed,error.type=permanent}: histogram of 1 values, sum 2 s",
		"bellhop.operation.duration{bellhop.operation=outbox.settle,bellhop.outcome=ok}: histogram of 1 values, sum 0 s",
		"bellhop.outbox.claimed{}: counter of 1 {notice}",
		"bellhop.outbox.dead{}: gauge of 1 {notice}",
		"bellhop.outbox.lag{}: histogram of 1 values, sum 1200 s",
		"bellhop.outbox.oldest{}: gauge of 1198 s",
		"bellhop.outbox.pending{}: gauge of 1 {notice}",
		"bellhop.sweep.lag{}: gauge of 600 s",
		"bellhop.ticket.aside{}: gauge of 0 {ticket}",
		"bellhop.ticket.forgotten{}: gauge of 1 {ticket}",
	}, lines(t, r.metrics(t)))
}

// TestGaugesAreAbsentWithoutAnAnswer: while the store does not answer the gauges are absent, not zero, and they are back when
// it does; when the registration is taken back they stay away.
func TestGaugesAreAbsentWithoutAnAnswer(t *testing.T) {
	r := newRig(t, desk.NewMemory(), nil)
	require.NoError(t, r.watching.Unregister())
	var fault error
	watching, err := r.observer.Watch(func(context.Context) (desk.Health, error) { return desk.Health{Lag: time.Second}, fault })
	require.NoError(t, err)
	for _, c := range []struct {
		fault   error
		watched bool
		there   bool
	}{{nil, true, true}, {desktest.ErrFault, true, false}, {nil, true, true}, {nil, false, false}} {
		if fault = c.fault; !c.watched {
			require.NoError(t, watching.Unregister())
		}
		all, err := r.collect()
		require.ErrorIs(t, err, c.fault)
		require.Equal(t, c.there, all["bellhop.sweep.lag"].Data != nil)
	}
}

// TestFiguresOfElsewhereAreNotKept: how the desk stands is read from the store alone, and a name that is not known is left.
func TestFiguresOfElsewhereAreNotKept(t *testing.T) {
	r := newRig(t, desk.NewMemory(), nil)
	for _, name := range []string{"desk.sweep_lag_seconds", "outbox.pending", "outbox.oldest", "anything"} {
		r.observer.Sample(t.Context(), name, 77)
	}
	r.observer.Sample(t.Context(), "outbox.lag", -1)
	told := strings.Join(lines(t, r.metrics(t)), "\n")
	require.NotContains(t, told, "77")
	require.Contains(t, told, "bellhop.outbox.lag{}: histogram of 1 values, sum 0 s")
}
