package desktest

import (
	"context"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// deliverRules are what must hold of the notices that a desk sends from the store.
var deliverRules = []rule{
	{
		name:   "deliver: each attempt carries one key",
		broken: "A notice that is tried again must carry the key that it had, or its receiver cannot tell that it has it already.",
		check:  checkOneKey,
	},
	{
		name:   "deliver: a notice that fails disturbs no other",
		broken: "A notifier that fails, hangs, panics or is turned away spoils its own notice alone.",
		check:  checkBadNotifiers,
	},
}

// tell puts notices to people, which belong to no ticket.
func (b *bench) tell(w *world, names ...string) {
	b.t.Helper()
	for _, name := range names {
		m := message(name, w.now)
		m.Ticket, m.To.Address, m.Kind = "", "people:"+name, escalation.Offer
		b.no(w.store.Update(b.ctx, "T", func(c desk.Case) (desk.Change, error) { return draft(c, ops(putOp(m))) }))
	}
}

// deliverAll sends notices until none is due.
func deliverAll(h *host) error {
	for {
		if n, err := h.deliver(context.Background()); n == 0 || err != nil {
			return err
		}
	}
}

func checkOneKey(b *bench) {
	w, hosts := b.hosts(1)
	b.tell(w, "ana")
	w.receiver.count = map[string]int{}
	w.receiver.answer = func(context.Context, escalation.Notice) (before, after error) { return nil, errReceiver }
	for range 3 {
		b.no(deliverAll(hosts[0]))
		w.now = w.now.Add(20 * time.Hour)
	}
	b.same("how often each key arrived", w.receiver.count, map[string]int{"ana": 3})
}

func checkBadNotifiers(b *bench) {
	w, _ := b.hosts(0)
	w.timeout = 250 * time.Millisecond
	h, err := w.start(noFaults)
	b.no(err)
	for i, name := range []string{"fails", "good", "panics", "better", "hangs", "turned away", "best", "gone"} {
		b.tell(w, name)
		w.now += sla.Instant(i)
	}
	w.receiver.answer = func(ctx context.Context, n escalation.Notice) (before, after error) {
		switch n.To.Address {
		case "people:fails":
			return errReceiver, nil
		case "people:panics":
			panic("a notifier of the host")
		case "people:hangs":
			<-ctx.Done()
			return ctx.Err(), nil
		case "people:turned away":
			return outbox.RetryAfter(errReceiver, time.Hour), nil
		case "people:gone":
			return outbox.Permanent(errReceiver), nil
		}
		return nil, nil
	}
	b.no(deliverAll(h))
	for _, name := range []string{"good", "better", "best"} {
		if w.receiver.heard[name] == "" {
			b.fail("%q was not told beside those that fail", name)
		}
	}
	w.receiver.answer = nil
	w.now = w.now.Add(30 * time.Minute)
	b.no(deliverAll(h))
	b.same("who was told after half an hour", len(w.receiver.heard), 5)
	w.now = w.now.Add(time.Hour)
	b.no(deliverAll(h))
	b.same("who was told after the receiver could be asked again", len(w.receiver.heard), 6)
	if d, ok := w.store.(outbox.DeadLetters); ok {
		dead, err := d.Dead(b.ctx, "", 10)
		b.no(err)
		b.same("the dead letters: what is gone for good, and what panicked", keys(dead), []string{"gone", "panics"})
	}
}
