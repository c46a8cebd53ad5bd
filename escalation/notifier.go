package escalation

import "context"

// Notifier carries notices to where people read them.
//
// It is not for deciding who hears or whether: that is done.
type Notifier interface {
	// Notify returns nil once the receiver has the notice. It may be called again with the same key, after a crash or a
	// time-out, so the receiver tells repeated keys apart. An error is tried again later; an error made by outbox.Permanent is
	// not. Notify returns when ctx ends. It may panic: the notice then becomes a dead letter, and others are not disturbed.
	Notify(ctx context.Context, n Notice) error
}

// NotifierFunc is a function that is a Notifier.
type NotifierFunc func(ctx context.Context, n Notice) error

// Notify calls f.
func (f NotifierFunc) Notify(ctx context.Context, n Notice) error { return f(ctx, n) }
