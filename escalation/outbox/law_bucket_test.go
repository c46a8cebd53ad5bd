package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// TestLawBucket: in no window are more alerts let through than two bursts, and in none from a full bucket more than one at
// once; an alert is refused only when a burst was let through in the window before, however the clock jumped.
func TestLawBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b outbox.Bucket
		var let []sla.Instant
		now, jumped := noon, false
		for range rapid.IntRange(1, 150).Draw(t, "alerts") {
			if rapid.IntRange(0, 40).Draw(t, "jump") == 0 {
				now = now.Add(-time.Duration(rapid.IntRange(0, 7200).Draw(t, "back")) * time.Second)
				jumped = true
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "later")) * time.Second)
			if b.Take(now) {
				let = append(let, now)
			} else if !jumped {
				require.GreaterOrEqual(t, since(let, now.Add(-outbox.Window)), outbox.Burst)
			}
			require.LessOrEqual(t, b.Full, now.Add(outbox.Window))
			if !jumped {
				require.LessOrEqual(t, since(let, now.Add(-outbox.Window)), 2*outbox.Burst)
			}
		}
		require.True(t, b.Take(now.Add(outbox.Window)), "a window later there is room")
	})
}

// since returns how many instants are after from.
func since(list []sla.Instant, from sla.Instant) (n int) {
	for _, at := range list {
		if at > from {
			n++
		}
	}
	return n
}

// TestLawDigest: each alert is told by itself or counted in exactly one digest; the digests come at the ends of their windows
// and name the first keys of what they count. Offers, rescinded offers, critical alerts and events never wait.
func TestLawDigest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, c := newQueue(t), &clock{now: noon}
		told, counted, named := 0, 0, map[string]bool{}
		d := deliverer(q, c, escalation.NotifierFunc(func(_ context.Context, n escalation.Notice) error {
			if n.Kind != escalation.Digest {
				told++
				return nil
			}
			require.Equal(t, n.At, max(n.At, c.now.Add(-time.Minute)), "a digest goes at the end of its window")
			require.Len(t, n.Keys, min(n.Count, outbox.DigestKeys))
			for _, key := range n.Keys {
				require.False(t, named[key])
				named[key] = true
				require.Equal(t, outbox.Digested, q.see(key).State)
			}
			counted += n.Count
			return nil
		}))
		d.Workers = 1
		alerts, urgent := 0, 0
		step := func() {
			for {
				n, err := d.Deliver(t.Context())
				require.NoError(t, err)
				if n == 0 {
					break
				}
			}
			c.pass(time.Minute)
		}
		for range rapid.IntRange(1, 12).Draw(t, "minutes") {
			for range rapid.SampledFrom([]int{0, 1, 3, 30}).Draw(t, "alerts") {
				m := alert(fmt.Sprint(alerts + urgent))
				m.Due = c.now
				switch rapid.IntRange(0, 20).Draw(t, "kind") {
				case 0:
					m.Critical = true
				case 1:
					m.Kind = rapid.SampledFrom([]escalation.NoticeKind{escalation.Offer, escalation.Rescind, escalation.Inner}).Draw(t, "other")
				}
				if m.Critical || m.Kind != escalation.Alert {
					urgent++
				} else {
					alerts++
				}
				require.NoError(t, q.apply(put(m)))
			}
			step()
			require.GreaterOrEqual(t, told, urgent, "what is urgent went at once")
		}
		for range 11 {
			step()
		}
		require.Equal(t, alerts+urgent, told+counted)
		require.Equal(t, counted, q.count(outbox.Digested))
		require.Zero(t, q.count(outbox.Pending))
	})
}

// TestDigestOnItsWay: an alert that would be folded into a digest that is being sent begins the next one.
func TestDigestOnItsWay(t *testing.T) {
	q, c, r := newQueue(t), &clock{now: noon}, &receiver{}
	d := deliverer(q, c, r)
	for i := range outbox.Burst + 2 {
		require.NoError(t, q.apply(put(alert(fmt.Sprintf("%02d", i)))))
	}
	require.Equal(t, outbox.Burst+2, deliver(t, d))
	first := q.buckets["log:ana"]
	require.Equal(t, 2, first.Count)

	ahead := &clock{now: first.At} // a deliverer whose clock is ahead sends the digest
	require.Equal(t, 1, deliver(t, deliverer(q, ahead, r)))
	require.NoError(t, q.apply(put(alert("late"))))
	require.Equal(t, 1, deliver(t, d))
	second := q.buckets["log:ana"]
	require.NotEqual(t, first.Digest, second.Digest)
	require.Equal(t, 1, second.Count)
	require.Equal(t, first.At.Add(outbox.Window), second.At)
	require.Equal(t, outbox.Digested, q.see("late").State)
}

// TestLawBackoff: a delay lies in the upper half of min(cap, base·2^(n-1)), is the same each time, and does not shrink before
// the cap.
func TestLawBackoff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.Int64Range(1, int64(1000*time.Hour))
		b := outbox.Backoff{Base: time.Duration(length.Draw(t, "base")), Cap: time.Duration(length.Draw(t, "cap"))}
		key := rapid.String().Draw(t, "key")
		full, last := min(b.Base, b.Cap), time.Duration(0)
		for n := 1; n < 80; n++ {
			d := b.Delay(key, n)
			require.Equal(t, d, b.Delay(key, n))
			require.LessOrEqual(t, d, full)
			require.GreaterOrEqual(t, d, full/2)
			if full < b.Cap {
				require.GreaterOrEqual(t, d, last)
			}
			last = d
			full = min(2*full, b.Cap)
		}
	})
}

// TestBackoffDefaults: without figures it is five seconds at first and a quarter of an hour at last, and keys spread.
func TestBackoffDefaults(t *testing.T) {
	var b outbox.Backoff
	seen := map[time.Duration]bool{}
	for i := range 20 {
		first, last := b.Delay(fmt.Sprint(i), 1), b.Delay(fmt.Sprint(i), 1000)
		require.InDelta(t, 3.75, first.Seconds(), 1.25)
		require.InDelta(t, 11.25, last.Minutes(), 3.75)
		seen[first] = true
	}
	require.Len(t, seen, 20)
}
