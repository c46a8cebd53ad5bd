package riverdesk

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
)

// kind is that of the jobs. It stands in the text of statements too, so that they find the indexes of [Desk.Migrate].
const kind = "bellhop_notice"

// Queue is the name of River's queue that notices wait in.
const Queue = "bellhop"

// most is how often River may fetch a job. It is far more than the attempts of a notice, since it is the desk that gives up:
// River would do so without a word to the ticket.
const most = 10_000

// Notice are the arguments of a job: one message to one receiver.
type Notice struct {
	// Key is the notice's, and makes the job the only one: no other may have it, in whatever state that is.
	Key    string `json:"key" river:"unique"`
	Ticket string `json:"ticket,omitempty"`
	// Due is when the message was to go, in nanoseconds since 1970.
	Due int64 `json:"due"`
	// Message is an outbox.Message as JSON. It is text, since a jsonb column would sort and rewrite it.
	Message string `json:"message"`

	// next is when a failed attempt is to be made again: Work leaves it for NextRetry.
	next sla.Instant
}

// Kind returns the kind of the jobs.
func (Notice) Kind() string { return kind }

// InsertOpts returns what holds for all of them.
func (Notice) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		Queue: Queue, MaxAttempts: most,
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: rivertype.JobStates()},
	}
}

// metadata is what a job carries beside its arguments: what River keeps there, and a mark.
type metadata struct {
	Snoozes uint64 `json:"snoozes,omitempty"`
	Output  mark   `json:"output,omitzero"`
}

// jobOf returns the job that carries a message. One that is due later waits until then; critical ones go before the others. from
// is what it takes over from the job whose place it takes.
func jobOf(m *outbox.Message, from metadata, now sla.Instant) (river.InsertManyParams, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return river.InsertManyParams{}, fmt.Errorf("delivery %q: %w", m.Key, err)
	}
	opts := &river.InsertOpts{Priority: 2}
	if from != (metadata{}) {
		if opts.Metadata, err = json.Marshal(from); err != nil {
			return river.InsertManyParams{}, fmt.Errorf("delivery %q: %w", m.Key, err)
		}
	}
	if m.Critical {
		opts.Priority = 1
	}
	if m.Due > now {
		opts.ScheduledAt = m.Due.Time().Add(time.Microsecond - 1).Truncate(time.Microsecond) // never early
	}
	return river.InsertManyParams{Args: Notice{Key: m.Key, Ticket: m.Ticket, Due: int64(m.Due), Message: string(text)}, InsertOpts: opts}, nil
}

// mark is what River does not know of a delivery. It stands in the output of the job.
type mark struct {
	// State is the end of one that was cancelled in River's words: taken back, expired, digested or put away.
	State   outbox.State `json:"state,omitempty"`
	Settled sla.Instant  `json:"settled,omitzero"`
	Reason  string       `json:"reason,omitempty"`
	Replays int          `json:"replays,omitempty"`
	// Before is how many fetches River had counted that are no attempts of this delivery.
	Before int `json:"before,omitempty"`
	// First and Last are of the attempts before a replay, which was for Next.
	First sla.Instant `json:"first,omitzero"`
	Last  sla.Instant `json:"last,omitzero"`
	Next  sla.Instant `json:"next,omitzero"`
}

// states are what River's states are to a delivery, where no mark says more.
var states = map[rivertype.JobState]outbox.State{
	rivertype.JobStateAvailable: outbox.Pending, rivertype.JobStatePending: outbox.Pending, rivertype.JobStateRetryable: outbox.Pending,
	rivertype.JobStateRunning: outbox.Pending, rivertype.JobStateScheduled: outbox.Pending,
	rivertype.JobStateCompleted: outbox.Delivered, rivertype.JobStateDiscarded: outbox.Dead, rivertype.JobStateCancelled: outbox.Cancelled,
}

// deliveryOf returns the delivery that a job is. The fencing token is made of the fetches that River counts: an attempt that is
// put off takes one back and adds a snooze.
func deliveryOf(job *rivertype.JobRow, lease time.Duration) (outbox.Delivery, mark, error) {
	var args Notice
	var meta metadata
	d := outbox.Delivery{State: states[job.State], Next: sla.At(job.ScheduledAt)}
	if err := errors.Join(json.Unmarshal(job.EncodedArgs, &args), json.Unmarshal(job.Metadata, &meta)); err != nil {
		return d, mark{}, fmt.Errorf("job %d: %w", job.ID, err)
	}
	if err := json.Unmarshal([]byte(args.Message), &d.Message); err != nil {
		return d, mark{}, fmt.Errorf("job %d: its message: %w", job.ID, err)
	}
	m := meta.Output
	d.Attempts, d.Token, d.Replays = job.Attempt-m.Before, uint64(job.Attempt)+meta.Snoozes, m.Replays
	d.Settled, d.Reason, d.First, d.Last = m.Settled, m.Reason, m.First, m.Last
	if n := len(job.Errors); n > 0 {
		d.First, d.Last = cmp.Or(d.First, sla.At(job.Errors[0].At)), sla.At(job.Errors[n-1].At)
		if m.State == "" {
			d.Reason = job.Errors[n-1].Error
		}
	}
	if job.FinalizedAt != nil && d.Settled == 0 {
		d.Settled = sla.At(*job.FinalizedAt)
	}
	if job.State == rivertype.JobStateRunning {
		d.Attempts--
		d.Lease = sla.At(*job.AttemptedAt).Add(lease)
	}
	if d.State != outbox.Delivered && d.State != outbox.Dead {
		d.State = cmp.Or(m.State, d.State)
	}
	return d, m, nil
}
