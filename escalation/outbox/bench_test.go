package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// TestBudget: what a store asks once a row costs no memory.
func TestBudget(t *testing.T) {
	d := outbox.Delivery{Message: alert("k"), State: outbox.Pending, Next: noon}
	done, again := verdict(d, outbox.Done, noon), verdict(d, outbox.Again, noon)
	var b outbox.Bucket
	var failed error
	allocations := testing.AllocsPerRun(100, func() {
		row := d
		for _, op := range []*outbox.Op{&again, &done} {
			row.Claim(noon, time.Minute)
			op.Outcome.Token = row.Token
			if _, err := row.Apply(*op); err != nil {
				failed = err
			}
		}
		b.Take(noon)
	})
	require.NoError(t, failed)
	require.Zero(t, allocations)
}

// BenchmarkApply claims and settles one delivery.
func BenchmarkApply(b *testing.B) {
	d := outbox.Delivery{Message: alert("k"), State: outbox.Pending, Next: noon}
	done := verdict(d, outbox.Done, noon)
	done.Outcome.Token = 1
	for b.Loop() {
		row := d
		row.Claim(noon, time.Minute)
		if _, err := row.Apply(done); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDeliver delivers a thousand messages from a queue in memory, each to an address of its own.
func BenchmarkDeliver(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		q, c := newQueue(b), &clock{now: noon}
		for i := range 1000 {
			m := alert(fmt.Sprint(i))
			m.To.Address = fmt.Sprint("log:", i)
			require.NoError(b, q.apply(put(m)))
		}
		d := deliverer(q, c, &receiver{})
		d.Batch = 1000
		b.StartTimer()
		if _, err := d.Deliver(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
