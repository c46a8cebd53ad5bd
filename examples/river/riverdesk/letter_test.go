package riverdesk

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// act sends an event about the notice of a ticket.
func act(d *Desk, ticket, key, notice string, kind sla.Kind) error {
	_, err := d.Handle(context.Background(), desk.Event{
		Ticket: ticket, Notice: notice, Event: sla.Event{Key: key, Kind: kind, At: sla.At(time.Now()), Actor: "mara", Reason: "by hand"},
	})
	return err
}

// dead returns the keys of the dead letters.
func dead(t *testing.T, d *Desk) (keys []string) {
	t.Helper()
	var letters outbox.DeadLetters = d.Store()
	list, err := letters.Dead(context.Background(), "", 100)
	require.NoError(t, err)
	for _, l := range list {
		keys = append(keys, l.Key)
	}
	return keys
}

// broken returns a running desk whose receiver is out of order until it is mended, and the key of the dead letter of T.
func broken(t *testing.T) (d *Desk, mended *atomic.Bool, key string) {
	t.Helper()
	mended = &atomic.Bool{}
	d = running(t, opened(t, settings(t, database(t), answer(func(context.Context, int) error {
		if mended.Load() {
			return nil
		}
		return outbox.Permanent(errReceiver)
	}).notifier())))
	tell(t, d.Desk, "T")
	comes(t, d, "T", outbox.Dead)
	key = noted(t, d, "T").Key
	require.Equal(t, []string{key}, dead(t, d))
	return d, mended, key
}

func TestReplayKeepsTheKeyAndIsPaced(t *testing.T) {
	d, mended, key := broken(t)
	require.NoError(t, act(d, "T", "r1", key, desk.ReplayDead))
	require.Eventually(t, func() bool { return len(actions(t, d, "T")) == 3 }, 10*time.Second, 10*time.Millisecond) // it died again
	require.ErrorIs(t, act(d, "T", "r2", key, desk.ReplayDead), outbox.ErrReplayTooSoon)
	require.Equal(t, []string{key}, dead(t, d))

	mended.Store(true)
	run(t, d, `UPDATE river_job SET metadata = jsonb_set(metadata, '{output,settled}', to_jsonb($1::text))`, sla.At(time.Now().Add(-outbox.ReplayPause)).String())
	require.NoError(t, act(d, "T", "r3", key, desk.ReplayDead))
	comes(t, d, "T", outbox.Delivered)
	require.Empty(t, dead(t, d))
	job, delivery := jobOfTicket(t, d, "T")
	require.Equal(t, rivertype.JobStateCompleted, job.State)
	require.Equal(t, key, delivery.Key)
	require.Equal(t, 2, delivery.Replays)
	require.Equal(t, 1, delivery.Attempts)
	require.Equal(t, []string{
		"notice.dead failed", "notice.replayed applied", "notice.dead failed", "notice.replayed applied", "notice.delivered applied",
	}, actions(t, d, "T"))
}

// River's completer writes late what a worker returned, for whoever runs the job then. A replay that is at work meanwhile is not
// ended by it.
func TestReplayOutlivesTheWorkerBefore(t *testing.T) {
	begun, answered := make(chan struct{}, 1), make(chan error)
	d := running(t, opened(t, settings(t, database(t), answer(func(_ context.Context, n int) error {
		begun <- struct{}{}
		return <-answered
	}).notifier())))
	tell(t, d.Desk, "T")
	<-begun
	before, _ := jobOfTicket(t, d, "T")
	answered <- outbox.Permanent(errReceiver)
	comes(t, d, "T", outbox.Dead)
	require.NoError(t, act(d, "T", "r1", noted(t, d, "T").Key, desk.ReplayDead))
	<-begun
	run(t, d, `UPDATE river_job SET state = 'completed', finalized_at = now() WHERE id = $1 AND state = 'running'`, before.ID)
	_, delivery := jobOfTicket(t, d, "T")
	require.Equal(t, outbox.Pending, delivery.State)
	answered <- outbox.Permanent(errReceiver)
	require.Eventually(t, func() bool { return len(actions(t, d, "T")) == 3 }, 10*time.Second, 10*time.Millisecond)
	require.Len(t, dead(t, d), 1)
}

func TestDiscardPutsAway(t *testing.T) {
	d, _, key := broken(t)
	require.NoError(t, act(d, "T", "d1", key, desk.DiscardDead))
	require.Empty(t, dead(t, d))
	job, delivery := jobOfTicket(t, d, "T")
	require.Equal(t, rivertype.JobStateCancelled, job.State)
	require.Equal(t, outbox.Discarded, delivery.State)
	require.Equal(t, "by hand", delivery.Reason)
	var refused *desk.Refusal
	require.ErrorAs(t, act(d, "T", "r1", key, desk.ReplayDead), &refused)
	require.Equal(t, []string{"notice.dead failed", "notice.discarded applied"}, actions(t, d, "T"))
}

// River's own page can retry a dead letter too: it is one more attempt, and its verdict stands in the trail.
func TestRetryByRiverIsOneMoreAttempt(t *testing.T) {
	d, mended, _ := broken(t)
	mended.Store(true)
	job, _ := jobOfTicket(t, d, "T")
	_, err := d.River().JobRetry(context.Background(), job.ID)
	require.NoError(t, err)
	comes(t, d, "T", outbox.Delivered)
}

// River's cleaner takes what was delivered long ago, and never a dead letter nor the key of what was taken back.
func TestCleanerKeepsDeadLetters(t *testing.T) {
	d := opened(t, settings(t, database(t), nil))
	ended := map[string]string{"dead": "discarded", "back": "cancelled", "done": "completed"}
	for ticket, state := range ended {
		tell(t, d.Desk, ticket)
		run(t, d, `UPDATE river_job SET state = $2::text::river_job_state, finalized_at = now() - interval '300 days' WHERE args->>'ticket' = $1`, ticket, state)
	}
	running(t, d)
	left := func() (tickets []string) {
		found, err := d.River().JobList(context.Background(), river.NewJobListParams())
		require.NoError(t, err)
		for _, job := range found.Jobs {
			delivery, _, err := deliveryOf(job, d.store.lease)
			require.NoError(t, err)
			tickets = append(tickets, delivery.Ticket)
		}
		return tickets
	}
	require.Eventually(t, func() bool { return len(left()) < len(ended) }, 20*time.Second, 20*time.Millisecond)
	require.ElementsMatch(t, []string{"dead", "back"}, left())
	require.Len(t, dead(t, d), 1)
}

// A ticket that goes takes its notices back: the job that waits, and the job that a worker has, unless it arrives.
func TestCancelReachesTheWorker(t *testing.T) {
	begun, answered := make(chan struct{}), make(chan struct{})
	d := running(t, opened(t, settings(t, database(t), escalation.NotifierFunc(func(_ context.Context, n escalation.Notice) error {
		if n.Kind != escalation.Offer {
			return nil
		}
		close(begun)
		<-answered
		return errReceiver
	}))))
	tell(t, d.Desk, "T")
	<-begun
	require.NoError(t, act(d, "T", "gone", "", sla.TicketSpam))
	require.Equal(t, outbox.Cancelled, noted(t, d, "T").State)
	job, delivery := jobOfTicket(t, d, "T")
	require.Equal(t, rivertype.JobStateRunning, job.State)
	require.Equal(t, outbox.Cancelled, delivery.State)
	close(answered)
	require.Eventually(t, func() bool { job, _ := jobOfTicket(t, d, "T"); return job.State == rivertype.JobStateCancelled }, 10*time.Second, 10*time.Millisecond)
	_, delivery = jobOfTicket(t, d, "T")
	require.Equal(t, outbox.Cancelled, delivery.State)
}
