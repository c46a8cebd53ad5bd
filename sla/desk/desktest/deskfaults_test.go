package desktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// deskFaults break one rule each on what works over a store.
var deskFaults = map[string]build{
	"in every order: two sweepers tell each effect once":                                  sweepOver,
	"in every order: two deliverers send each notice once":                                noLease(memory),
	"in every order: who is late with a verdict is fenced off":                            noFencing(memory),
	"in every order: what counts as delivered has arrived":                                settleBeforeNotify(memory),
	"in every order: after a committed pause nothing is told":                             sweepOver,
	"in every order: two events of one ticket both count, and one sent twice counts once": noSwap(memory),
	"in every order: a verdict and an event of one ticket both count":                     noSwap(memory),
	"in every order: two tickets do not take one last place":                              roomless,
	"in every order: who sees a case sees its notices":                                    enqueueAfterCommit(memory),
	"loop: never early, however the clock runs":                                           early(1),
	"loop: events sent twice, late and out of order end alike":                            change(forgetEvents),
	"clock: a caller who is ahead fires nothing early":                                    clocked(func(now, own sla.Instant) sla.Instant { return now }),
	"clock: a caller who is behind is late, and no more":                                  clocked(func(now, own sla.Instant) sla.Instant { return own }),
	"clock: workers five minutes apart tell nothing early and nothing twice":              early(2 * time.Minute),
	"poison: a row that cannot be decoded is set aside":                                   spoilable(true),
	"poison: a case that no desk can read is set aside":                                   faults["sweep: a poison case is set aside"],
	"poison: an event that no case can take is refused":                                   noRefusals,
	"poison: a pack without a ticket's rules sets aside that ticket alone":                faults["sweep: a poison case is set aside"],
	"deliver: each attempt carries one key":                                               randomKey(memory),
	"deliver: a notice that fails disturbs no other":                                      unrecovered(memory),
	"crowd: many desks at once leave whole cases":                                         overwriting(giveWay).on(),
	"faults: a handoff ends alike, whatever call fails or crashes":                        enqueueAfterCommit(memory),
	"faults: an escalation ends alike, whatever call fails or crashes":                    settleBeforeNotify(memory),
	"faults: a merge ends alike, whatever call fails or crashes":                          enqueueAfterCommit(memory),
	"faults: a reopening ends alike, whatever call fails or crashes":                      randomKey(memory),
	"stop: a desk whose context ends drains and gives back what it holds":                 keepHeld,
}

// roomless knows no limit of an agent.
var roomless = faults["at once: one of sixteen gets the last place"]

// early sweeps before it is due.
func early(by time.Duration) build {
	return bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		return s.Sweep(ctx, now.Add(by), limit, fn)
	}}.on()
}

// forgetEvents drops what was handed in but for the last event.
func forgetEvents(_ desk.Case, next *desk.Change) {
	if st := next.Case.State; st != nil && len(st.Log) > 1 {
		next.Case.State = st.Clone()
		next.Case.State.Log = next.Case.State.Log[:1]
	}
}

// noRefusals fails where there is a refusal to be recorded.
var noRefusals = bent{update: func(s Store, ctx context.Context, ticket string, fn updateFn) error {
	return s.Update(ctx, ticket, func(c desk.Case) (desk.Change, error) {
		next, err := fn(c)
		if next.Refusal != nil {
			err = errOurs
		}
		return next, err
	})
}}.on()

// keepHeld leaves what was given back in the hands of its worker.
var keepHeld = bent{settle: func(s Store, ctx context.Context, outcomes []outbox.Outcome) error {
	for _, o := range outcomes {
		if o.Unbegun {
			continue
		}
		if err := s.Settle(ctx, o); err != nil {
			return err
		}
	}
	return nil
}}.on()

// clocked is a store with a clock of its own, which stands three days after noon. It decides what is due by an instant that
// use makes of the caller's and its own.
func clocked(use func(now, own sla.Instant) sla.Instant) build {
	own := noon.Add(72 * time.Hour)
	return bent{sweep: func(s Store, ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
		by := use(now, own)
		return s.Sweep(ctx, by, limit, func(c desk.Case, _ sla.Instant) (desk.Change, error) { return fn(c, min(by, own)) })
	}}.on()
}

// spoilt is a store whose rows can be spoilt.
type spoilt struct {
	complete
	rigid bool // it gives up a sweep at the first row that it cannot decode

	mu   *sync.Mutex
	rows map[string]bool
}

var errSpoilt = errors.New("the row cannot be decoded")

func spoilable(rigid bool) build {
	return build{open: func() Store {
		return spoilt{desk.NewMemory(), rigid, &sync.Mutex{}, map[string]bool{}}
	}}
}

// Spoil spoils a row.
func (s spoilt) Spoil(_ context.Context, ticket string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[ticket] = true
	return nil
}

func (s spoilt) spoilt(ticket string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows[ticket]
}

func (s spoilt) Update(ctx context.Context, ticket string, fn updateFn) error {
	if s.spoilt(ticket) {
		return fmt.Errorf("ticket %q: %w", ticket, errSpoilt)
	}
	return s.complete.Update(ctx, ticket, fn)
}

func (s spoilt) Sweep(ctx context.Context, now sla.Instant, limit int, fn sweepFn) (int, error) {
	if s.rigid && len(s.rows) > 0 {
		return 0, errSpoilt
	}
	return s.complete.Sweep(ctx, now, limit, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		if s.spoilt(c.Ticket) {
			return desk.Change{}, errSpoilt
		}
		return fn(c, now)
	})
}
