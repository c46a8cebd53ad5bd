package outbox_test

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// errLost is what a queue answers whose process dies, or whose reply is lost.
var errLost = errors.New("connection lost")

// queue is a queue in memory. fail, if set, is asked before and after the commit of each operation whether it fails there.
type queue struct {
	mu         sync.Mutex
	deliveries map[string]outbox.Delivery
	buckets    map[string]outbox.Bucket
	fail       func(place string) bool
}

func newQueue(t require.TestingT, messages ...outbox.Message) *queue {
	q := &queue{deliveries: map[string]outbox.Delivery{}, buckets: map[string]outbox.Bucket{}}
	for _, m := range messages {
		require.NoError(t, q.apply(put(m)))
	}
	return q
}

// commit runs fn as a transaction that may die before it or after it.
func (q *queue) commit(ctx context.Context, operation string, fn func() error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if q.fail != nil && q.fail("before "+operation) {
		return errLost
	}
	if err := fn(); err != nil {
		return err
	}
	if q.fail != nil && q.fail("after "+operation) {
		return errLost
	}
	return nil
}

// apply makes all ops or none.
func (q *queue) apply(ops ...outbox.Op) error {
	next := map[string]outbox.Delivery{}
	for _, op := range ops {
		d, ok := next[op.Key]
		if !ok {
			d = q.deliveries[op.Key]
		}
		if _, err := d.Apply(op); err != nil {
			return err
		}
		next[op.Key] = d
	}
	maps.Copy(q.deliveries, next)
	return nil
}

func (q *queue) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) (claimed []outbox.Delivery, err error) {
	err = q.commit(ctx, "claim", func() error {
		due := slices.SortedFunc(maps.Values(q.deliveries), func(a, b outbox.Delivery) int {
			return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.Key, b.Key))
		})
		for _, d := range due {
			if len(claimed) < limit && d.Claim(now, lease) {
				q.deliveries[d.Key] = d
				claimed = append(claimed, d)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

func (q *queue) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	var refused []error
	err := q.commit(ctx, "settle", func() error {
		for _, o := range outcomes {
			refused = append(refused, q.apply(outbox.Op{Kind: outbox.Settle, Key: o.Key, Outcome: o}))
		}
		return nil
	})
	return errors.Join(append(refused, err)...)
}

func (q *queue) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	return q.commit(ctx, "bucket", func() error {
		if _, _, err := fn(q.buckets[address]); err != nil { // a transaction that is tried twice runs fn twice
			return err
		}
		b, ops, err := fn(q.buckets[address])
		if err != nil {
			return err
		}
		if err := q.apply(ops...); err != nil {
			return err
		}
		q.buckets[address] = b
		return nil
	})
}

func (q *queue) Stats(context.Context, sla.Instant) (s outbox.Stats, err error) {
	return outbox.Stats{Pending: q.count(outbox.Pending), Dead: q.count(outbox.Dead)}, nil
}

// see returns the delivery of a key.
func (q *queue) see(key string) outbox.Delivery {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.deliveries[key]
}

// count returns how many deliveries are in a state.
func (q *queue) count(s outbox.State) (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, d := range q.deliveries {
		if d.State == s {
			n++
		}
	}
	return n
}

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now sla.Instant
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.Time()
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// receiver tells keys apart: it counts how often each was told, and how often it acted.
type receiver struct {
	mu   sync.Mutex
	told map[string]int
}

func (r *receiver) Notify(_ context.Context, n escalation.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told == nil {
		r.told = map[string]int{}
	}
	r.told[n.Key]++
	return nil
}

// deliverer returns one that works on q by the clock c and hands notices for log: to n.
func deliverer(q outbox.Queue, c *clock, n escalation.Notifier) *outbox.Deliverer {
	return &outbox.Deliverer{Queue: q, Now: c.Now, Notifiers: map[string]escalation.Notifier{"log": n}}
}

// deliver delivers one batch and returns how many were settled.
func deliver(t *testing.T, d *outbox.Deliverer) int {
	t.Helper()
	n, err := d.Deliver(t.Context())
	require.NoError(t, err)
	return n
}
