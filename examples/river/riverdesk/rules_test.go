package riverdesk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/rivertest"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

// queue is the store with River's part played in the time of the rules: it fetches jobs, rescues those whose worker is lost and
// makes failed ones wait, as River's statements do. What the store makes of ops and verdicts is the store's own.
type queue struct{ *Store }

const (
	oneFetcher = `SELECT pg_advisory_xact_lock(1)`
	openJobs   = `SELECT id FROM river_job WHERE finalized_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED`
	fetchJob   = `UPDATE river_job SET state = 'running', attempt = attempt + 1, attempted_at = $2 WHERE id = $1`
	retryJob   = `UPDATE river_job SET state = 'retryable', attempt = attempt - $2, metadata = metadata || $3::text::jsonb,
		errors = CASE WHEN $4 = '' THEN errors ELSE array_append(errors, jsonb_build_object('at', now(), 'error', $4::text)) END WHERE id = $1`
)

// Update makes a change as a worker of River does.
func (q queue) Update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) error {
	return q.Store.Update(rivertest.WorkContext(ctx, q.river), ticket, fn)
}

// Claim fetches jobs. River holds a job for one time from attempted_at on, the store's lease; for another lease the fetch is
// dated so that the hold ends when that does.
func (q queue) Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) (claimed []outbox.Delivery, err error) {
	err = q.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, oneFetcher); err != nil {
			return err
		}
		list, err := q.read(ctx, tx, openJobs)
		list = slices.DeleteFunc(list, func(l *letter) bool {
			l.Next = cmp.Or(l.mark.Next, l.Due)
			return !l.Claim(now, lease)
		})
		slices.SortFunc(list, func(a, b *letter) int {
			return cmp.Or(cmp.Compare(max(a.Next, a.was.Lease), max(b.Next, b.was.Lease)), strings.Compare(a.Key, b.Key))
		})
		for _, l := range list[:min(limit, len(list))] {
			if _, err := tx.Exec(ctx, fetchJob, l.job.ID, l.Lease.Add(-q.lease).Time()); err != nil {
				return err
			}
			claimed = append(claimed, l.Delivery)
		}
		return err
	})
	return claimed, err
}

// Settle applies verdicts, each for itself.
func (q queue) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	ctx = rivertest.WorkContext(ctx, q.river)
	var faults []error
	for _, o := range outcomes {
		if o.Verdict == outbox.Again {
			faults = append(faults, q.again(ctx, o))
		} else {
			faults = append(faults, q.settle(ctx, o))
		}
	}
	return errors.Join(faults...)
}

// again makes a job wait.
func (q queue) again(ctx context.Context, o outbox.Outcome) error {
	return q.inTx(ctx, func(tx pgx.Tx) error {
		op := outbox.Op{Kind: outbox.Settle, Key: o.Key, Outcome: o}
		letters, err := q.lock(ctx, tx, []outbox.Op{op})
		if err != nil {
			return err
		}
		l := letters[o.Key]
		l.Next = cmp.Or(l.mark.Next, l.Due)
		if did, err := l.Apply(op); err != nil || !did {
			return err
		}
		if l.State != outbox.Pending {
			return q.end(ctx, tx, l)
		}
		back := 0
		if o.Unbegun {
			back = 1
		}
		l.mark.Next = l.Next
		meta, err := json.Marshal(map[string]any{"output": l.mark, "snoozes": int(l.Token) - l.job.Attempt + back})
		if err == nil {
			_, err = tx.Exec(ctx, retryJob, l.job.ID, back, string(meta), o.Reason)
		}
		return err
	})
}

// emptied returns a function that empties the tables and returns their store.
func emptied(t *testing.T) func(*testing.T) desktest.Store {
	c := settings(t, database(t), nil)
	c.River.RescueStuckJobsAfter = time.Minute // as the rules lease
	d := opened(t, c)
	return func(t *testing.T) desktest.Store {
		empty(t, d.pool)
		return queue{d.store}
	}
}

// empty takes away all rows.
func empty(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	_, err := pool.Exec(context.Background(), `DELETE FROM bellhop_cases; DELETE FROM bellhop_records; DELETE FROM bellhop_loads;
		DELETE FROM bellhop_river_buckets; DELETE FROM river_job`)
	require.NoError(t, err)
}

func TestStoreKeepsEveryRule(t *testing.T) {
	t.Parallel() // with the tests that wait for River's rescuer
	desktest.Run(t, emptied(t))
}
