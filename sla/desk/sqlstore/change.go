package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// draft is a change of a case that is ready to be written.
type draft struct {
	desk.Change
	version  int64 // of the row that it was made from
	document []byte
}

// draftOf runs fn on a case. It returns nil when there is nothing to store.
func draftOf(now stored, fn func(desk.Case) (desk.Change, error)) (*draft, error) {
	ch, err := fn(now.c)
	if err != nil || ch.Empty() {
		return nil, err
	}
	if ch.Before != now.c.Head {
		return nil, conflict(now.c.Ticket)
	}
	if ch.Case.Ticket != now.c.Ticket {
		return nil, fmt.Errorf("ticket %q: the change is one of ticket %q", now.c.Ticket, ch.Case.Ticket)
	}
	document, err := json.Marshal(&ch.Case)
	if err != nil {
		return nil, fmt.Errorf("ticket %q: %w", now.c.Ticket, err)
	}
	return &draft{ch, now.version, document}, nil
}

// change runs fn on a case and writes the change that it makes, if it makes one.
func (w *work) change(ctx context.Context, now stored, fn func(desk.Case) (desk.Change, error)) (bool, error) {
	d, err := draftOf(now, fn)
	if err != nil || d == nil {
		return false, err
	}
	s, err := w.sides(ctx, d)
	if err != nil {
		return false, err
	}
	if err := w.writeCase(ctx, d); err != nil {
		return false, brokenBy(err)
	}
	return true, w.writeSides(ctx, d, s)
}

// sides are what a change makes of loads and deliveries.
type sides struct {
	loads []*load
	posts []*post
}

// sides checks the loads and ops of a change and writes nothing.
func (w *work) sides(ctx context.Context, d *draft) (s sides, err error) {
	if s.loads, err = w.loads(ctx, d.Loads); err != nil {
		return s, err
	}
	s.posts, err = w.apply(ctx, d.Ops)
	return s, err
}

// writeSides writes what a change makes beside its case.
func (w *work) writeSides(ctx context.Context, d *draft, s sides) error {
	for i, sealed := range d.Records {
		n, err := exec(ctx, w, addRecord, d.Case.Ticket, int64(d.Before.Seq)+int64(i)+1, sealed)
		if err == nil && n == 0 {
			err = brokenBy(conflict(d.Case.Ticket))
		}
		if err != nil {
			return err
		}
	}
	for _, l := range s.loads {
		if _, err := exec(ctx, w, writeLoad, l.agent, int64(l.n)); err != nil {
			return err
		}
	}
	return w.keep(ctx, s.posts)
}
