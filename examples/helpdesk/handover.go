package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// handOver gives back the tickets of agents whose shift has ended, if a promise falls due before they are in again and
// somebody else is at work: the desk then offers them there. It returns when a shift ends next, or no time.
func (h *host) handOver(ctx context.Context, now time.Time) (next time.Time, err error) {
	for _, agent := range h.pack.File.Agents {
		hours, ok := h.pack.Calendars[agent.Hours]
		if !ok {
			continue
		}
		if hours.IsOpen(now) {
			if ends, err := hours.NextClose(now); err == nil && (next.IsZero() || ends.Before(next)) {
				next = ends
			}
			continue
		}
		back, err := hours.NextOpen(now)
		if err != nil || !h.staffed(now) {
			continue
		}
		if err := h.giveBack(ctx, agent.ID, sla.At(now), sla.At(back)); err != nil {
			return next, err
		}
	}
	return next, nil
}

// staffed says whether anybody is at work.
func (h *host) staffed(now time.Time) bool {
	for _, agent := range h.pack.File.Agents {
		if hours, ok := h.pack.Calendars[agent.Hours]; !ok || hours.IsOpen(now) {
			return true
		}
	}
	return false
}

// giveBack takes tickets from an agent who is gone until a time.
func (h *host) giveBack(ctx context.Context, agent string, now, back sla.Instant) error {
	return h.eachCase(ctx, func(c desk.Case) error {
		if !c.Open || c.State.Facts.Assignee != agent || !slices.ContainsFunc(c.State.Clocks, func(clock sla.Clock) bool {
			return clock.Phase == sla.Running && clock.Due != 0 && clock.Due < back
		}) {
			return nil
		}
		ev := desk.Event{Ticket: c.Ticket, Expect: c.Head.Seq}
		ev.Key, ev.Kind, ev.At = "shift/"+agent+"/"+back.String(), sla.Assigned, now
		ev.By, ev.Actor, ev.Reason = sla.System, "shift", "the shift of "+agent+" has ended"
		_, err := h.take(ctx, ev, "")
		if refusal := new(desk.Refusal); errors.As(err, &refusal) {
			return nil // the ticket moved on
		}
		return err
	})
}

// runShifts hands over at the end of each shift until ctx ends.
func (h *host) runShifts(ctx context.Context) {
	for ctx.Err() == nil {
		now := h.clock.Now()
		next, err := h.handOver(ctx, now)
		wait := time.Minute // sooner than a shift ends, a ticket may be taken by somebody whose shift has ended
		if err != nil && ctx.Err() == nil {
			tell(h.out, "shifts: %v\n", err)
		}
		if !next.IsZero() {
			wait = min(wait, next.Sub(now))
		}
		select {
		case <-ctx.Done():
		case <-h.clock.After(wait):
		}
	}
}
