package riverdesk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// life is a random life of three deliveries in two stores at once.
type life struct {
	*rapid.T
	stores  [2]desktest.Store
	now     sla.Instant
	claimed []outbox.Delivery
}

// key draws a key.
func (l *life) key() string { return rapid.SampledFrom([]string{"a", "b", "c"}).Draw(l.T, "key") }

// both does the same to both stores, which must answer alike.
func (l *life) both(do func(desktest.Store) error) {
	first, second := do(l.stores[0]), do(l.stores[1])
	for _, is := range []error{nil, outbox.ErrState, outbox.ErrReplayTooSoon, outbox.ErrUnknownKey, outbox.ErrKeyReused, outbox.ErrFenced} {
		require.Equal(l, errors.Is(second, is), errors.Is(first, is), "%v\n%v", first, second)
	}
}

// op makes an op as a change of a case does.
func (l *life) op(op outbox.Op) {
	l.both(func(s desktest.Store) error { return s.Update(context.Background(), "T", making(op)) })
}

// put draws a message, which may be another than the key has.
func (l *life) put() {
	m := outbox.Message{Notice: escalation.Notice{Key: l.key(), Ticket: "T", Runbook: rapid.SampledFrom([]string{"x", "x", "y"}).Draw(l.T, "text")}, Due: 1}
	kind := rapid.SampledFrom([]outbox.OpKind{outbox.Put, outbox.Amend}).Draw(l.T, "kind")
	l.op(outbox.Op{Kind: kind, Key: m.Key, Message: &m})
}

// act draws what is done to a delivery by hand.
func (l *life) act() {
	kind := rapid.SampledFrom([]outbox.OpKind{outbox.Cancel, outbox.Replay, outbox.Replay, outbox.Discard}).Draw(l.T, "kind")
	l.op(outbox.Op{Kind: kind, Key: l.key(), At: l.now, Reason: "by hand"})
}

// claim claims what is due, the same in both.
func (l *life) claim() {
	var found [2][]outbox.Delivery
	limit := rapid.IntRange(1, 3).Draw(l.T, "limit")
	i := 0
	l.both(func(s desktest.Store) (err error) {
		found[i], err = s.Claim(context.Background(), l.now, time.Minute, limit)
		i++
		return err
	})
	require.Equal(l, told(found[1]), told(found[0]))
	l.claimed = append(l.claimed, found[0]...)
}

// settle gives a verdict on a claim, the newest or an old one.
func (l *life) settle() {
	if len(l.claimed) == 0 {
		return
	}
	d := rapid.SampledFrom(l.claimed).Draw(l.T, "claim")
	o := outbox.Outcome{Key: d.Key, Ticket: d.Ticket, Token: d.Token, At: l.now, Reason: "the reason"}
	o.Verdict = rapid.SampledFrom([]outbox.Verdict{outbox.Done, outbox.Again, outbox.Again, outbox.GiveUp, outbox.GiveUp, outbox.Lapse, outbox.Fold}).Draw(l.T, "verdict")
	if o.Verdict == outbox.Again {
		o.Next, o.Unbegun = l.now, rapid.Bool().Draw(l.T, "unbegun")
	}
	l.both(func(s desktest.Store) error { return s.Settle(context.Background(), o) })
}

// told is what is to be alike: all but the times and reasons of attempts, which River keeps in its own words.
func told(list []outbox.Delivery) (lines []string) {
	for _, d := range list {
		lines = append(lines, fmt.Sprint(d.Key, d.Runbook, d.State, d.Attempts, d.Replays, d.Token, d.Lease != 0))
	}
	return lines
}

// Whatever happens to deliveries, jobs of River tell of them as the store in memory does.
func TestLawJobsAreDeliveries(t *testing.T) {
	t.Parallel() // with the tests that wait for River's rescuer
	open := emptied(t)
	rapid.Check(t, func(r *rapid.T) {
		l := &life{T: r, stores: [2]desktest.Store{open(t), desk.NewMemory()}, now: sla.At(time.Date(2020, 3, 6, 12, 0, 0, 0, time.UTC))}
		r.Repeat(map[string]func(*rapid.T){
			"put":    func(*rapid.T) { l.put() },
			"act":    func(*rapid.T) { l.act() },
			"claim":  func(*rapid.T) { l.claim() },
			"settle": func(*rapid.T) { l.settle() },
			"wait": func(*rapid.T) {
				l.now = l.now.Add(rapid.SampledFrom([]time.Duration{time.Second, 61 * time.Second}).Draw(r, "wait"))
			},
			"": func(*rapid.T) {
				var found [2][]outbox.Delivery
				for i, s := range l.stores {
					var err error
					found[i], err = s.(desk.Deliveries).Deliveries(context.Background(), "", "", 10)
					require.NoError(r, err)
				}
				require.Equal(r, told(found[1]), told(found[0]))
				stats := [2]outbox.Stats{}
				for i, s := range l.stores {
					var err error
					stats[i], err = s.(outbox.Counter).Stats(context.Background(), l.now)
					require.NoError(r, err)
				}
				require.Equal(r, stats[1], stats[0])
			},
		})
	})
}
