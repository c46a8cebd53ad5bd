package riverdesk

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

const (
	lockBucket = `INSERT INTO bellhop_river_buckets (address, document) VALUES ($1, '{}')
		ON CONFLICT (address) DO UPDATE SET address = excluded.address RETURNING document`
	writeBucket = `UPDATE bellhop_river_buckets SET document = $2 WHERE address = $1`
)

// UpdateBucket changes the bucket of an address, and the jobs of what was folded, in one transaction.
func (s *Store) UpdateBucket(ctx context.Context, address string, fn func(outbox.Bucket) (outbox.Bucket, []outbox.Op, error)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var document string
		if err := tx.QueryRow(ctx, lockBucket, address).Scan(&document); err != nil {
			return err
		}
		var b outbox.Bucket
		if err := json.Unmarshal([]byte(document), &b); err != nil {
			return fmt.Errorf("bucket of %q: %w", address, err)
		}
		b, ops, err := fn(b)
		if err != nil {
			return err
		}
		if err := s.apply(ctx, tx, ops); err != nil {
			return err
		}
		next, err := json.Marshal(b)
		if err == nil {
			_, err = tx.Exec(ctx, writeBucket, address, string(next))
		}
		return err
	})
}
