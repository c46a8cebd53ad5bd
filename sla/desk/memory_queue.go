package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// Claim takes deliveries that are due under a lease.
func (m *Memory) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var claimed []outbox.Delivery
	for len(claimed) < limit {
		key, ok := m.due.Due(now)
		if !ok {
			break
		}
		d := *m.deliveries[key]
		if d.Claim(now, lease) {
			claimed = append(claimed, d)
		}
		m.keep(&d)
	}
	return claimed, nil
}

// Settle applies verdicts, each for itself.
func (m *Memory) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var faults []error
	for _, o := range outcomes {
		faults = append(faults, m.apply([]outbox.Op{{Kind: outbox.Settle, Key: o.Key, Outcome: o}}))
	}
	return errors.Join(faults...)
}

// UpdateBucket changes the bucket of an address.
func (m *Memory) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ops, err := fn(m.buckets[address])
	if err != nil {
		return err
	}
	if err := m.apply(ops); err != nil {
		return err
	}
	m.buckets[address] = b
	return nil
}

// Deliveries returns up to limit deliveries in a state, or in any, by key, after a key.
func (m *Memory) Deliveries(ctx context.Context, state outbox.State, after string, limit int) ([]outbox.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var keys []string
	for key, d := range m.deliveries {
		if key > after && (state == "" || d.State == state) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var list []outbox.Delivery
	for _, key := range keys[:min(limit, len(keys))] {
		list = append(list, *m.deliveries[key])
	}
	return list, ctx.Err()
}

// Dead returns dead letters by key.
func (m *Memory) Dead(ctx context.Context, after string, limit int) ([]outbox.Delivery, error) {
	return m.Deliveries(ctx, outbox.Dead, after, limit)
}

// Stats counts the deliveries.
func (m *Memory) Stats(ctx context.Context, now sla.Instant) (outbox.Stats, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var s outbox.Stats
	for _, d := range m.deliveries {
		switch d.State {
		case outbox.Dead:
			s.Dead++
		case outbox.Pending:
			s.Pending++
			if d.Due <= now && (s.Oldest == 0 || d.Due < s.Oldest) {
				s.Oldest = d.Due
			}
		}
	}
	return s, ctx.Err()
}
