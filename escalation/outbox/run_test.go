package outbox_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// TestRunDrains: when its context ends Run begins nothing more, finishes what is at work, gives back what it had claimed
// besides, and returns. No goroutine is left: the bubble would not end.
func TestRunDrains(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		q, a := newQueue(t), answers{}
		for i := range 9 {
			a[fmt.Sprint(i)] = func(context.Context) error { time.Sleep(10 * time.Second); return nil }
			require.NoError(t, q.apply(put(alert(fmt.Sprint(i)))))
		}
		d := inBubble(q, a)
		d.Workers = 2
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		require.Equal(t, 20*time.Second, time.Since(noon.Time()))
		require.Equal(t, 4, q.count(outbox.Delivered))
		for i := 4; i < 9; i++ {
			left := q.see(fmt.Sprint(i))
			require.Equal(t, outbox.Pending, left.State)
			require.Zero(t, left.Lease)
			require.Zero(t, left.Attempts)
		}
	})
}

// TestRunKeepsOn: one receiver that hangs holds up neither the others nor what falls due later.
func TestRunKeepsOn(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		q := newQueue(t, alert("hangs"))
		for i := range 60 {
			m := alert(fmt.Sprint(i))
			m.Due = noon.Add(time.Duration(i) * 100 * time.Millisecond)
			m.To.Address = fmt.Sprint("log:", i)
			require.NoError(t, q.apply(put(m)))
		}
		d := inBubble(q, answers{"hangs": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }})
		ctx, cancel := context.WithCancel(t.Context())
		var run sync.WaitGroup
		run.Go(func() { require.NoError(t, d.Run(ctx)) })
		time.Sleep(8 * time.Second)
		require.Equal(t, 60, q.count(outbox.Delivered))
		cancel()
		run.Wait()
	})
}

// TestRunOutlivesFaults: a queue that fails is logged and tried again after a pause.
func TestRunOutlivesFaults(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		q := newQueue(t, alert("a"))
		places := []string{"before claim", "after bucket", "before settle"}
		q.fail = func(place string) bool {
			if len(places) == 0 || place != places[0] {
				return false
			}
			places = places[1:]
			return true
		}
		var log bytes.Buffer
		d := inBubble(q, answers{})
		d.Log = slog.New(slog.NewTextHandler(&log, nil))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		require.Equal(t, outbox.Delivered, q.see("a").State)
		require.Equal(t, 3, bytes.Count(log.Bytes(), []byte("connection lost")), log.String())
	})
}

// watch is an observer that remembers.
type watch struct {
	mu         sync.Mutex
	operations []string
	samples    map[string]float64
	own, link  outbox.Trace
}

func (w *watch) Start(ctx context.Context, operation string) (context.Context, func(error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if operation == "outbox.notify" {
		w.own, w.link = outbox.TraceFrom(ctx)
	}
	return ctx, func(err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.operations = append(w.operations, fmt.Sprint(operation, " ", err))
	}
}

func (w *watch) Sample(_ context.Context, name string, value float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.samples[name] = value
}

// TestObserver: each operation and figure is told, and an attempt runs under a trace of its own that is linked to the trace
// of the notice and sampled as that is.
func TestObserver(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		m, w := alert("a"), &watch{samples: map[string]float64{}}
		m.Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
		q := newQueue(t, m)
		var sent outbox.Trace
		d := inBubble(q, answers{"a": func(ctx context.Context) error { sent, _ = outbox.TraceFrom(ctx); return nil }})
		d.Observer = w
		time.Sleep(3 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		require.NoError(t, d.Run(ctx))
		slices.Sort(w.operations)
		require.Equal(t, []string{"outbox.claim <nil>", "outbox.claim <nil>", "outbox.notify <nil>", "outbox.settle <nil>"}, w.operations)
		require.Equal(t, map[string]float64{"outbox.claimed": 1, "outbox.lag": 3, "outbox.pending": 1, "outbox.dead": 0}, w.samples)
		require.Equal(t, m.Trace, w.link.String())
		require.Equal(t, sent, w.own)
		require.NotEqual(t, w.link.ID, w.own.ID)
		require.Zero(t, w.own.Flags)
	})
}

// TestManyRunners: several runners on one queue, started and stopped, deliver each message once.
func TestManyRunners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon.Time()))
		q, r := newQueue(t), &receiver{}
		for i := range 200 {
			m := alert(fmt.Sprint(i))
			m.Critical = true
			m.Due = noon.Add(time.Duration(i) * 50 * time.Millisecond)
			require.NoError(t, q.apply(put(m)))
		}
		slow := escalation.NotifierFunc(func(ctx context.Context, n escalation.Notice) error {
			time.Sleep(time.Second)
			return r.Notify(ctx, n)
		})
		var runners sync.WaitGroup
		for i := range 4 {
			runners.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(5+20*i)*time.Second)
				defer cancel()
				require.NoError(t, inBubble(q, slow).Run(ctx))
			})
		}
		runners.Wait()
		require.Equal(t, 200, q.count(outbox.Delivered))
		for key, n := range r.told {
			require.Equal(t, 1, n, key)
		}
	})
}
