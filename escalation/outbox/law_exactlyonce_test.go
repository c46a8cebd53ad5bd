package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// fate is a list of lots that faults are drawn from. When it is used up all goes well.
type fate struct {
	mu   sync.Mutex
	lots []int
}

// draw takes the next lot, from 0 to below n. The last lots are all 0.
func (f *fate) draw(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.lots) == 0 {
		return 0
	}
	lot := f.lots[0]
	f.lots = f.lots[1:]
	return lot % n
}

func (f *fate) over() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.lots) == 0
}

// flaky is a receiver that fails by fate, before or after it has heard, while others may work.
type flaky struct {
	receiver
	*fate
	meanwhile func()
}

func (f *flaky) Notify(ctx context.Context, n escalation.Notice) error {
	f.meanwhile()
	switch f.draw(8) {
	case 1:
		return errors.New("busy")
	case 2:
		panic("receiver")
	case 3:
		return outbox.RetryAfter(errors.New("slow down"), time.Minute)
	case 4:
		_ = f.receiver.Notify(ctx, n)
		return errors.New("the answer was lost")
	}
	return f.receiver.Notify(ctx, n)
}

// TestLawExactlyOnce: whatever the interleaving of two deliverers, the place where one dies, the jumps of the clock and the
// failures of the receiver, in the end each message was delivered to a receiver that tells keys apart, or is a dead letter that
// had all its attempts or a panic.
func TestLawExactlyOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots := rapid.SliceOfN(rapid.IntRange(0, 119), 60, 120).Draw(t, "lots")
		f, c := &fate{lots: lots}, &clock{now: noon}
		var messages []outbox.Message
		for i := range rapid.IntRange(1, 5).Draw(t, "messages") {
			messages = append(messages, alert(fmt.Sprint(i)))
		}
		q := newQueue(t, messages...)
		q.fail = func(string) bool { return f.draw(10) == 1 }
		r := &flaky{fate: f}
		workers := []*outbox.Deliverer{deliverer(q, c, r), deliverer(q, c, r)}
		depth := 0
		step := func() {
			c.pass(time.Duration((f.draw(121)+40)%121-40) * time.Second) // as a clock that is set: from 40 s back to 80 s on
			_, _ = workers[f.draw(2)].Deliver(t.Context())               // what it says is lost with it
		}
		r.meanwhile = func() {
			if depth++; depth < 4 && f.draw(3) == 1 {
				step()
			}
			depth--
		}
		for _, w := range workers {
			w.Batch, w.Attempts = 1, 5
		}
		for rounds := 0; !f.over() || q.count(outbox.Pending) > 0; rounds++ {
			require.Less(t, rounds, 500, "it comes to an end")
			step()
			c.pass(10 * time.Second)
		}
		for _, m := range messages {
			d := q.see(m.Key)
			switch d.State {
			case outbox.Delivered:
				require.NotZero(t, r.told[m.Key], "delivered, and the receiver heard of it")
			case outbox.Dead:
				require.True(t, d.Attempts >= 5 || len(d.Reason) > 200, "dead after %d attempts: %s", d.Attempts, d.Reason)
			default:
				require.Fail(t, "left behind", "%s is %s", m.Key, d.State)
			}
		}
	})
}

// TestTwoDeliverersNoFault: many deliverers at once, and nobody is told twice.
func TestTwoDeliverersNoFault(t *testing.T) {
	var messages []outbox.Message
	for i := range 300 {
		m := alert(fmt.Sprint(i))
		m.Critical = true
		messages = append(messages, m)
	}
	q, c, r := newQueue(t, messages...), &clock{now: noon}, &receiver{}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for q.count(outbox.Pending) > 0 {
				if _, err := deliverer(q, c, r).Deliver(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	require.Len(t, r.told, 300)
	for key, n := range r.told {
		require.Equal(t, 1, n, key)
	}
}
