package riverdesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// letter is a delivery at work, and the job that carries it.
type letter struct {
	outbox.Delivery
	was     outbox.Delivery
	mark    mark
	job     *rivertype.JobRow // nil: there is none yet
	changed bool
	message bool // it is another one
}

// replayed says whether it was dead and is to go again. It goes as another job: until River's completer has written what the last
// worker returned, which it does for whoever runs the job, that job must not run.
func (l *letter) replayed() bool { return l.State == outbox.Pending && l.was.State == outbox.Dead }

// leaves returns what the job of a letter leaves to the one that takes its place.
func (l *letter) leaves() metadata {
	left := metadata{Snoozes: l.Token}
	if l.replayed() {
		left.Output = mark{Reason: l.Reason, Replays: l.Replays, First: l.First, Last: l.Last, Next: l.Next}
	}
	return left
}

// refusal says that an op was refused, and which.
type refusal struct {
	op int
	error
}

func (r *refusal) Unwrap() error { return r.error }

// apply makes all ops on the jobs that they name, or refuses them all. The rules are those of outbox.Delivery; here stands how
// River comes to know.
func (s *Store) apply(ctx context.Context, tx pgx.Tx, ops []outbox.Op) error {
	letters, err := s.lock(ctx, tx, ops)
	if err != nil {
		return err
	}
	var changed []*letter
	for i, op := range ops {
		l := letters[op.Key]
		did, err := l.Apply(op)
		if err != nil {
			return &refusal{i, err}
		}
		if did && !l.changed {
			changed = append(changed, l)
		}
		l.changed = l.changed || did
		l.message = l.message || did && op.Message != nil
	}
	return s.write(ctx, tx, changed)
}

// lockJobs finds the jobs of keys and locks them, always in one order.
const lockJobs = `SELECT id FROM river_job WHERE kind = '` + kind + `' AND ` + keyColumn + ` = ANY($1) ORDER BY ` + keyColumn + ` FOR UPDATE`

// keyColumn is the key of a job, as the index has it: in the order of its bytes.
const keyColumn = `(args->>'key') COLLATE "C"`

// lock returns the deliveries that ops name, by key, with their jobs locked. One that has no job is the zero delivery.
func (s *Store) lock(ctx context.Context, tx pgx.Tx, ops []outbox.Op) (map[string]*letter, error) {
	letters := make(map[string]*letter, len(ops))
	keys := make([]string, len(ops))
	for i, op := range ops {
		keys[i], letters[op.Key] = op.Key, &letter{}
	}
	if len(ops) == 0 {
		return letters, nil
	}
	list, err := s.read(ctx, tx, lockJobs, keys)
	for _, l := range list {
		letters[l.Key] = l
	}
	return letters, err
}

// read returns the deliveries of the jobs whose ids a statement finds, in its order.
func (s *Store) read(ctx context.Context, tx pgx.Tx, statement string, args ...any) ([]*letter, error) {
	rows, _ := tx.Query(ctx, statement, args...) // its error is that of its rows
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	found, err := s.river.JobListTx(ctx, tx, river.NewJobListParams().IDs(ids...).First(len(ids)))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*letter, len(ids))
	for _, job := range found.Jobs {
		d, m, err := deliveryOf(job, s.lease)
		if err != nil {
			return nil, err
		}
		byID[job.ID] = &letter{Delivery: d, was: d, mark: m, job: job}
	}
	list := make([]*letter, 0, len(ids))
	for _, id := range ids {
		if l := byID[id]; l != nil { // River's cleaner may have taken it meanwhile
			list = append(list, l)
		}
	}
	return list, nil
}

// write makes River's jobs what the letters have become.
func (s *Store) write(ctx context.Context, tx pgx.Tx, changed []*letter) error {
	var fresh []*letter
	for _, l := range changed {
		switch {
		case l.job == nil && l.State == outbox.Pending:
			fresh = append(fresh, l)
		case l.job == nil: // put and taken back in one change
			if err := s.insert(ctx, tx, l); err != nil {
				return err
			}
			if err := s.move(ctx, tx, l); err != nil {
				return err
			}
		case l.message, l.replayed(): // another job takes its place
			if _, err := s.river.JobDeleteTx(ctx, tx, l.job.ID); err != nil {
				return err
			}
			fresh = append(fresh, l)
		default:
			if err := s.move(ctx, tx, l); err != nil {
				return err
			}
		}
	}
	return s.insert(ctx, tx, fresh...)
}

// insert makes jobs of letters. A key that another transaction has put meanwhile is a conflict: taken again, the change sees it.
func (s *Store) insert(ctx context.Context, tx pgx.Tx, fresh ...*letter) error {
	if len(fresh) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(fresh))
	for i, l := range fresh {
		var err error
		if params[i], err = jobOf(&l.Message, l.leaves(), s.instant()); err != nil {
			return err
		}
	}
	results, err := s.river.InsertManyTx(ctx, tx, params)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.UniqueSkippedAsDuplicate {
			return fmt.Errorf("job %d has the key of a new notice: %w", r.Job.ID, desk.ErrConflict)
		}
	}
	fresh[0].job = results[0].Job // River promises no order; who moves the job at once inserts it alone
	return nil
}

// errRetry says that a change brings the verdict that an attempt is to be made again.
var errRetry = errors.New("that an attempt is made again is River's own matter, not a part of a change")

// move brings a job to the state that its letter has come to.
func (s *Store) move(ctx context.Context, tx pgx.Tx, l *letter) error {
	switch {
	case l.State == outbox.Delivered:
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, &river.Job[Notice]{JobRow: l.job})
		return err
	case l.State == outbox.Cancelled && l.was.State != outbox.Cancelled: // River tells the worker, if one has it
		err := s.remember(ctx, tx, l)
		if err == nil {
			_, err = s.river.JobCancelTx(ctx, tx, l.job.ID)
		}
		return err
	case l.State == outbox.Pending:
		return errRetry
	}
	return s.end(ctx, tx, l)
}

// ended returns the mark of a job that ends.
func (l *letter) ended() mark {
	m := l.mark
	m.State, m.Settled, m.Reason, m.Replays = l.State, l.Settled, l.Reason, l.Replays
	return m
}

// remember marks a job as ended.
func (s *Store) remember(ctx context.Context, tx pgx.Tx, l *letter) error {
	_, err := s.river.JobUpdateTx(ctx, tx, l.job.ID, &river.JobUpdateParams{Output: l.ended()})
	return err
}

// endJob ends a job that a worker has, or that is discarded already. River has JobCompleteTx for what succeeded; for the rest
// this is the same: what the worker returns later changes nothing, since the job is not running any more.
const endJob = `UPDATE river_job SET state = $2::text::river_job_state, finalized_at = now(), metadata = metadata || jsonb_build_object('output', $3::text::jsonb),
	errors = CASE WHEN $4 = '' THEN errors ELSE array_append(errors, jsonb_build_object('at', now(), 'attempt', attempt, 'error', $4::text, 'trace', '')) END
	WHERE id = $1`

// end gives a delivery up, or puts it away. The dead letters are the jobs that River calls discarded; why one died is its last
// error.
func (s *Store) end(ctx context.Context, tx pgx.Tx, l *letter) error {
	state, fault := rivertype.JobStateCancelled, ""
	m := l.ended()
	m.Before = l.job.Attempt - l.Attempts
	if l.State == outbox.Dead {
		state, fault = rivertype.JobStateDiscarded, l.Reason
		m.State, m.Reason = "", ""
	}
	output, err := json.Marshal(m)
	if err == nil {
		_, err = tx.Exec(ctx, endJob, l.job.ID, string(state), string(output), fault)
	}
	return err
}
