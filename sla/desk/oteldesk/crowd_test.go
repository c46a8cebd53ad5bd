package oteldesk_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// TestManyAtOnce: one observer serves many desks' hands and readers at once, and tells of each operation once.
func TestManyAtOnce(t *testing.T) {
	const hands, each = 8, 25
	var heard atomic.Int64
	r := newRig(t, desk.NewMemory(), escalation.NotifierFunc(func(context.Context, escalation.Notice) error { heard.Add(1); return nil }))
	var crowd sync.WaitGroup
	for hand := range hands {
		crowd.Go(func() {
			for i := range each {
				_, err := r.Handle(t.Context(), opened(fmt.Sprintf("T-%d-%d", hand, i), noon))
				if err != nil {
					t.Error(err)
				}
			}
		})
		crowd.Go(func() {
			for range 5 {
				r.work(t.Context())
				_, err := r.collect()
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	crowd.Wait()
	r.clock.pass(time.Minute)
	for settled := 1; settled > 0; {
		var err error
		settled, err = r.Deliver(t.Context())
		require.NoError(t, err)
	}
	told := durations(r.metrics(t))
	require.EqualValues(t, hands*each, told["desk.handlemap[bellhop.outcome:ok]"][0])
	require.EqualValues(t, hands*5, told["desk.sweepmap[bellhop.outcome:ok]"][0])
	require.EqualValues(t, heard.Load(), told["outbox.notifymap[bellhop.outcome:ok]"][0])
	require.Len(t, r.named("outbox.notify"), int(heard.Load()))
	require.Positive(t, heard.Load())
}
