package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// update runs fn on the case of a ticket and writes the change that it makes.
func (w work) update(ctx context.Context, ticket string, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	c, _, err := find(ctx, w, ticket)
	if err != nil {
		return false, err
	}
	return w.change(ctx, c, fn)
}

// change runs fn on a case, checks the whole change and writes it.
func (w work) change(ctx context.Context, c desk.Case, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	ticket, head := c.Ticket, c.Head
	ch, err := fn(c)
	if err != nil || ch.Empty() {
		return false, err
	}
	if ch.Before != head {
		return false, conflict(ticket)
	}
	if ch.Case.Ticket != ticket {
		return false, fmt.Errorf("ticket %q: the change is one of ticket %q", ticket, ch.Case.Ticket)
	}
	document, err := json.Marshal(&ch.Case)
	if err != nil {
		return false, fmt.Errorf("ticket %q: %w", ticket, err)
	}
	loads, err := w.loads(ctx, ch.Loads)
	if err != nil {
		return false, err
	}
	posts, err := w.apply(ctx, ch.Ops)
	if err != nil {
		return false, err
	}
	return true, w.write(ctx, &ch, document, loads, posts)
}

// write writes what was checked.
func (w work) write(ctx context.Context, ch *desk.Change, document []byte, loads []*load, posts []*post) error {
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
	if err := w.keep(ctx, posts); err != nil {
		return err
	}
	return w.writeCase(ctx, ch, document)
}
