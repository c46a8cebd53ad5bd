package desktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// crowdRules are what must hold when many desks do everything at once.
var crowdRules = []rule{{
	name:   "crowd: many desks at once leave whole cases",
	broken: "Desks work on the same tickets at the same time: each event that was taken is in its case, the records add up to it, and each notice arrives once.",
	needs:  []power{reader},
	check:  checkCrowd,
}}

func checkCrowd(b *bench) {
	const desks, turns = 4, 25
	w, hosts := b.hosts(desks)
	b.store = w.store
	arrived := map[string]int{}
	w.receiver.answer = func(_ context.Context, n escalation.Notice) (before, after error) {
		arrived[n.Key]++
		return nil, nil
	}
	tickets := []string{"T-1", "T-2", "T-3"}
	for _, ticket := range tickets {
		b.opened(hosts[0], ticket, "urgent")
	}
	w.now = w.now.Add(50 * time.Minute)
	var mu sync.Mutex
	taken := map[string]string{}
	b.no(joined(desks, func(i int) error {
		events := draw{dice: dice(i), name: fmt.Sprintf("desk %d event ", i), tickets: tickets, load: func(ticket string) (desk.Case, error) {
			return w.store.(desk.Reader).Load(b.ctx, ticket)
		}}
		return hosts[i].busy(&events, turns, func(ev desk.Event) {
			mu.Lock()
			defer mu.Unlock()
			taken[ev.Key] = ev.Ticket
		})
	}))
	b.no(deliverAll(hosts[0]))
	for _, key := range slices.Sorted(maps.Keys(arrived)) {
		b.same("how often "+key+" arrived", arrived[key], 1)
	}
	for _, ticket := range tickets {
		b.whole(ticket, taken)
	}
}

// busy handles random events, and sweeps and sends between them. It tells of each event that was taken. That an agent's last
// place went to another ticket meanwhile is no fault: it is routed again.
func (h *host) busy(events *draw, turns int, took func(desk.Event)) error {
	ctx := context.Background()
	for range turns {
		ev := events.event(h.world.now)
		_, err := h.desk.Handle(ctx, ev)
		var refusal *desk.Refusal
		switch {
		case err == nil:
			took(ev)
		case !errors.As(err, &refusal) && !errors.Is(err, desk.ErrNoRoom):
			return err
		}
		if _, err := h.desk.Sweep(ctx); err != nil && !errors.Is(err, desk.ErrNoRoom) {
			return err
		}
		if _, err := h.deliver(ctx); err != nil {
			return err
		}
	}
	return nil
}

// whole ends the rule unless the case of a ticket is what its records add up to, and knows the events that were taken.
func (b *bench) whole(ticket string, taken map[string]string) {
	b.t.Helper()
	b.chain(ticket)
	fold := audit.Fold{}
	for _, sealed := range b.trail(ticket, 0, 1<<20) {
		r, err := audit.Open(sealed)
		b.no(err)
		b.no(fold.Apply(&r))
	}
	c := b.see(ticket)
	b.same("the fold of the records of "+ticket, faceText(fold), faceText(c.Face()))
	known := map[string]bool{}
	for _, t := range c.Taken {
		known[t.Key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(taken)) {
		if taken[key] == ticket && !known[key] {
			b.fail("event %s was taken, and %s does not know it", key, ticket)
		}
	}
}
