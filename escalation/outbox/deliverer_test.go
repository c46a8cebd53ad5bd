package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// answers are a notifier that answers some keys in their own way, and the others with nil.
type answers map[string]func(ctx context.Context) error

func (a answers) Notify(ctx context.Context, n escalation.Notice) error {
	if answer := a[n.Key]; answer != nil {
		return answer(ctx)
	}
	return nil
}

// atNoon runs fn in a bubble of virtual time whose clock stands at noon.
func atNoon(t *testing.T, fn func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon.Time()))
		fn(t)
	})
}

// inBubble returns a deliverer that goes by the clock of the bubble.
func inBubble(q outbox.Queue, n escalation.Notifier) *outbox.Deliverer {
	return &outbox.Deliverer{Queue: q, Now: time.Now, After: time.After, Notifiers: map[string]escalation.Notifier{"log": n}}
}

// TestAnswers tells what each answer of a notifier makes of a delivery. Its neighbours are delivered all the same.
func TestAnswers(t *testing.T) {
	busy := errors.New("busy\x00\xff")
	say := func(err error) func(context.Context) error { return func(context.Context) error { return err } }
	for _, c := range []struct {
		name   string
		answer func(context.Context) error
		state  outbox.State
		reason string
		wait   time.Duration // at most, and at least half of it
	}{
		{"delivered", say(nil), outbox.Delivered, "", 0},
		{"failed", say(busy), outbox.Pending, "busy", 5 * time.Second},
		{"retry after", say(outbox.RetryAfter(busy, time.Hour)), outbox.Pending, "busy", time.Hour},
		{"retry at once", say(outbox.RetryAfter(busy, 0)), outbox.Pending, "busy", 5 * time.Second},
		{"retry next year", say(outbox.RetryAfter(busy, 8760*time.Hour)), outbox.Pending, "busy", outbox.MaxRetryAfter},
		{"permanent", say(fmt.Errorf("no: %w", outbox.Permanent(busy))), outbox.Dead, "no: busy", 0},
		{"panic", func(context.Context) error { panic("ouch") }, outbox.Dead, "the notifier panicked: ouch\ngoroutine", 0},
		{"no answer", func(context.Context) error { runtime.Goexit(); return nil }, outbox.Pending, "without an answer", 5 * time.Second},
		{"time-out", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, outbox.Pending, "deadline exceeded", 5 * time.Second},
		{"deaf", func(context.Context) error { time.Sleep(time.Hour); return nil }, outbox.Pending, "no answer in time", 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			atNoon(t, func(t *testing.T) {
				q := newQueue(t, alert("a"), alert("b"), alert("c"))
				require.Equal(t, 3, deliver(t, inBubble(q, answers{"b": c.answer})))
				require.LessOrEqual(t, time.Since(noon.Time()), 15*time.Second)
				b := q.see("b")
				require.Equal(t, c.state, b.State)
				require.Contains(t, b.Reason, c.reason)
				require.Equal(t, 1, b.Attempts)
				if c.state == outbox.Pending {
					require.InDelta(t, 0.75, b.Next.Sub(b.Last).Seconds()/c.wait.Seconds(), 0.25)
				}
				require.Equal(t, outbox.Delivered, q.see("a").State)
				require.Equal(t, outbox.Delivered, q.see("c").State)
				time.Sleep(time.Hour) // until a deaf one has returned
			})
		})
	}
}

// TestLateAnswer: an answer that comes after the time-out is dropped: the delivery is tried again under its key.
func TestLateAnswer(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		var calls atomic.Int32
		q := newQueue(t, alert("a"))
		d := inBubble(q, answers{"a": func(context.Context) error {
			if calls.Add(1) == 1 {
				time.Sleep(time.Minute)
			}
			return nil
		}})
		deliver(t, d)
		time.Sleep(2 * time.Minute)
		require.Equal(t, outbox.Pending, q.see("a").State)
		deliver(t, d)
		require.Equal(t, outbox.Delivered, q.see("a").State)
		require.EqualValues(t, 2, calls.Load())
	})
}

// TestAttemptCap: the last attempt makes a dead letter, with the instants of the first and the last and the reason; a replay
// begins anew under the same key.
func TestAttemptCap(t *testing.T) {
	c := &clock{now: noon}
	q := newQueue(t, alert("a"))
	d := deliverer(q, c, answers{"a": func(context.Context) error { return errors.New("busy") }})
	for q.see("a").State == outbox.Pending {
		deliver(t, d)
		c.pass(time.Hour)
	}
	a := q.see("a")
	require.Equal(t, outbox.Dead, a.State)
	require.Equal(t, 8, a.Attempts)
	require.Equal(t, noon, a.First)
	require.Equal(t, noon.Add(7*time.Hour), a.Last)
	require.Equal(t, "busy", a.Reason)

	require.NoError(t, q.apply(outbox.Op{Kind: outbox.Replay, Key: "a", At: c.now}))
	d.Notifiers["log"] = answers{}
	require.Equal(t, 1, deliver(t, d))
	require.Equal(t, outbox.Delivered, q.see("a").State)
	require.Equal(t, 1, q.see("a").Attempts)
}

// TestLostAttempts: a delivery whose deliverers die each time becomes a dead letter too.
func TestLostAttempts(t *testing.T) {
	c := &clock{now: noon}
	q, r := newQueue(t, alert("a")), &receiver{}
	for range 8 {
		_, err := q.Claim(t.Context(), c.now, time.Minute, 1)
		require.NoError(t, err)
		c.pass(time.Hour)
	}
	deliver(t, deliverer(q, c, r))
	require.Equal(t, outbox.Dead, q.see("a").State)
	require.Equal(t, "8 attempts without a verdict; the last: the lease ran out without a verdict", q.see("a").Reason)
	require.Empty(t, r.told)
}

// TestExpiry: what is of no use any more does not go.
func TestExpiry(t *testing.T) {
	m, r := alert("a"), &receiver{}
	m.Expires = noon.Add(time.Minute)
	q := newQueue(t, m)
	deliver(t, deliverer(q, &clock{now: m.Expires}, r))
	require.Equal(t, outbox.Expired, q.see("a").State)
	require.Zero(t, q.see("a").Attempts)
	require.Empty(t, r.told)
}

// TestUnknownScheme: an address that nobody carries to is a dead letter whose reason says what there is.
func TestUnknownScheme(t *testing.T) {
	for address, want := range map[string]string{
		"fax:1": `address "fax:1": no notifier for its scheme; the schemes are: log`,
		"log":   `address "log": no notifier for its scheme; the schemes are: log`,
		"":      `address "": no notifier for its scheme; the schemes are: log`,
	} {
		m := alert("a")
		m.To.Address = address
		q := newQueue(t, m)
		deliver(t, deliverer(q, &clock{now: noon}, &receiver{}))
		require.Equal(t, outbox.Dead, q.see("a").State)
		require.Equal(t, want, q.see("a").Reason)
	}
}

// TestLeaseOutlastsAttempt: what would outlast its lease is not begun but given back.
func TestLeaseOutlastsAttempt(t *testing.T) {
	atNoon(t, func(t *testing.T) {
		slow := func(context.Context) error { time.Sleep(14 * time.Second); return nil }
		q, a := newQueue(t), answers{}
		for i := range 10 {
			a[fmt.Sprint(i)] = slow
			require.NoError(t, q.apply(put(alert(fmt.Sprint(i)))))
		}
		d := inBubble(q, a)
		d.Workers = 1
		require.Equal(t, 4, deliver(t, d), "begun at 0, 14, 28 and 42 seconds")
		require.Equal(t, 4, q.count(outbox.Delivered))
		for i := 4; i < 10; i++ {
			left := q.see(fmt.Sprint(i))
			require.Zero(t, left.Attempts)
			require.Zero(t, left.Lease)
			require.Equal(t, noon, left.Next)
		}
	})
}

// TestFencedVerdict: a verdict that comes too late is refused and logged; it is no fault of the queue, and the other's holds.
func TestFencedVerdict(t *testing.T) {
	c, q := &clock{now: noon}, newQueue(t, alert("a"), alert("b"))
	other := deliverer(q, c, &receiver{})
	d := deliverer(q, c, answers{"b": func(context.Context) error {
		c.pass(2 * time.Minute)
		require.Positive(t, deliver(t, other))
		return errors.New("too slow")
	}})
	d.Batch = 1
	deliver(t, d)
	require.Zero(t, deliver(t, d))
	require.Equal(t, outbox.Delivered, q.see("b").State)
}

// slowBucket is a queue whose buckets can be waited for.
type slowBucket struct {
	*queue
	wait func()
}

func (s slowBucket) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	s.wait()
	return s.queue.UpdateBucket(ctx, address, fn)
}

// TestFencedFold: a delivery that another has settled is not folded into a digest; the digest does not count it.
func TestFencedFold(t *testing.T) {
	c, q := &clock{now: noon}, newQueue(t, alert("a"))
	q.buckets["log:ana"] = outbox.Bucket{Full: noon.Add(time.Hour)}
	d := deliverer(slowBucket{q, func() {
		_, err := q.Claim(t.Context(), noon.Add(2*time.Minute), time.Minute, 1)
		require.NoError(t, err)
		require.NoError(t, q.apply(verdict(q.see("a"), outbox.Done, noon)))
	}}, c, &receiver{})
	require.Zero(t, deliver(t, d))
	require.Equal(t, outbox.Delivered, q.see("a").State)
	require.Zero(t, q.buckets["log:ana"].Count)
	require.Zero(t, q.count(outbox.Pending))
}

// TestNoFault: no error is no fault.
func TestNoFault(t *testing.T) {
	require.NoError(t, outbox.Permanent(nil))
	require.NoError(t, outbox.RetryAfter(nil, time.Hour))
	require.Zero(t, outbox.RetryDelay(errors.New("busy")))
}

// TestCheck: a deliverer that cannot work says everything that is wrong with it, and does nothing.
func TestCheck(t *testing.T) {
	d := &outbox.Deliverer{Workers: -1, Lease: 15 * time.Second, Backoff: outbox.Backoff{Base: -1}}
	want := "Queue: is missing\n" +
		"Now: is missing: write time.Now, or a clock of your own\n" +
		"Backoff.Base: must not be negative; 0 means the default\n" +
		"Workers: must not be negative; 0 means the default\n" +
		"Lease: 15s must be more than Timeout, which is 15s"
	require.EqualError(t, d.Check(), want)
	_, err := d.Deliver(t.Context())
	require.EqualError(t, err, want)
	require.EqualError(t, d.Run(t.Context()), want)

	fit := deliverer(newQueue(t), &clock{now: noon}, &receiver{})
	require.EqualError(t, fit.Run(t.Context()), "After: is missing: write time.After")
}
