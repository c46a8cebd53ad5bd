package outbox

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
)

// MaxRetryAfter is the longest that a receiver can put off an attempt.
const MaxRetryAfter = 24 * time.Hour

// ErrPermanent is what errors made by [Permanent] are.
var ErrPermanent = errors.New("permanent")

// permanent is an error that no further attempt can mend.
type permanent struct{ error }

func (p permanent) Unwrap() error        { return p.error }
func (p permanent) Is(target error) bool { return target == ErrPermanent }

// Permanent returns err as one that no further attempt can mend: the delivery becomes a dead letter at once. It is nil for no
// error.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// later is an error after which the receiver wants to be left alone for a while.
type later struct {
	error
	after time.Duration
}

func (l later) Unwrap() error { return l.error }

// RetryAfter returns err as one after which the next attempt is made not before d has passed, at most [MaxRetryAfter], and not
// before the backoff has. It is nil for no error.
func RetryAfter(err error, d time.Duration) error {
	if err == nil {
		return nil
	}
	return later{err, min(max(d, 0), MaxRetryAfter)}
}

// RetryDelay returns how long an error made by [RetryAfter] wants the next attempt put off, and 0 for another error.
func RetryDelay(err error) time.Duration {
	var l later
	errors.As(err, &l) // leaves 0
	return l.after
}

// panicked returns what a panic in a notifier is: permanent, with its stack. It is called while the panic unwinds.
func panicked(r any) error {
	return Permanent(fmt.Errorf("the notifier panicked: %v\n%s", r, debug.Stack()))
}

// maxReason is how many bytes of a reason are kept: the first lines of a stack say most.
const maxReason = 4 << 10

// reason returns an error as text that any store can keep: valid UTF-8 without a NUL, of a bounded length.
func reason(err error) string {
	text := strings.ReplaceAll(err.Error(), "\x00", "")
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
