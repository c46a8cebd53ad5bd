package desktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// orderRules are what must hold in whatever order the calls of workers come.
var orderRules = []rule{
	{
		name:   "in every order: two sweepers tell each effect once",
		broken: "However many desks sweep, and wherever one overtakes another, what became true is told once and each notice goes once.",
		needs:  []power{reader},
		check:  playSweepers,
	},
	{
		name:   "in every order: two deliverers send each notice once",
		broken: "Without a fault no notice may arrive twice: what one worker holds under a lease is nobody else's until it has passed.",
		check:  playDeliverers,
	},
	{
		name:   "in every order: who is late with a verdict is fenced off",
		broken: "A worker that comes back after its lease has passed must not undo, or forestall, the verdict of the one who took over.",
		check:  playLateWorker,
	},
	{
		name:   "in every order: what counts as delivered has arrived",
		broken: "Whoever finds a notice settled as delivered trusts that it arrived: settled first, it is lost when its worker dies.",
		needs:  []power{deliveries},
		check:  playDelivered,
	},
	{
		name:   "in every order: after a committed pause nothing is told",
		broken: "What a sweep read before a pause was committed must not be told after it: the clock stood still.",
		needs:  []power{reader},
		check:  playPause,
	},
	{
		name:   "in every order: two events of one ticket both count, and one sent twice counts once",
		broken: "An event that was answered is in its case, and in its chain once: written over, it is lost; taken twice, it is told twice.",
		needs:  []power{reader},
		check:  playEvents,
	},
	{
		name:   "in every order: a verdict and an event of one ticket both count",
		broken: "What became of a notice stands in its case, its trail and its row alike, even where an event takes it back meanwhile.",
		needs:  []power{reader, deliveries},
		check:  playVerdict,
	},
	{
		name:   "in every order: two tickets do not take one last place",
		broken: "An agent never carries more than its room: the loser of a race for the last place is routed again.",
		check:  playLastPlace,
	},
	{
		name:   "in every order: who sees a case sees its notices",
		broken: "A case and the notices of its change are one transaction: what is put after the commit is lost by a crash between.",
		check:  playEnqueue,
	},
}

// opens opens a ticket of the round.
func (r *round) opens(h *host, ticket string) error {
	ev := r.event(ticket, "open", sla.Created)
	ev.By, ev.Actor, ev.Status, ev.Fields = sla.Customer, "mara", "open", sla.Fields{"priority": "urgent"}
	return h.handled(ev)
}

// opened opens a ticket of the round and delivers what that brings.
func (r *round) opened(ticket string) {
	r.t.Helper()
	r.no(r.opens(r.calm, ticket))
	r.no(deliverAll(r.calm))
}

func sweepOnce(_ *round, h *host) error { return h.swept() }

func playSweepers(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) {
			r.opened(r.name("T"))
			r.world.now = r.world.now.Add(90 * time.Minute)
		},
		acts: []func(*round, *host) error{sweepOnce, sweepOnce},
		judge: func(r *round) {
			told := b.effects(r.world, r.name("T"))
			b.same("what was told of the first response", told, map[string]int{"threshold:75%": 1, "breach": 1})
			b.chain(r.name("T"))
			r.solved(r.name("T"))
			r.eachOnce()
		},
	})
}

// told puts notices of the round to people.
func (r *round) told(n int) {
	r.t.Helper()
	for i := range n {
		m := message(r.name(fmt.Sprint("n", i)), r.world.now)
		m.Ticket, m.To.Address, m.Kind = "", "people:ana", escalation.Offer
		r.update("T", ops(putOp(m)))
	}
}

func deliverEach(_ *round, h *host) error { return deliverAll(h) }

// over ends the rule unless nothing more goes of the round's notices, however long one waits.
func (r *round) over() {
	r.t.Helper()
	r.world.now = r.world.now.Add(20 * time.Hour)
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
				r.world.now = r.world.now.Add(2 * lease)
				b.no(deliverAll(r.calm))
			}
			b.no(errors.Join(r.witness.faults...))
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

func playPause(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) {
			r.opened(r.name("T"))
			r.world.now = r.world.now.Add(5 * time.Hour)
		},
		acts: []func(*round, *host) error{sweepOnce, func(r *round, h *host) error {
			pause := r.event(r.name("T"), "pause", sla.StatusSet)
			pause.At, pause.Status = r.world.now.Add(-5*time.Hour+10*time.Minute), "pending"
			return h.handled(pause)
		}},
		judge: func(r *round) {
			paused := false
			b.records(r.world, r.name("T"), func(rec *audit.Record, args map[string]string) {
				paused = paused || rec.Trigger == "pause" && rec.Action == "ticket.status"
				if paused && args["op"] == "" && args["clock"] == string(sla.Resolution) && rec.Action == "sla.breach" {
					b.fail("record %d tells of a breach after the pause", rec.Seq)
				}
			})
			b.same("whether the pause was taken", paused, true)
			r.solved(r.name("T"))
			r.eachOnce()
		},
	})
}

// messages returns what a worker does who hands in messages of these keys.
func messages(list ...string) func(*round, *host) error {
	return func(r *round, h *host) error {
		for _, key := range list {
			ev := r.event(r.name("T"), key, sla.Message)
			ev.Public = true
			if err := h.handled(ev); err != nil {
				return err
			}
		}
		return nil
	}
}

func playEvents(b *bench) {
	b.inEveryOrder(scene{
		set:  func(r *round) { r.opened(r.name("T")) },
		acts: []func(*round, *host) error{messages("first", "shared"), messages("shared", "second")},
		judge: func(r *round) {
			ticket := r.name("T")
			b.whole(ticket, map[string]string{"first": ticket, "shared": ticket, "second": ticket})
			told := map[string]int{}
			b.records(r.world, ticket, func(rec *audit.Record, _ map[string]string) {
				if rec.Action == "ticket.message" {
					told[rec.Trigger]++
				}
			})
			b.same("how often each message was told", told, map[string]int{"first": 1, "shared": 1, "second": 1})
			r.solved(ticket)
		},
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

func playLastPlace(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) {
			if r.n == 0 { // two of the three places of the first queue are taken for all rounds
				r.opened("held-1")
				r.opened("held-2")
			}
		},
		acts: []func(*round, *host) error{
			func(r *round, h *host) error { return r.opens(h, r.name("T")) },
			func(r *round, h *host) error { return r.opens(h, r.name("U")) },
		},
		judge: func(r *round) {
			loads, err := b.store.Loads(b.ctx)
			b.no(err)
			b.same("the loads of ana and ben", []int{loads["ana"], loads["ben"]}, []int{2, 1})
			r.solved(r.name("T"))
			r.solved(r.name("U"))
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
				list, err := h.store.Claim(r.ctx, r.world.now, lease, 100)
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
			r.world.now = r.world.now.Add(2 * lease)
			r.solved(r.name("T"))
		},
	})
}
