package riverdesk

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertest"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

var errReceiver = errors.New("the receiver is out of order")

// answer is a receiver that says what is to be said at each arrival.
type answer func(ctx context.Context, arrival int) error

// notifier counts the arrivals of each key and answers.
func (a answer) notifier() escalation.Notifier {
	arrivals := make(chan map[string]int, 1)
	arrivals <- map[string]int{}
	return escalation.NotifierFunc(func(ctx context.Context, n escalation.Notice) error {
		all := <-arrivals
		all[n.Key]++
		arrival := all[n.Key]
		arrivals <- all
		return a(ctx, arrival)
	})
}

func TestVerdictsOfNotifiers(t *testing.T) {
	for name, c := range map[string]struct {
		answer   answer
		state    outbox.State
		job      rivertype.JobState
		attempts int
		reason   string
		trail    []string
	}{
		"delivered": {
			func(context.Context, int) error { return nil },
			outbox.Delivered, rivertype.JobStateCompleted, 1, "", []string{"notice.delivered applied"},
		},
		"delivered at the third attempt": {
			func(_ context.Context, arrival int) error {
				if arrival < 3 {
					return errReceiver
				}
				return nil
			},
			outbox.Delivered, rivertype.JobStateCompleted, 3, errReceiver.Error(), []string{"notice.delivered applied"},
		},
		"permanent": {
			func(context.Context, int) error { return outbox.Permanent(errReceiver) },
			outbox.Dead, rivertype.JobStateDiscarded, 1, errReceiver.Error(), []string{"notice.dead failed"},
		},
		"too many attempts": {
			func(context.Context, int) error { return errReceiver },
			outbox.Dead, rivertype.JobStateDiscarded, 4, errReceiver.Error(), []string{"notice.dead failed"},
		},
		"a panic": {
			func(context.Context, int) error { panic("of the host") },
			outbox.Dead, rivertype.JobStateDiscarded, 1, "the notifier panicked: of the host\ngoroutine", []string{"notice.dead failed"},
		},
		"no answer in time": {
			func(ctx context.Context, arrival int) error {
				if arrival == 1 {
					<-ctx.Done()
				}
				return nil
			},
			outbox.Delivered, rivertype.JobStateCompleted, 2, "no answer in time", []string{"notice.delivered applied"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := settings(t, database(t), c.answer.notifier())
			config.Desk.Sender.Attempts, config.Desk.Sender.Timeout = 4, 2*time.Second
			d := running(t, opened(t, config))
			tell(t, d.Desk, "T")
			comes(t, d, "T", c.state)
			job, delivery := jobOfTicket(t, d, "T")
			require.Equal(t, c.job, job.State)
			require.Equal(t, c.state, delivery.State)
			require.Equal(t, c.attempts, delivery.Attempts)
			require.Contains(t, delivery.Reason, c.reason)
			require.Equal(t, c.trail, actions(t, d, "T"))
		})
	}
}

func TestReceiverPutsOffTheNextAttempt(t *testing.T) {
	later := answer(func(context.Context, int) error { return outbox.RetryAfter(errReceiver, time.Hour) })
	d := running(t, opened(t, settings(t, database(t), later.notifier())))
	start := time.Now()
	tell(t, d.Desk, "T")
	require.Eventually(t, func() bool { job, _ := jobOfTicket(t, d, "T"); return job.State == rivertype.JobStateRetryable }, 10*time.Second, 10*time.Millisecond)
	job, delivery := jobOfTicket(t, d, "T")
	require.WithinDuration(t, start.Add(time.Hour), job.ScheduledAt, 10*time.Second)
	require.Equal(t, 1, delivery.Attempts)
	require.Equal(t, outbox.Pending, noted(t, d, "T").State)
}

// What waits for later waits in River, and not a moment less.
func TestMessageForLaterIsScheduled(t *testing.T) {
	due := sla.At(time.Now().Add(time.Hour)) + 1
	params, err := jobOf(&outbox.Message{Notice: escalation.Notice{Key: "a"}, Due: due, Critical: true}, metadata{}, sla.At(time.Now()))
	require.NoError(t, err)
	require.GreaterOrEqual(t, sla.At(params.InsertOpts.ScheduledAt), due)
	require.Less(t, params.InsertOpts.ScheduledAt.Sub(due.Time()), time.Microsecond)
	require.Equal(t, 1, params.InsertOpts.Priority)
	params, err = jobOf(&outbox.Message{Due: due}, metadata{}, due)
	require.NoError(t, err)
	require.Zero(t, params.InsertOpts.ScheduledAt)
	require.Equal(t, 2, params.InsertOpts.Priority)
}

// A worker that lost its process left a job running: River's rescuer gives it to another, and the attempt counts.
func TestStuckJobIsRescued(t *testing.T) {
	t.Parallel() // it mostly waits
	d := opened(t, settings(t, database(t), answer(func(context.Context, int) error { return nil }).notifier()))
	tell(t, d.Desk, "T")
	run(t, d, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '2 minutes'`)
	comes(t, running(t, d), "T", outbox.Delivered)
	_, delivery := jobOfTicket(t, d, "T")
	require.Equal(t, 2, delivery.Attempts)
	require.Contains(t, delivery.Reason, "rescued")
}

// A worker that was rescued too early, since it slept: its verdict is fenced off, and the job goes on.
func TestSlowWorkerIsFencedOff(t *testing.T) {
	var d *Desk
	d = opened(t, settings(t, database(t), answer(func(_ context.Context, arrival int) error {
		if arrival == 1 { // meanwhile another worker has it
			run(t, d, `UPDATE river_job SET attempt = attempt + 1`)
			return outbox.Permanent(errReceiver)
		}
		return nil
	}).notifier()))
	tell(t, d.Desk, "T")
	comes(t, running(t, d), "T", outbox.Delivered)
	require.Equal(t, []string{"notice.delivered applied"}, actions(t, d, "T"))
}

// fetched returns the job of a ticket as a worker has it.
func fetched(t *testing.T, d *Desk, ticket string) *river.Job[Notice] {
	t.Helper()
	run(t, d, `UPDATE river_job SET state = 'running', attempt = attempt + 1, attempted_at = now() WHERE args->>'ticket' = $1`, ticket)
	row, delivery := jobOfTicket(t, d, ticket)
	return &river.Job[Notice]{JobRow: row, Args: Notice{Key: delivery.Key}}
}

// What Work returns is how River goes on.
func TestWorkTellsRiverHowToGoOn(t *testing.T) {
	said := errReceiver
	config := settings(t, database(t), answer(func(context.Context, int) error { return said }).notifier())
	d := opened(t, config)
	work := &worker{store: d.store, config: config.Desk}
	ctx := rivertest.WorkContext(context.Background(), d.River())

	tell(t, d.Desk, "retry")
	job := fetched(t, d, "retry")
	require.EqualError(t, work.Work(ctx, job), errReceiver.Error())
	require.WithinDuration(t, time.Now().Add(config.Desk.Sender.Backoff.Delay(job.Args.Key, 1)), work.NextRetry(job), time.Second)

	stopped, cancel := context.WithCancel(ctx)
	cancel()
	var snooze *river.JobSnoozeError
	require.ErrorAs(t, work.Work(stopped, fetched(t, d, "retry")), &snooze)
	require.Zero(t, snooze.Duration)

	tell(t, d.Desk, "cancelled")
	job = fetched(t, d, "cancelled")
	run(t, d, `UPDATE river_job SET metadata = '{"output":{"state":"cancelled"}}' WHERE id = $1`, job.ID)
	job.JobRow, _ = jobOfTicket(t, d, "cancelled")
	var cancelled *river.JobCancelError
	require.ErrorAs(t, work.Work(ctx, job), &cancelled)

	said = nil
	tell(t, d.Desk, "fenced")
	job = fetched(t, d, "fenced")
	fetched(t, d, "fenced")
	require.ErrorContains(t, work.Work(ctx, job), "another worker")

	tell(t, d.Desk, "done")
	require.NoError(t, work.Work(ctx, fetched(t, d, "done")))
	require.Equal(t, outbox.Delivered, noted(t, d, "done").State)
}

// A verdict that meets River giving the job to another worker waits for that, and is refused then.
func TestVerdictWaitsForRiver(t *testing.T) {
	ctx := context.Background()
	d := opened(t, settings(t, database(t), nil))
	tell(t, d.Desk, "T")
	fetched(t, d, "T")
	_, held := jobOfTicket(t, d, "T")
	passes, err := d.pool.Begin(ctx)
	require.NoError(t, err)
	_, err = passes.Exec(ctx, `UPDATE river_job SET attempt = attempt + 1`)
	require.NoError(t, err)
	settled := make(chan error, 1)
	go func() {
		settled <- d.store.settle(ctx, outbox.Outcome{Key: held.Key, Token: held.Token, Verdict: outbox.GiveUp, At: 1})
	}()
	require.Eventually(t, func() bool {
		var waiting int
		err := d.pool.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting)
		return err == nil && waiting == 1
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, passes.Commit(ctx))
	require.ErrorIs(t, <-settled, outbox.ErrFenced)
}
