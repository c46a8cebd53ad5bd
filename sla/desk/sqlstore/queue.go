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

// Claim takes deliveries that are due under a lease. When there are none it takes no lock. One whose message cannot be read
// becomes a dead letter.
func (s *Store) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) (claimed []outbox.Delivery, err error) {
	seen, err := s.frees.look(ctx, direct{s}, firstFree)
	if err != nil || !seen.any(now) {
		return nil, err
	}
	now = seen.until(now)
	err = s.inTx(ctx, func(w *work) (bool, error) {
		claimed = nil
		if err := w.steady(ctx); err != nil {
			return false, err
		}
		free, err := deliveries(ctx, w, freeDeliveries, int64(seen.first.at), seen.first.key, int64(now), atMost(limit))
		if err != nil {
			return false, err
		}
		b := newBatch()
		for _, p := range free {
			switch {
			case p.fault != nil:
				if _, err := exec(ctx, w, buryDelivery, int64(now), p.fault.Error(), p.Key); err != nil {
					return false, err
				}
			case p.Claim(now, lease):
				b.posts[p.Key] = p
				claimed = append(claimed, p.Delivery)
			}
		}
		return len(free) > 0, w.write(ctx, b)
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// Settle applies verdicts, each for itself.
func (s *Store) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	var refused []error
	err := s.inTx(ctx, func(w *work) (bool, error) {
		refused = nil
		ops := make([]outbox.Op, len(outcomes))
		for i, o := range outcomes {
			ops[i] = outbox.Op{Kind: outbox.Settle, Key: o.Key, Outcome: o}
		}
		b, err := w.readFor(ctx, ops)
		if err != nil {
			return false, err
		}
		for i := range ops {
			if err := b.apply(ops[i : i+1]); err != nil {
				refused = append(refused, err)
			}
		}
		return !b.empty(), w.write(ctx, b)
	})
	if err != nil {
		return err
	}
	return errors.Join(refused...)
}

// UpdateBucket changes the bucket of an address.
func (s *Store) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	return s.inTx(ctx, func(w *work) (bool, error) {
		was, old, err := w.bucket(ctx, address)
		if err != nil {
			return false, err
		}
		is, ops, err := fn(was)
		if err != nil {
			return false, err
		}
		b, err := w.readFor(ctx, ops)
		if err != nil {
			return false, err
		}
		if err := b.apply(ops); err != nil {
			return false, err
		}
		document, err := json.Marshal(is)
		if err != nil {
			return false, fmt.Errorf("bucket of %q: %w", address, err)
		}
		if len(ops) == 0 && bytes.Equal(document, old) {
			return false, nil
		}
		if err := w.write(ctx, b); err != nil {
			return false, err
		}
		_, err = exec(ctx, w, writeBucket, address, string(document))
		return true, err
	})
}

// bucket returns the bucket of an address and its document. Its row is locked, and made before that if there is none and rows
// are what is locked.
func (w *work) bucket(ctx context.Context, address string) (b outbox.Bucket, document []byte, err error) {
	n, err := each(ctx, w, readBucket, []any{address}, []any{&document}, nil)
	if err == nil && n == 0 && w.store.text[newBucket] != "" {
		if _, err = exec(ctx, w, newBucket, address); err == nil {
			n, err = each(ctx, w, readBucket, []any{address}, []any{&document}, nil)
		}
	}
	if err != nil || n == 0 {
		return b, nil, err
	}
	if err := json.Unmarshal(document, &b); err != nil {
		return b, nil, fmt.Errorf("bucket of %q: %w", address, err)
	}
	return b, document, nil
}

// Dead returns dead letters by key.
func (s *Store) Dead(ctx context.Context, after string, limit int) ([]outbox.Delivery, error) {
	return s.listed(ctx, listDead, after, atMost(limit))
}

// Deliveries returns up to limit deliveries in a state, or in any, by key, after a key.
func (s *Store) Deliveries(ctx context.Context, state outbox.State, after string, limit int) ([]outbox.Delivery, error) {
	switch state {
	case "":
		return s.listed(ctx, listDeliveries, after, atMost(limit))
	case outbox.Dead:
		return s.Dead(ctx, after, limit)
	}
	return s.listed(ctx, listInState, string(state), after, atMost(limit))
}

// Stats counts the deliveries.
func (s *Store) Stats(ctx context.Context, now sla.Instant) (outbox.Stats, error) {
	var st outbox.Stats
	_, err := each(ctx, direct{s}, countDeliveries, []any{int64(now)}, []any{&st.Pending, null{&st.Oldest}, &st.Dead}, nil)
	return st, err
}
