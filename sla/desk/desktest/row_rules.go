package desktest

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// rowRules are what must hold of what cannot be read or taken.
var rowRules = []rule{
	{
		name:   "poison: a row that cannot be decoded is set aside",
		broken: "A row that a disk, a hand or a later program spoilt must not keep its neighbours from being swept, nor be written over.",
		needs:  []power{spoiler},
		check:  checkSpoilt,
	},
	{
		name:   "poison: a case that no desk can read is set aside",
		broken: "A case that no desk can read stops neither its neighbours nor the desk.",
		check:  checkUnreadable,
	},
	{
		name:   "poison: an event that no case can take is refused",
		broken: "An event of no kind is refused, with a record, and its ticket goes on.",
		check:  checkPoisonEvent,
	},
	{
		name:   "poison: a pack without a ticket's rules sets aside that ticket alone",
		broken: "A bad pack costs the tickets whose rules it lacks, until they are let back in; the others go on, and nothing is lost.",
		check:  checkBadPack,
	},
}

// Spoiler is what a store may offer to its tests alone: a way to spoil a row.
type Spoiler interface {
	// Spoil makes the stored case of a ticket unreadable, as a broken disk would. What tells that it is due is left.
	Spoil(ctx context.Context, ticket string) error
}

func checkSpoilt(b *bench) {
	for i, name := range []string{"T1", "spoilt", "T2"} {
		b.update(name, wake(noon+sla.Instant(i)))
	}
	b.no(b.below.(Spoiler).Spoil(b.ctx, "spoilt"))
	var swept []string
	sweep := func() (int, error) {
		return b.store.Sweep(b.ctx, noon+10, 10, func(c desk.Case, _ sla.Instant) (desk.Change, error) {
			swept = append(swept, c.Ticket)
			return draft(c, wake(0))
		})
	}
	changed, err := sweep()
	if err == nil {
		b.fail("a sweep over a row that cannot be decoded returned no error")
	}
	b.same("swept beside it", swept, []string{"T1", "T2"})
	b.same("changed beside it", changed, 2)
	_, err = sweep()
	b.no(err)
	if b.try("spoilt") == nil {
		b.fail("a row that cannot be decoded was written over")
	}
	if q, ok := b.store.(desk.Quarantine); ok {
		aside, err := q.Aside(b.ctx)
		b.no(err)
		if len(aside) != 1 || aside["spoilt"] == "" {
			b.fail("set aside: %s; one case with its reason is due", text(aside))
		}
	}
}

// breached ends the rule unless the first response of a ticket was breached when it fell due.
func (b *bench) breached(w *world, ticket string, due sla.Instant) {
	b.t.Helper()
	b.no(w.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) {
		b.same("when "+ticket+" was breached", c.State.Clock(string(sla.FirstResponse)).Breach, due)
		return desk.Change{Case: c, Before: c.Head}, nil
	}))
}

func checkUnreadable(b *bench) {
	w, hosts := b.hosts(1)
	for _, ticket := range []string{"T1", "odd", "T2"} {
		b.opened(hosts[0], ticket, "urgent")
	}
	b.no(w.store.Update(b.ctx, "odd", func(c desk.Case) (desk.Change, error) {
		next, err := draft(c)
		next.Case.State = c.State.Clone()
		next.Case.State.Format = 99
		return next, err
	}))
	w.now = noon.Add(2 * time.Hour)
	if hosts[0].swept() == nil {
		b.fail("a sweep over a case that cannot be read returned no error")
	}
	b.no(hosts[0].swept())
	b.breached(w, "T1", noon.Add(time.Hour))
	b.breached(w, "T2", noon.Add(time.Hour))
}

func checkPoisonEvent(b *bench) {
	w, hosts := b.hosts(1)
	b.opened(hosts[0], "T", "urgent")
	before := b.see("T").Head.Seq
	var refusal *desk.Refusal
	poison := desk.Event{Ticket: "T", Event: sla.Event{Key: "poison", Kind: "nonsense", At: w.now}}
	if err := hosts[0].handled(poison); !errors.As(err, &refusal) {
		b.fail("an event of no kind: got %v; a refusal is due", err)
	}
	b.same("the records of the refusal", b.see("T").Head.Seq-before, uint64(1))
	w.now = noon.Add(2 * time.Hour)
	b.no(hosts[0].swept())
	b.breached(w, "T", noon.Add(time.Hour))
}

func checkBadPack(b *bench) {
	w, hosts := b.hosts(1)
	b.opened(hosts[0], "T1", "urgent")
	good := w.pack
	bad, err := pack.Read("bad.yaml", bytes.Replace(faultsPack, []byte("name: standard"), []byte("name: another"), 1), nil)
	b.no(err)
	w.pack = bad
	other, err := w.start(noFaults)
	b.no(err)
	b.opened(other, "T2", "urgent")
	w.now = noon.Add(2 * time.Hour)
	if other.swept() == nil {
		b.fail("a sweep over a case whose rules are unknown returned no error")
	}
	b.no(other.swept())
	b.breached(w, "T2", noon.Add(time.Hour))
	w.pack = good
	if q, ok := w.store.(desk.Quarantine); ok {
		b.no(q.Readmit(b.ctx, "T1"))
		b.no(hosts[0].swept())
		b.breached(w, "T1", noon.Add(time.Hour))
	}
}
