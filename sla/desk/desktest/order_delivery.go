package desktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// told puts notices of the round to people.
func (r *round) told(n int) {
	r.t.Helper()
	for i := range n {
		m := message(r.name(fmt.Sprint("n", i)), r.now)
		m.Ticket, m.To.Address, m.Kind = "", "people:ana", escalation.Offer
		r.update("T", ops(putOp(m)))
	}
}

func deliverEach(_ *round, h *host) error { return deliverAll(h) }

// over ends the rule unless nothing more goes of the round's notices, however long one waits.
func (r *round) over() {
	r.t.Helper()
	r.now = r.now.Add(20 * time.Hour)
	n, err := r.calm.deliver(r.ctx)
	r.no(err)
	r.same("what goes after all were sent", n, 0)
}

func playDeliverers(b *bench) {
	const notices = 2
	b.inEveryOrder(scene{
		set:  func(r *round) { r.told(notices) },
		acts: []func(*round, *host) error{deliverEach, deliverEach},
		judge: func(r *round) {
			b.same("the notices that arrived", len(r.arrived), notices)
			r.eachOnce()
			r.over()
		},
	})
}

// deliverOnce sends one notice, if one is due.
func deliverOnce(r *round, h *host) error {
	_, err := h.deliver(r.ctx)
	return err
}

func playLateWorker(b *bench) {
	b.inEveryOrder(scene{
		timed: true,
		set: func(r *round) {
			r.told(1)
			first := true
			r.receiver.answer = func(context.Context, escalation.Notice) (before, after error) {
				if first {
					first = false
					return nil, errReceiver
				}
				return nil, nil
			}
		},
		acts: []func(*round, *host) error{deliverOnce, deliverOnce, func(r *round, _ *host) error { // the time
			r.passed.Store(int64(2 * lease))
			return nil
		}},
		judge: func(r *round) {
			for range 3 {
				r.now = r.now.Add(2 * lease)
				b.no(deliverAll(r.calm))
			}
			b.no(errors.Join(r.faults...))
			b.same("the keys that arrived", slices.Collect(maps.Keys(r.arrived)), []string{r.name("n0")})
			r.over()
		},
	})
}

func playDelivered(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) { r.told(1) },
		acts: []func(*round, *host) error{deliverEach, func(r *round, h *host) error {
			list, err := h.store.(desk.Deliveries).Deliveries(r.ctx, outbox.Delivered, "", 1<<20)
			for _, d := range list {
				if !r.receiver.has(d.Key) {
					return fmt.Errorf("%s counts as delivered and has not arrived", d.Key)
				}
			}
			return err
		}},
		judge: func(r *round) { r.over() },
	})
}

func playVerdict(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) { r.no(r.opens(r.calm, r.name("T"))) },
		acts: []func(*round, *host) error{deliverEach, func(r *round, h *host) error {
			solve := r.event(r.name("T"), "solve", sla.StatusSet)
			solve.Status = "solved"
			return h.handled(solve)
		}},
		judge: func(r *round) {
			r.no(deliverAll(r.calm))
			ticket := r.name("T")
			b.whole(ticket, map[string]string{"open": ticket, "solve": ticket})
			all, err := b.store.(desk.Deliveries).Deliveries(b.ctx, "", ticket, 100)
			b.no(err)
			states := map[string]outbox.State{}
			for _, d := range all {
				states[d.Key] = d.State
			}
			for _, n := range b.see(ticket).Notices {
				b.same("how "+n.Key+" stands", states[n.Key], n.State)
			}
			r.eachOnce()
		},
	})
}

func playEnqueue(b *bench) {
	b.inEveryOrder(scene{
		acts: []func(*round, *host) error{
			func(r *round, h *host) error { return r.opens(h, r.name("T")) },
			func(r *round, h *host) error {
				var c desk.Case
				err := h.store.Update(r.ctx, r.name("T"), func(now desk.Case) (desk.Change, error) {
					c = now
					return desk.Change{Case: now, Before: now.Head}, nil
				})
				if err != nil {
					return err
				}
				list, err := h.store.Claim(r.ctx, r.now, lease, 100)
				for _, n := range c.Notices {
					if !slices.Contains(keys(list), n.Key) {
						return fmt.Errorf("the case tells of notice %s, and there is none", n.Key)
					}
				}
				return err
			},
		},
		set: func(*round) {},
		judge: func(r *round) {
			r.now = r.now.Add(2 * lease)
			r.solved(r.name("T"))
		},
	})
}
