package desktest

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// powerRules are what the powers that a store may offer must keep.
var powerRules = []rule{
	{
		name:   "reader: cases by ticket, in pages",
		broken: "Pages of cases must hold each once, by ticket, and an unknown ticket must be told from an empty one.",
		needs:  []power{reader},
		check:  checkCases,
	},
	{
		name:   "line: who waits for an agent, the promise that can be kept first",
		broken: "A freed agent is given the ticket that the pack names: one that waits and is not seen is served too late or never, and one that does not wait is given twice.",
		needs:  []power{line},
		check:  checkLine,
	},
	{
		name:   "waker: the earliest wake",
		broken: "A desk sleeps until the next wake: a later one makes it late, an earlier one makes it spin.",
		needs:  []power{waker},
		check:  checkNextWake,
	},
	{
		name:   "auditor: nothing open is forgotten",
		broken: "A ticket that is open, not paused and waits for nothing, or for an instant long past, must be found.",
		needs:  []power{auditor},
		check:  checkForgotten,
	},
	{
		name:   "auditor: offers without an answer",
		broken: "The figure of offers that nobody answered must be that of the open tickets that are offered.",
		needs:  []power{auditor},
		check:  checkUnanswered,
	},
	{
		name:   "counter: how the queue stands",
		broken: "The figures that an operator is alarmed by must be those of the queue.",
		needs:  []power{counter},
		check:  checkStats,
	},
	{
		name:   "throttle: a bucket is stored with its ops",
		broken: "A bucket and what is folded by it are one transaction: else a storm is told twice, or not at all.",
		needs:  []power{throttle},
		check:  checkBucket,
	},
}

func checkCases(b *bench) {
	r := b.store.(desk.Reader)
	_, err := r.Load(b.ctx, "T1")
	b.is(err, desk.ErrUnknownTicket)
	for _, i := range []int{3, 1, 4, 2} {
		b.update(fmt.Sprintf("T%d", i), lead(fmt.Sprintf("lead %d", i)))
	}
	one, err := r.Load(b.ctx, "T3")
	b.no(err)
	b.same("the case that is read", document(b, one), document(b, b.see("T3")))
	var found []string
	for after := ""; ; {
		page, err := r.Cases(b.ctx, after, 3)
		b.no(err)
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			found = append(found, c.Ticket+" "+c.Lead)
		}
		after = page[len(page)-1].Ticket
	}
	b.same("the cases", found, []string{"T1 lead 1", "T2 lead 2", "T3 lead 3", "T4 lead 4"})
}

// waits makes a ticket open, with a running clock that is due at an instant, or with none.
func waits(due sla.Instant) part {
	return func(next *desk.Change) {
		next.Case.Open = true
		next.Case.State = next.Case.State.Clone()
		if next.Case.State.Clocks = nil; due != 0 {
			next.Case.State.Clocks = []sla.Clock{{Name: "resolution", Phase: sla.Running, Started: noon - 9, Due: due}}
		}
	}
}

func checkLine(b *bench) {
	held := func(agent string) part {
		return func(next *desk.Change) {
			next.Case.State = next.Case.State.Clone()
			next.Case.State.Facts.Assignee = agent
		}
	}
	offered := func(state outbox.HandoffState) part {
		return func(next *desk.Change) {
			next.Case.Handoff = outbox.Handoff{ID: "offer", Agent: "ana", State: state, At: noon}
		}
	}
	b.update("late", waits(noon-2))
	b.update("later", waits(noon-1))
	b.update("soon b", waits(noon+1))
	b.update("soon a", waits(noon+1))
	b.update("now", waits(noon))
	b.update("no promise", waits(0))
	b.update("held", waits(noon+1), held("ana"))
	b.update("given back", waits(noon+3), held("ana"))
	b.update("given back", waits(noon+3), held(""))
	b.update("offered", waits(noon+1), offered(outbox.Offered))
	b.update("declined", waits(noon+2), offered(outbox.Declined))
	b.update("closed", waits(noon+1))
	b.update("closed", func(next *desk.Change) { next.Case.Open = false })
	b.update("taken", waits(noon+1))
	b.update("taken", held("ben"))
	all := []string{"now", "soon a", "soon b", "declined", "given back", "no promise", "late", "later"}
	for limit := range len(all) + 2 {
		list, err := b.store.(desk.Line).Waiting(b.ctx, noon, limit)
		b.no(err)
		found := []string{}
		for i := range list {
			found = append(found, list[i].Ticket)
		}
		b.same(fmt.Sprintf("the first %d who wait", limit), found, all[:min(limit, len(all))])
	}
}

func checkNextWake(b *bench) {
	next := func(due sla.Instant) {
		b.t.Helper()
		at, err := b.store.(desk.Waker).NextWake(b.ctx)
		b.no(err)
		b.same("the next wake", at, due)
	}
	next(0)
	b.update("T1", wake(noon+7))
	b.update("T2", wake(noon+5))
	b.update("T3")
	next(noon + 5)
	b.update("T2", wake(noon+9))
	next(noon + 7)
	b.update("T1", wake(0))
	next(noon + 9)
}

func checkForgotten(b *bench) {
	stands := func(open, paused bool) part {
		return func(next *desk.Change) { next.Case.Open, next.Case.Paused = open, paused }
	}
	b.update("no wake", stands(true, false))
	b.update("long past", stands(true, false), wake(noon-2))
	b.update("just past", stands(true, false), wake(noon))
	b.update("ahead", stands(true, false), wake(noon+1))
	b.update("paused", stands(true, true))
	b.update("resolved", stands(false, false))
	b.update("was forgotten", stands(true, false))
	b.update("was forgotten", stands(false, false))
	found, err := b.store.(desk.Auditor).Forgotten(b.ctx, noon)
	b.no(err)
	b.same("what is forgotten", found, []string{"long past", "no wake"})
}

func checkUnanswered(b *bench) {
	offer := func(state outbox.HandoffState, open bool) part {
		return func(next *desk.Change) {
			next.Case.Handoff, next.Case.Open = outbox.Handoff{ID: "offer", Agent: "ana", State: state, At: noon}, open
		}
	}
	b.update("offered", offer(outbox.Offered, true))
	b.update("offered too", offer(outbox.Offered, true))
	b.update("closed", offer(outbox.Offered, false))
	b.update("declined", offer(outbox.Declined, true))
	b.update("answered", offer(outbox.Offered, true))
	b.update("answered", offer(outbox.Accepted, true))
	n, err := b.store.(desk.Auditor).Unanswered(b.ctx)
	b.no(err)
	b.same("the offers without an answer", n, 2)
}

func checkStats(b *bench) {
	stats := func(now sla.Instant, due outbox.Stats) {
		b.t.Helper()
		got, err := b.store.(outbox.Counter).Stats(b.ctx, now)
		b.no(err)
		b.same("the figures", got, due)
	}
	stats(noon, outbox.Stats{})
	b.kill("a", "b")
	b.update("T", put("c"), ops(putOp(message("d", noon+5))))
	stats(noon-1, outbox.Stats{Pending: 2, Dead: 2})
	stats(noon, outbox.Stats{Pending: 2, Dead: 2, Oldest: noon})
	b.no(b.store.Settle(b.ctx, verdict(b.claimOne(noon), outbox.Done, noon)))
	stats(noon+9, outbox.Stats{Pending: 1, Dead: 2, Oldest: noon + 5})
}

// bucket changes the bucket of one address and returns it as it was.
func (b *bench) bucket(next outbox.Bucket, fnErr error, list ...outbox.Op) (was outbox.Bucket, err error) {
	b.t.Helper()
	err = b.store.(outbox.Throttle).UpdateBucket(b.ctx, "log:ana", func(bucket outbox.Bucket) (outbox.Bucket, []outbox.Op, error) {
		was = bucket
		return next, list, fnErr
	})
	return was, err
}

func checkBucket(b *bench) {
	first := outbox.Bucket{Full: noon + 1, Digest: "digest", Keys: []string{"b", "a"}, Count: 2, At: noon + 3}
	was, err := b.bucket(first, nil, putOp(message("a", noon)))
	b.no(err)
	b.same("the first bucket", was, outbox.Bucket{})
	other := message("a", noon+1)
	was, err = b.bucket(outbox.Bucket{Count: 9}, nil, putOp(message("b", noon)), putOp(other))
	b.is(err, outbox.ErrKeyReused)
	b.same("the bucket", was, first)
	was, err = b.bucket(outbox.Bucket{Count: 9}, errOurs, putOp(message("b", noon)))
	b.is(err, errOurs)
	b.same("the bucket after a refused op", was, first)
	was, err = b.bucket(outbox.Bucket{Count: 3}, nil)
	b.no(err)
	b.same("the bucket after an error", was, first)
	b.claims(noon, "a")
}
