package desktest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// deliverRules are what must hold of the notices that a desk sends from the store.
var deliverRules = []rule{
	{
		name:   "deliver: deliverers side by side send each notice once",
		broken: "Without a fault no notice may arrive twice, however many deliverers work on the queue.",
		check:  checkDeliverers,
	},
	{
		name:   "deliver: a slow worker past its lease is fenced off",
		broken: "A worker that comes back after its lease has passed must not undo the verdict of the one who took over.",
		check:  checkSlowWorker,
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

func checkDeliverers(b *bench) {
	const notices = 40
	w, hosts := b.hosts(4)
	for i := range notices {
		b.tell(w, fmt.Sprintf("p%d", i))
	}
	arrived := 0
	w.receiver.answer = func(context.Context, escalation.Notice) (before, after error) {
		arrived++
		return nil, nil
	}
	b.no(joined(len(hosts), func(i int) error { return deliverAll(hosts[i]) }))
	b.same("the notices that arrived", len(w.receiver.heard), notices)
	b.same("the arrivals", arrived, notices)
}

func checkSlowWorker(b *bench) {
	w, hosts := b.hosts(2)
	slow, other := hosts[0], hosts[1]
	b.tell(w, "ana")
	var took []outbox.Delivery
	w.receiver.answer = func(context.Context, escalation.Notice) (before, after error) {
		w.now = w.now.Add(2 * lease)
		list, err := other.store.Claim(b.ctx, w.now, lease, 1)
		took = append(took, list...)
		return nil, errors.Join(err, errReceiver) // the slow worker thinks that it failed
	}
	_, err := slow.deliver(b.ctx)
	b.no(err)
	b.same("what the other worker took over", len(took), 1)
	w.receiver.answer = nil
	b.no(other.store.Settle(b.ctx, verdict(took[0], outbox.Done, w.now)))
	w.now = w.now.Add(24 * time.Hour)
	n, err := other.deliver(b.ctx)
	b.no(err)
	b.same("what is sent after the verdict", n, 0)
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
}
