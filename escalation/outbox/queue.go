package outbox

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// Queue is where deliveries wait. It is safe for many goroutines, and for many processes where it is kept outside of one.
//
// It is not a log: deliveries are found by their state, never by an offset.
type Queue interface {
	// Claim returns up to limit deliveries that are pending, due at now and held by nobody, the longest due first, each under a
	// lease and a token that no claim had before. It makes no two callers hold one delivery. It is one transaction.
	Claim(ctx context.Context, now sla.Instant, lease time.Duration, limit int) ([]Delivery, error)
	// Settle applies verdicts, each for itself; its error joins those of the verdicts that were refused, ErrFenced above all,
	// and the others hold. It is one transaction.
	Settle(ctx context.Context, outcomes ...Outcome) error
}

// DeadLetters is what a queue may also offer: the dead letters.
type DeadLetters interface {
	// Dead returns up to limit dead letters by key, after a key.
	Dead(ctx context.Context, after string, limit int) ([]Delivery, error)
}

// Stats is how a queue stands.
type Stats struct {
	Pending int         `json:"pending"`
	Oldest  sla.Instant `json:"oldest,omitzero"` // when the longest due pending one was due
	Dead    int         `json:"dead"`
}

// Counter is what a queue may also offer: how it stands.
type Counter interface {
	// Stats counts the deliveries as they stand at now.
	Stats(ctx context.Context, now sla.Instant) (Stats, error)
}

// Throttle is what a queue may also offer: a bucket for each address.
type Throttle interface {
	// UpdateBucket runs fn on the bucket of an address and stores what it returns together with the ops, in one transaction:
	// when an op is refused, nothing is stored and its error is returned. fn may run more than once.
	UpdateBucket(ctx context.Context, address string, fn func(Bucket) (Bucket, []Op, error)) error
}
