package desk

import (
	"context"
	"sync"
)

// grace returns a context that outlives ctx by Config.Grace, for work that is to be finished. The function ends it.
func grace(ctx context.Context, config Config) (context.Context, func()) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-config.After(config.Grace):
		case <-work.Done():
		}
		cancel()
	})
	return work, func() { stop(); cancel() }
}

// together runs functions side by side and returns when all have.
func together(all ...func()) {
	var group sync.WaitGroup
	for _, f := range all {
		group.Go(f)
	}
	group.Wait()
}
