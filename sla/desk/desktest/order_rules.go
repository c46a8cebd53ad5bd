package desktest

import (
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
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
			r.now = r.now.Add(90 * time.Minute)
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

func playPause(b *bench) {
	b.inEveryOrder(scene{
		set: func(r *round) {
			r.opened(r.name("T"))
			r.now = r.now.Add(5 * time.Hour)
		},
		acts: []func(*round, *host) error{sweepOnce, func(r *round, h *host) error {
			pause := r.event(r.name("T"), "pause", sla.StatusSet)
			pause.At, pause.Status = r.now.Add(-5*time.Hour+10*time.Minute), "pending"
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
			b.same("the loads of ana and ben", []int{loads["ana"].Load, loads["ben"].Load}, []int{2, 1})
			r.solved(r.name("T"))
			r.solved(r.name("U"))
		},
	})
}
