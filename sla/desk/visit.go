package desk

import (
	"context"
	"errors"
	"sync"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// visit is one call of Store.Update at work, with what came of its last step.
type visit struct {
	desk    *Desk
	event   Event
	in      Input
	roster  routing.Roster // room for that of in
	outcome Outcome
	refusal *Refusal
	step    func(Case) (Change, error) // takes the event
}

// visits are visits that are not at work: their room is used again.
var visits = sync.Pool{New: func() any {
	v := &visit{roster: routing.Roster{}}
	v.step = func(c Case) (Change, error) {
		change, err := Step(v.desk.config.Pack, c, v.in)
		v.outcome, v.refusal = change.Outcome, change.Refusal
		return change, err
	}
	return v
}}

// visit begins a visit.
func (d *Desk) visit() *visit {
	v := visits.Get().(*visit)
	v.desk, v.in.Unread = d, true
	return v
}

// end gives the room of a visit back.
func (v *visit) end() {
	*v = visit{step: v.step, roster: v.roster}
	visits.Put(v)
}

// take gives an event to its ticket.
func (v *visit) take(ctx context.Context, ev *Event) error {
	v.event = *ev
	v.in.Event = &v.event
	v.in.Unread = v.desk.config.Presence == nil // ladders ask who is away
	if m, ok := v.desk.config.Store.(*Memory); ok {
		return v.try(ctx, func() (err error) {
			v.outcome, v.refusal, err = m.step(ctx, v.desk.config.Pack, ev.Ticket, &v.in)
			return err
		})
	}
	v.in.Unread = v.in.Unread && ev.Kind != sla.Created // a new ticket is routed
	return v.update(ctx, ev.Ticket, v.step)
}

// tries is how often a change is made again that lost a race.
const tries = 16

// update makes a change of a case from how the agents stand.
func (v *visit) update(ctx context.Context, ticket string, fn func(Case) (Change, error)) error {
	return v.try(ctx, func() error { return v.desk.config.Store.Update(ctx, ticket, fn) })
}

// try makes a change from how the agents stand. One that lost a race, for the case or for an agent's last place, is made again.
func (v *visit) try(ctx context.Context, change func() error) (err error) {
	config := &v.desk.config
	v.in.Secret, v.in.Allow = config.Secret, config.Allow
	_, v.in.Lined = config.Store.(Line)
	for range tries {
		v.in.Now = v.desk.now()
		if !v.in.Unread {
			if err = v.desk.stand(ctx, v.roster); err != nil {
				return err
			}
			v.in.Roster = v.roster
		}
		err = change()
		switch {
		case errors.Is(err, ErrUnread):
			v.in.Unread = false
		case !errors.Is(err, ErrConflict) && !errors.Is(err, ErrNoRoom):
			return err
		}
	}
	return err
}
