package desktest

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// updateRules are what one update of one case must keep.
var updateRules = []rule{
	{
		name:   "update: an unknown ticket is the zero case",
		broken: "The first event of a ticket is taken into the zero Case with its name. Anything else in it becomes part of every new ticket.",
		check:  func(b *bench) { b.nothing("T") },
	},
	{
		name:   "update: case, ops and loads are stored together",
		broken: "A change is one transaction. What is stored without the rest is a promise that nobody keeps, or a notice about nothing.",
		check:  checkTogether,
	},
	{
		name:   "update: the trail is stored with the case",
		broken: "Records are stored with the change that made them, in their order, as the bytes given. A gap or another byte breaks the chain.",
		needs:  []power{reader},
		check:  checkTrail,
	},
	{
		name:   "update: a case comes back byte for byte",
		broken: "A case is one JSON document. What a store rounds, sorts, trims or drops of it changes what replay gives.",
		check:  checkRoundTrip,
	},
	{
		name:   "update: an error of fn comes back and stores nothing",
		broken: "fn's error is the caller's: it must come back as it is, and nothing may be stored.",
		check:  checkFnError,
	},
	{
		name:   "update: an empty change stores nothing",
		broken: "An empty change is a look. A look that stores anything makes the state depend on who looked.",
		check:  checkEmpty,
	},
	{
		name:   "update: a wake that moved is stored",
		broken: "A change without a record may still move the Wake: a ticket whose new wake is lost is looked at too late, or never.",
		check:  checkWakeMoved,
	},
	{
		name:   "update: an old head is refused",
		broken: "A change from another head than the case has would overwrite what came between: an event is lost, and the chain forks.",
		check:  checkOldHead,
	},
	{
		name:   "update: a refused op undoes its change",
		broken: "When an op is refused the whole change is: a case that was stored without its notices never sends them.",
		check:  checkRefusedOp,
	},
	{
		name:   "update: a load beyond the room undoes its change",
		broken: "Two tickets must never take one last place, and the loser must find its case as it was, to be routed again.",
		check:  checkRoom,
	},
	{
		name: "update: loads tell what may be set aside and since when",
		broken: "Who has been idle longest and who had a ticket last is chosen by what the loads tell, and a ticket that interrupts has " +
			"room beside what may be set aside, and never more.",
		check: checkStanding,
	},
	{
		name:   "update: ids are opaque",
		broken: "An id is whatever the host says. Ids that differ in case, spaces or accents are different tickets.",
		check:  checkNames,
	},
	{
		name:   "update: an ended context stores nothing",
		broken: "After its context has ended a call returns an error and stores nothing, so that a host can stop.",
		check:  checkCancelled,
	},
}

func checkTogether(b *bench) {
	b.update("T", lead("lea"), put("a", "b"), load("ana", 1, 2))
	b.same("the lead", b.see("T").Lead, "lea")
	b.loads("ana", 1)
	b.claims(noon, "a", "b")
	b.update("T", put("c"), load("ana", -1, 2))
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(2))
	b.loads("ana", 0)
	b.claims(noon, "c")
}

func checkTrail(b *bench) {
	var due [][]byte
	for range 3 {
		b.update("T", func(next *desk.Change) {
			b.no(record(next, "first"))
			b.no(record(next, "second"))
		}, func(next *desk.Change) { due = append(due, next.Records...) })
		due = append(due, nil) // the record that ends every draft
	}
	b.update("T2")
	trail := b.trail("T", 0, 100)
	b.same("the number of records", len(trail), len(due))
	for i := range due {
		if due[i] != nil {
			b.same("a record", string(trail[i]), string(due[i]))
		}
	}
	b.chain("T")
	b.chain("T2")
	b.same("the records after the seventh", b.trail("T", 7, 100), trail[7:])
	b.same("two records after the third", b.trail("T", 3, 2), trail[3:5])
	b.same("the records of an unknown ticket", len(b.trail("T3", 0, 100)), 0)
}

func checkRoundTrip(b *bench) {
	var due string
	b.no(b.store.Update(b.ctx, "T", func(desk.Case) (desk.Change, error) {
		next := desk.Change{Case: fullCase("T")}
		err := record(&next, "checked")
		due = document(b, next.Case)
		return next, err
	}))
	b.same("the case", document(b, b.see("T")), due)
	if r, ok := b.store.(desk.Reader); ok {
		read, err := r.Load(b.ctx, "T")
		b.no(err)
		b.same("the case that is read", document(b, read), due)
	}
}

func document(b *bench, c desk.Case) string {
	b.t.Helper()
	data, err := json.Marshal(c)
	b.no(err)
	return string(data)
}

var errOurs = errors.New("an error of fn")

func checkFnError(b *bench) {
	err := b.store.Update(b.ctx, "T", func(c desk.Case) (desk.Change, error) {
		next, _ := draft(c, put("a"), load("ana", 1, 1))
		return next, errOurs
	})
	b.is(err, errOurs)
	b.same("the text of the error", err.Error(), errOurs.Error())
	b.nothing("T")
	b.loads("ana", 0)
	b.claims(noon)
}

func checkEmpty(b *bench) {
	look := func(ticket string) {
		b.no(b.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) {
			next := desk.Change{Case: c, Before: c.Head}
			next.Case.Lead, next.Case.Wake = "nobody", noon
			return next, nil
		}))
	}
	look("T")
	b.nothing("T")
	b.update("T", lead("lea"))
	look("T")
	b.same("the lead after a look", b.see("T").Lead, "lea")
	swept, _ := b.sweep(noon, 10)
	b.same("the cases due after a look", len(swept), 0)
}

func checkWakeMoved(b *bench) {
	move := func(c desk.Case, at sla.Instant) (desk.Change, error) {
		next := desk.Change{Case: c, Before: c.Head, Wake: true}
		next.Case.Wake = at
		return next, nil
	}
	b.update("T", wake(noon+5))
	b.no(b.store.Update(b.ctx, "T", func(c desk.Case) (desk.Change, error) { return move(c, noon) }))
	b.same("the wake", b.see("T").Wake, noon)
	changed, err := b.store.Sweep(b.ctx, noon, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) { return move(c, noon+9) })
	b.no(err)
	b.same("the cases whose wake a sweep moved", changed, 1)
	b.same("the wake after a sweep", b.see("T").Wake, noon+9)
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(1))
}

func checkOldHead(b *bench) {
	b.update("T", lead("first"))
	old := b.see("T")
	b.update("T", lead("second"))
	stale := func(desk.Case) (desk.Change, error) { return draft(old, lead("third"), put("a"), load("ana", 1, 1)) }
	b.is(b.store.Update(b.ctx, "T", stale), desk.ErrConflict)
	b.same("the lead", b.see("T").Lead, "second")
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(2))
	b.loads("ana", 0)
	b.claims(noon)
	err := b.store.Update(b.ctx, "T2", func(desk.Case) (desk.Change, error) { return draft(desk.Case{Ticket: "T2", Head: old.Head}) })
	b.is(err, desk.ErrConflict)
	b.nothing("T2")
}

func checkRefusedOp(b *bench) {
	b.update("T", put("a"))
	other := message("a", noon)
	other.Runbook = "https://example.com/other"
	b.is(b.try("T2", lead("lea"), load("ana", 1, 1), put("b"), ops(putOp(other))), outbox.ErrKeyReused)
	b.nothing("T2")
	b.loads("ana", 0)
	b.claims(noon, "a")
}

func checkRoom(b *bench) {
	b.update("T", load("ana", 1, 2))
	b.update("T2", load("ana", 1, 2))
	b.is(b.try("T3", load("ben", 1, 1), load("ana", 1, 2), put("a")), desk.ErrNoRoom)
	b.nothing("T3")
	b.loads("ana", 2)
	b.loads("ben", 0)
	b.claims(noon)
	b.update("T", load("ana", -1, 2))
	b.update("T3", load("ana", 1, 2))
	b.update("T4", load("ana", 1, 0))
	b.loads("ana", 3)
}

func checkStanding(b *bench) {
	due := routing.Roster{}
	take := func(ticket string, loads ...desk.Load) {
		b.t.Helper()
		b.update(ticket, carry(loads...))
		for _, l := range loads {
			due[l.Agent] = l.To(due[l.Agent])
		}
		got, err := b.store.Loads(b.ctx)
		b.no(err)
		for agent, p := range due {
			b.same("how "+agent+" stands", got[agent], p)
		}
	}
	mail := desk.Load{Agent: "ana", By: 1, Interruptible: 1, At: noon, Room: 2}
	chat := desk.Load{Agent: "ana", By: 1, At: noon + 1, Room: 2, Interrupts: true}
	take("T", mail)
	take("T2", mail, desk.Load{Agent: "ben", By: 1, At: noon})
	b.is(b.try("T3", carry(mail)), desk.ErrNoRoom)
	take("T3", chat)
	take("T4", chat)
	b.is(b.try("T5", carry(chat)), desk.ErrNoRoom)
	take("T", desk.Load{Agent: "ana", Interruptible: -1}) // it is no mail any more
	take("T3", desk.Load{Agent: "ana", By: -1, At: noon + 2})
	b.is(b.try("T5", carry(chat)), desk.ErrNoRoom)
	for i, soft := range []int{0, -1, 0} {
		at := noon + sla.Instant(3+i)
		take("T4", desk.Load{Agent: "ana", By: -1, Interruptible: soft, At: at}, desk.Load{Agent: "ben", By: 1 - 2*(i%2), At: at})
	}
	take("T5", chat)
}

func checkNames(b *bench) {
	for _, name := range strangeNames {
		b.update(name, lead(name), put(name), load(name, 1, 1))
	}
	for _, name := range strangeNames {
		b.same("the lead of "+name, b.see(name).Lead, name)
		b.same("the ticket "+name, b.see(name).Ticket, name)
		b.loads(name, 1)
	}
	b.same("the number of deliveries", len(b.claim(noon, 100)), len(strangeNames))
}

func checkCancelled(b *bench) {
	b.update("T", wake(noon), put("a"))
	held := b.claimOne(noon)
	ended, cancel := context.WithCancel(b.ctx)
	cancel()
	change := func(c desk.Case) (desk.Change, error) { return draft(c, lead("late")) }
	_, sweepErr := b.store.Sweep(ended, noon, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) { return change(c) })
	_, claimErr := b.store.Claim(ended, noon+sla.Instant(lease)+1, lease, 10)
	_, loadsErr := b.store.Loads(ended)
	for _, err := range []error{
		b.store.Update(ended, "T", change), sweepErr, claimErr, loadsErr,
		b.store.Settle(ended, verdict(held, outbox.Done, noon)),
	} {
		if err == nil {
			b.fail("a call under an ended context returned no error")
		}
	}
	b.same("the lead", b.see("T").Lead, "")
	b.claims(noon+sla.Instant(lease)+1, "a")
}
