package outbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/bellhop-sla/bellhop/escalation"
)

// errNoReturn is what a notifier answers that ends its goroutine instead of returning.
var errNoReturn = errors.New("the notifier ended its goroutine without an answer")

// guarded hands a notice to a notifier in a goroutine of its own and returns the answer, at the latest when ctx ends. A panic
// is an answer. A notifier that goes on after ctx has ended is left to itself: its answer is dropped, and its goroutine ends
// when it returns.
func guarded(ctx context.Context, n escalation.Notifier, notice escalation.Notice) error {
	answers := make(chan error, 1)
	go func() {
		err := errNoReturn
		defer func() {
			if r := recover(); r != nil {
				err = panicked(r)
			}
			answers <- err
		}()
		err = n.Notify(ctx, notice)
	}()
	select {
	case err := <-answers:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer in time: %w", ctx.Err())
	}
}
