package desktest

import (
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// letterRules are what dead letters must keep.
var letterRules = []rule{
	{
		name:   "dead letters: listed by key, with why",
		broken: "A notice that was given up waits for somebody to look: it is listed by its key, with its reason, attempts and times.",
		needs:  []power{deadLetters},
		check:  checkDeadListed,
	},
	{
		name:   "dead letters: a replay keeps the key",
		broken: "A replayed letter goes again under its own key, so that a receiver who had it after all knows it, with its attempts anew.",
		check:  checkReplay,
	},
	{
		name:   "dead letters: what is discarded is put away",
		broken: "A discarded letter is listed no more and never goes again.",
		check:  checkDiscard,
	},
	{
		name:   "dead letters: only a dead letter is replayed or discarded",
		broken: "What is pending or delivered is no dead letter: a replay would send it twice.",
		check:  checkOnlyDead,
	},
	{
		name:   "deliveries: listed by state and key",
		broken: "Whoever looks at the deliveries must find each in its state.",
		needs:  []power{deliveries},
		check:  checkDeliveries,
	},
}

// kill puts messages and makes dead letters of them.
func (b *bench) kill(names ...string) {
	b.t.Helper()
	b.update("T", put(names...))
	for _, d := range b.claim(noon, 100) {
		dead := verdict(d, outbox.GiveUp, noon+1)
		dead.Reason = "gone: " + d.Key
		b.no(b.store.Settle(b.ctx, dead))
	}
}

// letterOp replays or discards a dead letter.
func letterOp(kind outbox.OpKind, key string, at sla.Instant) part {
	return ops(outbox.Op{Kind: kind, Key: key, At: at, Reason: "by hand"})
}

func checkDeadListed(b *bench) {
	b.kill("b", "a", "c")
	b.update("T", put("pending"))
	d := b.store.(outbox.DeadLetters)
	all, err := d.Dead(b.ctx, "", 10)
	b.no(err)
	b.same("the dead letters", keys(all), []string{"a", "b", "c"})
	b.same("the reason", all[1].Reason, "gone: b")
	b.same("the attempts", all[1].Attempts, 1)
	b.same("when it was settled", all[1].Settled, noon+1)
	page, err := d.Dead(b.ctx, "a", 1)
	b.no(err)
	b.same("one dead letter after a", keys(page), []string{"b"})
}

func checkReplay(b *bench) {
	b.kill("a")
	later := noon + 2*sla.Instant(lease)
	b.update("T", letterOp(outbox.Replay, "a", later))
	b.claims(later - 1)
	held := b.claimOne(later)
	b.same("the key", held.Key, "a")
	b.same("the attempts", held.Attempts, 0)
	b.same("the replays", held.Replays, 1)
	b.no(b.store.Settle(b.ctx, verdict(held, outbox.Done, later)))
	b.claims(later + 2*sla.Instant(lease))
}

func checkDiscard(b *bench) {
	b.kill("a", "b")
	b.update("T", letterOp(outbox.Discard, "a", noon+2))
	b.claims(noon + 2*sla.Instant(lease))
	if d, ok := b.store.(outbox.DeadLetters); ok {
		list, err := d.Dead(b.ctx, "", 10)
		b.no(err)
		b.same("the dead letters", keys(list), []string{"b"})
	}
}

func checkOnlyDead(b *bench) {
	b.update("T", put("a"))
	for _, kind := range []outbox.OpKind{outbox.Replay, outbox.Discard} {
		b.is(b.try("T2", lead("lea"), letterOp(kind, "a", noon)), outbox.ErrState)
		b.is(b.try("T2", lead("lea"), letterOp(kind, "nobody", noon)), outbox.ErrUnknownKey)
	}
	b.nothing("T2")
	b.claims(noon, "a")
}

func checkDeliveries(b *bench) {
	b.kill("b", "a")
	b.update("T", put("d", "c"))
	list := func(state outbox.State, after string, limit int, due ...string) {
		b.t.Helper()
		found, err := b.store.(desk.Deliveries).Deliveries(b.ctx, state, after, limit)
		b.no(err)
		b.same("the deliveries in state "+string(state)+" after "+after, keys(found), due)
	}
	list("", "", 10, "a", "b", "c", "d")
	list("", "b", 1, "c")
	list(outbox.Pending, "", 10, "c", "d")
	list(outbox.Dead, "a", 10, "b")
}
