package outbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// attempt makes an attempt, if it is still to be made, and returns the verdict. folded says that the delivery was settled with
// the digest that took it in. The error is that of the queue: no attempt was made.
func (d *Deliverer) attempt(ctx context.Context, h held) (o Outcome, folded bool, err error) {
	now := d.now()
	switch {
	case ctx.Err() != nil || h.until.Sub(now) < d.timeout():
		return d.release(h), false, nil
	case h.Expires != 0 && h.Expires <= now:
		return h.outcome(Lapse, now, "of no use since "+h.Expires.String()), false, nil
	case h.Attempts >= d.attempts():
		return h.outcome(GiveUp, now, fmt.Sprintf("%d attempts without a verdict; the last: %s", h.Attempts, h.Reason)), false, nil
	}
	notifier, err := d.notifier(h.To.Address)
	if err != nil {
		return d.judge(ctx, h, err), false, nil
	}
	if folded, err = d.throttle(ctx, h, now); folded || err != nil {
		return Outcome{}, folded, err
	}
	return d.judge(ctx, h, d.notify(ctx, notifier, h)), false, nil
}

// release gives a delivery back before an attempt: it is due at once.
func (d *Deliverer) release(h held) Outcome {
	o := h.outcome(Again, d.now(), "")
	o.Next, o.Unbegun = h.Next, true
	return o
}

// notifier returns who carries to an address.
func (d *Deliverer) notifier(address string) (escalation.Notifier, error) {
	scheme, _, ok := strings.Cut(address, ":")
	if n := d.Notifiers[scheme]; ok && n != nil {
		return n, nil
	}
	known := strings.Join(slices.Sorted(maps.Keys(d.Notifiers)), ", ")
	return nil, Permanent(fmt.Errorf("address %q: no notifier for its scheme; the schemes are: %s", address, known))
}

// throttle takes the first attempt of an alert out of the bucket of its address. When that is empty it folds the delivery into
// the digest of the address and says so.
func (d *Deliverer) throttle(ctx context.Context, h held, now sla.Instant) (folded bool, err error) {
	t, ok := d.Queue.(Throttle)
	if !ok || h.Kind != escalation.Alert || h.Critical || h.Attempts > 0 || h.Replays > 0 {
		return false, nil
	}
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	for _, sealed := range []bool{false, true} {
		err = t.UpdateBucket(ctx, h.To.Address, func(b Bucket) (Bucket, []Op, error) {
			if folded = !b.Take(now); !folded {
				return b, nil, nil
			}
			ops := b.Fold(&h.Delivery, now, sealed)
			return b, ops, nil
		})
		if !errors.Is(err, ErrState) { // the digest is on its way already
			break
		}
	}
	return folded && err == nil, err
}

// notify hands the notice to its notifier, in the time of an attempt, under a trace of its own.
func (d *Deliverer) notify(ctx context.Context, n escalation.Notifier, h held) error {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	own := NewRoot(h.Key, h.Replays<<16+h.Attempts)
	link, err := ParseTrace(h.Trace)
	if err == nil {
		own.Flags = link.Flags
	}
	ctx, end := d.start(WithTrace(ctx, own, link), "outbox.notify")
	err = guarded(ctx, n, h.Notice)
	end(err)
	return err
}

// judge returns the verdict on an attempt that ended with err.
func (d *Deliverer) judge(ctx context.Context, h held, err error) Outcome {
	now, n := d.now(), h.Attempts+1
	if err == nil {
		return h.outcome(Done, now, "")
	}
	o := h.outcome(Again, now, reason(err))
	if errors.Is(err, ErrPermanent) || n >= d.attempts() {
		o.Verdict = GiveUp
		d.log().ErrorContext(ctx, "a notice became a dead letter", "key", h.Key, "attempt", n, "error", o.Reason)
		return o
	}
	o.Next = now.Add(max(d.Backoff.Delay(h.Key, n), RetryDelay(err)))
	d.log().WarnContext(ctx, "a notice is tried again", "key", h.Key, "attempt", n, "next", o.Next, "error", o.Reason)
	return o
}
