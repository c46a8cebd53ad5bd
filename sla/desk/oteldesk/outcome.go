package oteldesk

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// The attributes.
const (
	operationKey attribute.Key = "bellhop.operation"
	outcomeKey   attribute.Key = "bellhop.outcome"
	errorKey     attribute.Key = "error.type"
)

// The names of outcomes.
const (
	ok      = "ok"
	refused = "refused"
	failed  = "failed"
)

// outcome is how an operation ended, in few words and never in those of the error.
type outcome struct {
	name string
	kind string // error.type; none when it ended well
}

// attributes returns the outcome as attributes, with room for one more.
func (o outcome) attributes() []attribute.KeyValue {
	list := append(make([]attribute.KeyValue, 0, 3), outcomeKey.String(o.name))
	if o.kind != "" {
		list = append(list, errorKey.String(o.kind))
	}
	return list
}

// kinds are the errors that are told apart, the first that fits.
var kinds = []struct {
	err  error
	name string
}{
	{outbox.ErrPermanent, "permanent"},
	{outbox.ErrFenced, "fenced"},
	{desk.ErrConflict, "conflict"},
	{desk.ErrNoRoom, "no_room"},
	{context.DeadlineExceeded, "timeout"},
	{context.Canceled, "canceled"},
}

// outcomeOf returns how an operation ended. A refusal that a notifier met is a failure of the attempt.
func outcomeOf(err error) outcome {
	if err == nil {
		return outcome{name: ok}
	}
	var refusal *desk.Refusal
	if errors.As(err, &refusal) && !errors.Is(err, outbox.ErrPermanent) {
		return outcome{refused, refusal.Code}
	}
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			return outcome{failed, k.name}
		}
	}
	return outcome{failed, "_OTHER"}
}
