package riverdesk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// worker makes one attempt of one job. It is a desk over a queue of one delivery, so that an attempt is what it is everywhere:
// the notifier by the scheme of the address, its time-out, its panic, the bucket, the verdict in the trail.
type worker struct {
	river.WorkerDefaults[Notice]
	store  *Store
	config desk.Config
}

// Timeout is that of the whole: to look at the bucket, to notify, to settle.
func (w *worker) Timeout(*river.Job[Notice]) time.Duration { return attempt(&w.config) }

// NextRetry returns when an attempt that failed is to be made again: what Work left, or for one that was lost the back-off.
func (w *worker) NextRetry(job *river.Job[Notice]) time.Time {
	now := w.store.instant()
	if job.Args.next != 0 {
		return max(now, job.Args.next).Time() // River takes no time that has passed
	}
	return now.Add(w.config.Sender.Backoff.Delay(job.Args.Key, len(job.Errors)+1)).Time()
}

// Work makes the attempt. When it returns nil the verdict is stored and the job is over; what it returns else is how River is to
// go on.
func (w *worker) Work(ctx context.Context, job *river.Job[Notice]) error {
	h := &held{Store: w.store, job: job}
	config := w.config
	config.Store = h
	d, err := desk.New(config)
	if err != nil {
		return err
	}
	settled, err := d.Deliver(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the verdict was not stored: %v", err) //nolint:errorlint // River reads more into some errors
	case h.state != outbox.Pending:
		return river.JobCancel(fmt.Errorf("it is %s", h.state))
	case h.again.Unbegun:
		return river.JobSnooze(0)
	case h.again.Key != "":
		job.Args.next = h.again.Next
		return errors.New(h.again.Reason)
	case settled == 0:
		return errors.New("the verdict was refused: the job has passed to another worker")
	}
	return nil
}

// held is the store as the worker of one job sees it, with a queue in which that is the only one.
type held struct {
	*Store
	job   *river.Job[Notice]
	state outbox.State   // of the delivery when it was claimed
	again outbox.Outcome // the verdict that it is to be tried again
}

// Claim returns the delivery, which River has claimed.
func (h *held) Claim(_ context.Context, _ sla.Instant, _ time.Duration, _ int) ([]outbox.Delivery, error) {
	d, _, err := deliveryOf(h.job.JobRow, h.lease)
	if h.state = d.State; err != nil || d.State != outbox.Pending {
		return nil, err
	}
	return []outbox.Delivery{d}, nil
}

// Settle applies verdicts of which no case tells. That the attempt is to be made again is left to River.
func (h *held) Settle(ctx context.Context, outcomes ...outbox.Outcome) error {
	var faults []error
	for _, o := range outcomes {
		if o.Verdict == outbox.Again {
			h.again = o
			continue
		}
		faults = append(faults, h.settle(ctx, o))
	}
	return errors.Join(faults...)
}
