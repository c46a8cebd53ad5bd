package outbox

import (
	"context"
	"errors"
)

// refused is what the log says of a verdict that came too late.
const refused = "a verdict was refused"

// settle gives verdicts to the queue and returns how many deliveries they settled. A verdict that is refused is logged: its
// delivery has another verdict, or will have.
func (d *Deliverer) settle(ctx context.Context, list []Outcome) (settled int, err error) {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	ctx, end := d.start(ctx, "outbox.settle")
	err = d.Queue.Settle(ctx, list...)
	end(err)
	refusals, err := split(err)
	if err != nil {
		return 0, err
	}
	for _, r := range refusals {
		d.log().WarnContext(ctx, refused, "error", r)
	}
	for _, o := range list {
		if !o.Unbegun {
			settled++
		}
	}
	return max(0, settled-len(refusals)), nil
}

// split returns the refusals of single verdicts that err joins, and what else it joins.
func split(err error) (refusals []error, other error) {
	list := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		list = joined.Unwrap()
	}
	var rest []error
	for _, e := range list {
		if errors.Is(e, ErrFenced) || errors.Is(e, ErrUnknownKey) || errors.Is(e, ErrState) {
			refusals = append(refusals, e)
		} else {
			rest = append(rest, e)
		}
	}
	return refusals, errors.Join(rest...)
}
