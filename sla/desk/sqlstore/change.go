package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// update runs fn on the case of a ticket and writes the change that it makes.
func (w *work) update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	now, err := find(ctx, w, ticket, w.cache.get(ticket))
	if err != nil {
		return false, err
	}
	return w.change(ctx, now, fn)
}

// change runs fn on a case, checks the whole change and writes it.
func (w *work) change(ctx context.Context, now stored, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	ch, err := fn(now.c)
	if err != nil || ch.Empty() {
		return false, err
	}
	if ch.Before != now.c.Head {
		return false, conflict(now.c.Ticket)
	}
	if ch.Case.Ticket != now.c.Ticket {
		return false, fmt.Errorf("ticket %q: the change is one of ticket %q", now.c.Ticket, ch.Case.Ticket)
	}
	document, err := json.Marshal(&ch.Case)
	if err != nil {
		return false, fmt.Errorf("ticket %q: %w", now.c.Ticket, err)
	}
	loads, err := w.loads(ctx, ch.Loads)
	if err != nil {
		return false, err
	}
	posts, err := w.apply(ctx, ch.Ops)
	if err != nil {
		return false, err
	}
	if err := w.write(ctx, &ch, loads, posts); err != nil {
		return false, err
	}
	return true, w.writeCase(ctx, stored{ch.Case, now.version + 1}, document)
}

// write writes the records, the loads and the deliveries of a change.
func (w *work) write(ctx context.Context, ch *desk.Change, loads []*load, posts []*post) error {
	for i, sealed := range ch.Records {
		n, err := exec(ctx, w, addRecord, ch.Case.Ticket, int64(ch.Before.Seq)+int64(i)+1, sealed)
		if err == nil && n == 0 {
			err = brokenBy(conflict(ch.Case.Ticket))
		}
		if err != nil {
			return err
		}
	}
	for _, l := range loads {
		if _, err := exec(ctx, w, writeLoad, l.agent, int64(l.n)); err != nil {
			return err
		}
	}
	return w.keep(ctx, posts)
}
