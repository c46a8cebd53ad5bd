package desktest

import (
	"fmt"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// sweepRules are what a look at what is due must keep.
var sweepRules = []rule{
	{
		name:   "sweep: only what is due",
		broken: "A case is due from its Wake on, to the nanosecond, and never before; one without a Wake is never due.",
		check:  checkDue,
	},
	{
		name:   "sweep: the longest due first, up to the limit",
		broken: "The longest due case comes first and a limit is kept, so that a backlog is worked off in its order.",
		check:  checkOldestFirst,
	},
	{
		name:   "sweep: each case once",
		broken: "A case is looked at once a sweep, even if it stays due, so that it cannot keep the others waiting.",
		check:  checkOnce,
	},
	{
		name:   "sweep: a change is stored whole",
		broken: "A sweep stores case, records, ops and loads of a change together, as an update does.",
		check:  checkSweptWhole,
	},
	{
		name:   "sweep: nothing to say leaves the case due",
		broken: "A case for which fn has nothing to say is left as it is and is not counted: looking is not changing.",
		check:  checkLeft,
	},
	{
		name:   "sweep: fn is never told a later instant",
		broken: "fn gets the caller's instant or an earlier one: a store may hold a clock back, but must not push it.",
		check:  checkToldNow,
	},
	{
		name:   "sweep: a poison case is set aside",
		broken: "A case for which fn fails is set aside with its error, and its neighbours are swept: one case must not stop a desk.",
		check:  checkPoison,
	},
	{
		name:   "sweep: what was set aside can be let back in",
		broken: "A case that was set aside says why, is no wake to wait for, and is swept again once it is readmitted.",
		needs:  []power{quarantine},
		check:  checkReadmit,
	},
	{
		name:   "sweep: no room is no poison",
		broken: "A case that lost the last place is to be routed again at the next sweep. Set aside, it would be forgotten.",
		check:  checkSweptRoom,
	},
}

func checkDue(b *bench) {
	b.update("early", wake(noon+1))
	b.update("due", wake(noon))
	b.update("never")
	swept, changed := b.sweep(noon-1, 10, wake(0))
	b.same("swept before the wake", swept, []string(nil))
	b.same("changed before the wake", changed, 0)
	swept, changed = b.sweep(noon, 10, wake(0))
	b.same("swept at the wake", swept, []string{"due"})
	b.same("changed at the wake", changed, 1)
	swept, _ = b.sweep(noon, 10, wake(0))
	b.same("swept by one more sweep", swept, []string(nil))
	b.update("early", wake(noon+2))
	swept, _ = b.sweep(noon+1, 10, wake(0))
	b.same("swept after the wake moved", swept, []string(nil))
}

func checkOldestFirst(b *bench) {
	var due []string
	for i := range 7 {
		name := fmt.Sprintf("T%d", i*3%7)
		due = append(due, name)
		b.update(name, wake(noon+sla.Instant(i)))
	}
	first, changed := b.sweep(noon+10, 3, wake(0))
	b.same("changed by the first sweep", changed, 3)
	b.same("the three longest due", first, due[:3])
	rest, _ := b.sweep(noon+10, 10, wake(0))
	b.same("the rest", rest, due[3:])
}

func checkOnce(b *bench) {
	b.update("T", wake(noon))
	b.update("T2", wake(noon+1))
	swept, changed := b.sweep(noon+2, 10)
	b.same("swept", swept, []string{"T", "T2"})
	b.same("changed", changed, 2)
}

func checkSweptWhole(b *bench) {
	b.update("T", wake(noon))
	_, changed := b.sweep(noon, 10, lead("lea"), wake(noon+1), put("a"), load("ana", 1, 1))
	b.same("changed", changed, 1)
	seen := b.see("T")
	b.same("the lead", seen.Lead, "lea")
	b.same("the sequence of the head", seen.Head.Seq, uint64(2))
	b.loads("ana", 1)
	b.claims(noon, "a")
	if reader.in(b) {
		b.chain("T")
	}
}

func checkLeft(b *bench) {
	b.update("T", wake(noon))
	for range 2 {
		looks := 0
		changed, err := b.store.Sweep(b.ctx, noon, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
			looks++
			return desk.Change{Case: c, Before: c.Head}, nil
		})
		b.no(err)
		b.same("changed", changed, 0)
		b.same("looks", looks, 1)
	}
	b.same("the sequence of the head", b.see("T").Head.Seq, uint64(1))
}

func checkToldNow(b *bench) {
	b.update("T", wake(noon))
	_, err := b.store.Sweep(b.ctx, noon+5, 10, func(c desk.Case, now sla.Instant) (desk.Change, error) {
		if now > noon+5 || now < c.Wake {
			return desk.Change{}, fmt.Errorf("told %s of a case due at %s in a sweep of %s", now, c.Wake, noon+5)
		}
		return draft(c, wake(0))
	})
	b.no(err)
}

// poison makes a sweep in which fn fails for one ticket, and must be told of it.
func (b *bench) poison(now sla.Instant, ticket string) (swept []string) {
	b.t.Helper()
	_, err := b.store.Sweep(b.ctx, now, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
		swept = append(swept, c.Ticket)
		if c.Ticket == ticket {
			return desk.Change{}, errOurs
		}
		return draft(c, wake(0))
	})
	if slices.Contains(swept, ticket) {
		b.is(err, errOurs)
	}
	return swept
}

func checkPoison(b *bench) {
	for i, name := range []string{"T1", "poison", "T2"} {
		b.update(name, wake(noon+sla.Instant(i)))
	}
	b.same("swept", b.poison(noon+10, "poison"), []string{"T1", "poison", "T2"})
	b.same("swept again", b.poison(noon+10, "poison"), []string(nil))
	b.same("the sequence of the poison", b.see("poison").Head.Seq, uint64(1))
	b.same("the sequence of its neighbour", b.see("T2").Head.Seq, uint64(2))
}

func checkReadmit(b *bench) {
	b.update("poison", wake(noon))
	b.poison(noon, "poison")
	q := b.store.(desk.Quarantine)
	aside, err := q.Aside(b.ctx)
	b.no(err)
	if len(aside) != 1 || aside["poison"] == "" {
		b.fail("set aside: %s; one case with its reason is due", text(aside))
	}
	if w, ok := b.store.(desk.Waker); ok {
		at, err := w.NextWake(b.ctx)
		b.no(err)
		b.same("the next wake beside a case set aside", at, sla.Instant(0))
	}
	b.is(q.Readmit(b.ctx, "T"), desk.ErrUnknownTicket)
	b.no(q.Readmit(b.ctx, "poison"))
	swept, changed := b.sweep(noon, 10, wake(0))
	b.same("swept once it is back", swept, []string{"poison"})
	b.same("changed once it is back", changed, 1)
	aside, err = q.Aside(b.ctx)
	b.no(err)
	b.same("set aside at the end", len(aside), 0)
}

func checkSweptRoom(b *bench) {
	b.update("T", wake(noon))
	b.update("T2", wake(noon+1))
	full := func() (swept []string) {
		_, err := b.store.Sweep(b.ctx, noon+2, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
			swept = append(swept, c.Ticket)
			return draft(c, wake(0), load("ana", 1, 1))
		})
		b.is(err, desk.ErrNoRoom)
		return swept
	}
	b.same("swept", full(), []string{"T", "T2"})
	b.same("swept again", full(), []string{"T2"})
	b.same("the sequence of the loser", b.see("T2").Head.Seq, uint64(1))
	b.loads("ana", 1)
}
