package desktest

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// queueRules are what the queue of deliveries must keep.
var queueRules = []rule{
	{
		name:   "put: what is claimed is what was put",
		broken: "A notice is delivered as it was put: a store that rounds, sorts or drops of it tells people something else.",
		check:  checkPut,
	},
	{
		name:   "put: the same again is no change, another is refused",
		broken: "A key is one message. Put again it must not be sent again; with another message it must be refused.",
		check:  checkPutTwice,
	},
	{
		name:   "claim: only what is due, the longest due first, up to the limit",
		broken: "A delivery goes when it is due and not before, and the longest due goes first.",
		check:  checkClaimOrder,
	},
	{
		name:   "claim: what is held is nobody else's",
		broken: "While a lease runs nobody else may claim its delivery: two workers would send it.",
		check:  checkHeld,
	},
	{
		name:   "claim: a lease runs out and tokens rise",
		broken: "When a worker is lost its deliveries must be claimed again, under a token that no claim had before.",
		check:  checkLeaseEnds,
	},
	{
		name:   "settle: what is delivered is over",
		broken: "What was delivered, gave up, lapsed or was folded is never claimed again.",
		check:  checkOver,
	},
	{
		name:   "settle: a retry waits for its time",
		broken: "A delivery that failed is tried again at the instant of its verdict and not before, with its attempts counted.",
		check:  checkRetry,
	},
	{
		name:   "settle: an old token is fenced off",
		broken: "A worker whose lease has passed to another must not settle: its verdict is refused, the other's is kept, and its other verdicts hold.",
		check:  checkFenced,
	},
	{
		name:   "settle: an unknown key disturbs nobody",
		broken: "A verdict on what is not there is refused for itself alone.",
		check:  checkUnknownKey,
	},
	{
		name:   "settle: as a part of a change",
		broken: "A verdict that comes with a change is stored with it, and undoes it when it is fenced off.",
		check:  checkSettleOp,
	},
	{
		name:   "cancel: what has not gone does not go",
		broken: "A pending delivery that is cancelled never goes; one that went is left as it is.",
		check:  checkCancel,
	},
	{
		name:   "amend: the message is replaced",
		broken: "A pending message that is amended goes as amended, at its new time; a new one is put.",
		check:  checkAmend,
	},
}

func checkPut(b *bench) {
	m := message("a", noon)
	m.Token, m.Expires, m.Until = "a.b-c_d", noon+1_000_000_007, noon+3
	m.Customer = fullCase("T").Customer
	m.Keys, m.LateBy = []string{"z", "a"}, sla.Duration(1_000_000_001)
	b.update("T", ops(putOp(m)))
	got := b.claimOne(noon)
	b.same("the message", text(got.Message), text(m))
	b.same("the state", got.State, outbox.Pending)
}

func checkPutTwice(b *bench) {
	b.update("T", put("a"))
	b.update("T", put("a"), put("b", "b"))
	b.claims(noon, "a", "b")
	other := message("a", noon+1)
	b.is(b.try("T", ops(putOp(other))), outbox.ErrKeyReused)
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(2))
}

func checkClaimOrder(b *bench) {
	var due []string
	for i := range 7 {
		key := fmt.Sprintf("k%d", i*3%7)
		due = append(due, key)
		b.update("T", ops(putOp(message(key, noon+sla.Instant(i)))))
	}
	b.claims(noon - 1)
	b.claims(noon, due[0])
	b.same("two of the five that are due", keys(b.claim(noon+5, 2)), due[1:3])
	b.same("the three after them", keys(b.claim(noon+5, 10)), due[3:6])
	b.claims(noon+6, due[6])
}

func checkHeld(b *bench) {
	b.update("T", put("a", "b"))
	first := keys(b.claim(noon, 1))
	b.same("the number claimed", len(first), 1)
	rest := keys(b.claim(noon+1, 10))
	if len(rest) != 1 || rest[0] == first[0] {
		b.fail("%v was claimed, and then %v; the other one is due", first, rest)
	}
	b.claims(noon + sla.Instant(lease) - 1)
}

func checkLeaseEnds(b *bench) {
	b.update("T", put("a"))
	var token uint64
	for i := range 4 {
		held := b.claimOne(noon + sla.Instant(i)*sla.Instant(lease+time.Second))
		if held.Token <= token {
			b.fail("the claim after token %d has token %d", token, held.Token)
		}
		token = held.Token
	}
	// At the very end of a lease a store may say either, but it must answer.
	b.claim(noon+3*sla.Instant(lease+time.Second)+sla.Instant(lease), 10)
}

func checkOver(b *bench) {
	b.update("T", put("a", "b", "c", "d"))
	for i, v := range []outbox.Verdict{outbox.Done, outbox.GiveUp, outbox.Lapse, outbox.Fold} {
		held := b.claim(noon+sla.Instant(i), 1)
		b.same("the number claimed", len(held), 1)
		b.no(b.store.Settle(b.ctx, verdict(held[0], v, noon)))
	}
	b.claims(noon + 10*sla.Instant(lease))
}

func checkRetry(b *bench) {
	b.update("T", put("a"))
	again := verdict(b.claimOne(noon), outbox.Again, noon+1)
	again.Next, again.Reason = noon+5, "no answer"
	b.no(b.store.Settle(b.ctx, again))
	b.claims(noon + 4)
	held := b.claimOne(noon + 5)
	b.same("the attempts", held.Attempts, 1)
	b.same("the reason", held.Reason, "no answer")
}

func checkFenced(b *bench) {
	b.update("T", put("slow", "neighbour"))
	claimed := b.claim(noon, 10)
	b.same("the number claimed", len(claimed), 2)
	slow, neighbour := claimed[0], claimed[1]
	later := noon + 2*sla.Instant(lease)
	taken := b.claim(later, 1)[0]
	if taken.Key == neighbour.Key {
		slow, neighbour = neighbour, slow
	}
	b.is(b.store.Settle(b.ctx, verdict(slow, outbox.GiveUp, later), verdict(neighbour, outbox.Done, later)), outbox.ErrFenced)
	b.claims(later + 1)
	b.no(b.store.Settle(b.ctx, verdict(taken, outbox.Done, later)))
	b.is(b.store.Settle(b.ctx, verdict(slow, outbox.Again, later)), outbox.ErrFenced)
	b.claims(later + 10*sla.Instant(lease))
}

func checkUnknownKey(b *bench) {
	b.update("T", put("a"))
	held := b.claimOne(noon)
	stranger := verdict(held, outbox.Done, noon)
	stranger.Key = "b"
	b.is(b.store.Settle(b.ctx, stranger, verdict(held, outbox.Done, noon)), outbox.ErrUnknownKey)
	b.claims(noon + 2*sla.Instant(lease))
}

// settleOp returns the op of a verdict.
func settleOp(o outbox.Outcome) outbox.Op {
	return outbox.Op{Kind: outbox.Settle, Key: o.Key, Outcome: o, At: o.At}
}

func checkSettleOp(b *bench) {
	b.update("T", put("a", "b"))
	old := b.claim(noon, 10)
	later := noon + 2*sla.Instant(lease)
	held := b.claim(later, 10)
	b.same("the number claimed again", len(held), 2)
	b.is(b.try("T2", lead("lea"), ops(settleOp(verdict(old[0], outbox.Done, later)))), outbox.ErrFenced)
	b.nothing("T2")
	b.update("T", ops(settleOp(verdict(held[0], outbox.Done, later))))
	b.claims(later+2*sla.Instant(lease), held[1].Key)
}

func checkCancel(b *bench) {
	cancel := func(key string) part {
		return ops(outbox.Op{Kind: outbox.Cancel, Key: key, At: noon, Reason: "merged"})
	}
	b.update("T", put("a"), ops(putOp(message("b", noon-1))))
	b.no(b.store.Settle(b.ctx, verdict(b.claimOne(noon-1), outbox.GiveUp, noon)))
	b.update("T", cancel("a"), cancel("b"))
	b.claims(noon + 2*sla.Instant(lease))
	if d, ok := b.store.(outbox.DeadLetters); ok {
		list, err := d.Dead(b.ctx, "", 10)
		b.no(err)
		b.same("the dead letters after a cancel", keys(list), []string{"b"})
	}
}

func checkAmend(b *bench) {
	amended := message("a", noon+5)
	amended.Count = 12
	amend := func(next *desk.Change) {
		for _, m := range []outbox.Message{amended, message("b", noon+6)} {
			next.Ops = append(next.Ops, outbox.Op{Kind: outbox.Amend, Key: m.Key, Message: &m})
		}
	}
	b.update("T", put("a"))
	b.update("T", amend)
	b.claims(noon + 4)
	b.same("the amended message", text(b.claimOne(noon+5).Message), text(amended))
	b.claims(noon+6, "b")
}
