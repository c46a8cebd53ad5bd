package sqlstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// Claim takes deliveries that are due under a lease. When there are none it takes no lock.
func (s *Store) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]outbox.Delivery, error) {
	if some, err := s.any(ctx, freeDelivery, now); err != nil || !some {
		return nil, err
	}
	var claimed []outbox.Delivery
	err := s.inTx(ctx, func(w *work) (bool, error) {
		free, err := deliveries(ctx, w, freeDeliveries, int64(now), atMost(limit))
		if err != nil {
			return false, err
		}
		for _, d := range free {
			if !d.Claim(now, lease) {
				continue
			}
			if err := w.keepOne(ctx, &post{Delivery: d, changed: true}); err != nil {
				return false, err
			}
			claimed = append(claimed, d)
		}
		return len(claimed) > 0, nil
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// any says whether the earliest instant that a statement finds is not after now.
func (s *Store) any(ctx context.Context, q query, now sla.Instant) (bool, error) {
	var first sla.Instant
	_, err := each(ctx, direct{s}, q, nil, []any{null{&first}}, nil)
	return first != 0 && first <= now, err
}

// Settle applies verdicts, each for itself.
func (s *Store) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	var refused []error
	err := s.inTx(ctx, func(w *work) (bool, error) {
		refused = nil
		for _, o := range outcomes {
			posts, err := w.apply(ctx, []outbox.Op{{Kind: outbox.Settle, Key: o.Key, Outcome: o}})
			switch {
			case isBroken(err):
				return false, err
			case err != nil:
				refused = append(refused, err)
				continue
			}
			if err := w.keep(ctx, posts); err != nil {
				return false, err
			}
		}
		return len(refused) < len(outcomes), nil
	})
	if err != nil {
		return err
	}
	return errors.Join(refused...)
}

// UpdateBucket changes the bucket of an address.
func (s *Store) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	return s.inTx(ctx, func(w *work) (bool, error) {
		var old []byte
		var b outbox.Bucket
		if n, err := each(ctx, w, readBucket, []any{address}, []any{&old}, nil); err != nil {
			return false, err
		} else if n > 0 {
			if err := json.Unmarshal(old, &b); err != nil {
				return false, fmt.Errorf("bucket of %q: %w", address, err)
			}
		}
		b, ops, err := fn(b)
		if err != nil {
			return false, err
		}
		posts, err := w.apply(ctx, ops)
		if err != nil {
			return false, err
		}
		document, err := json.Marshal(b)
		if err != nil {
			return false, fmt.Errorf("bucket of %q: %w", address, err)
		}
		if len(ops) == 0 && bytes.Equal(document, old) {
			return false, nil
		}
		if err := w.keep(ctx, posts); err != nil {
			return false, err
		}
		_, err = exec(ctx, w, writeBucket, address, string(document))
		return true, err
	})
}

// Dead returns dead letters by key.
func (s *Store) Dead(ctx context.Context, after string, limit int) ([]outbox.Delivery, error) {
	return deliveries(ctx, direct{s}, listDead, after, atMost(limit))
}

// Deliveries returns up to limit deliveries in a state, or in any, by key, after a key.
func (s *Store) Deliveries(ctx context.Context, state outbox.State, after string, limit int) ([]outbox.Delivery, error) {
	switch state {
	case "":
		return deliveries(ctx, direct{s}, listDeliveries, after, atMost(limit))
	case outbox.Dead:
		return s.Dead(ctx, after, limit)
	}
	return deliveries(ctx, direct{s}, listInState, string(state), after, atMost(limit))
}

// Stats counts the deliveries.
func (s *Store) Stats(ctx context.Context, now sla.Instant) (outbox.Stats, error) {
	var st outbox.Stats
	_, err := each(ctx, direct{s}, countDeliveries, []any{int64(now)}, []any{&st.Pending, null{&st.Oldest}, &st.Dead}, nil)
	return st, err
}
