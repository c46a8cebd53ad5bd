package desktest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// loopRules are what must hold of the events and sweeps of a desk over the store.
var loopRules = []rule{
	{
		name:   "loop: sweepers side by side tell each effect once",
		broken: "However many desks sweep, what became true is told once.",
		needs:  []power{reader},
		check:  checkSweepers,
	},
	{
		name:   "loop: after a committed pause nothing is told",
		broken: "What a sweep read before a pause was committed must not be told after it: the clock stood still.",
		needs:  []power{reader},
		check:  checkPause,
	},
	{
		name:   "loop: never early, however the clock runs",
		broken: "A clock that runs back makes nothing true, and one that leaps ahead tells what fell due meanwhile, as of when it did.",
		needs:  []power{reader},
		check:  checkLeaps,
	},
	{
		name:   "loop: a case that cannot be read is set aside",
		broken: "A case that no desk can read, or an event that no case can take, stops neither its neighbours nor the desk.",
		check:  checkUnreadable,
	},
}

// hosts starts a world with processes that do not fail.
func (b *bench) hosts(n int) (*world, []*host) {
	b.t.Helper()
	w, err := newWorld(b.build)
	b.no(err)
	w.now = noon
	list := make([]*host, n)
	for i := range list {
		list[i], err = w.start(noFaults)
		b.no(err)
	}
	return w, list
}

// opened opens a ticket at the time of the world.
func (b *bench) opened(h *host, ticket, priority string) {
	b.t.Helper()
	ev := desk.Event{Ticket: ticket, Event: sla.Event{
		Key: "open", Kind: sla.Created, At: h.world.now, By: sla.Customer, Status: "open", Fields: sla.Fields{"priority": priority},
	}}
	_, err := h.desk.Handle(b.ctx, ev)
	b.no(err)
}

func checkSweepers(b *bench) {
	const tickets = 5
	w, hosts := b.hosts(1)
	for i := range tickets {
		b.opened(hosts[0], fmt.Sprintf("T%d", i), "urgent")
	}
	w.now = noon.Add(90 * time.Minute)
	b.interruptedSweep(w, func() error {
		_, err := hosts[0].desk.Sweep(b.ctx)
		return err
	})
	for i := range tickets {
		told := b.effects(w, fmt.Sprintf("T%d", i))
		b.same("how often it was told that the clock is at risk", told["threshold:75%"], 1)
		b.same("how often a breach was told", told["breach"], 1)
	}
}

// effects returns how often the records of a ticket tell of each effect of its first response.
func (b *bench) effects(w *world, ticket string) map[string]int {
	b.t.Helper()
	told := map[string]int{}
	b.records(w, ticket, func(r *audit.Record, args map[string]string) {
		parts := strings.Split(args["effect"], "/")
		if len(parts) == 5 && parts[1] == string(sla.FirstResponse) && args["op"] == "" {
			told[parts[3]]++
		}
	})
	return told
}

// records calls fn with each record of a ticket and the arguments of its reason.
func (b *bench) records(w *world, ticket string, fn func(r *audit.Record, args map[string]string)) {
	b.t.Helper()
	trail, err := w.store.(desk.Reader).Trail(b.ctx, ticket, 0, 1<<20)
	b.no(err)
	for _, sealed := range trail {
		r, err := audit.Open(sealed)
		b.no(err)
		fn(&r, arguments(&r))
	}
}

// arguments returns the arguments of a record's reason.
func arguments(r *audit.Record) map[string]string {
	args := map[string]string{}
	for _, a := range r.Reason.Args {
		args[a.Name] = a.Value.String()
	}
	return args
}

func checkPause(b *bench) {
	w, hosts := b.hosts(1)
	b.opened(hosts[0], "T", "urgent")
	pause := desk.Event{Ticket: "T", Event: sla.Event{
		Key: "pause", Kind: sla.StatusSet, At: noon.Add(10 * time.Minute), By: sla.Agent, Status: "pending",
	}}
	w.now = noon.Add(5 * time.Hour)
	b.interruptedSweep(w, func() error {
		_, err := hosts[0].desk.Handle(b.ctx, pause)
		return err
	})
	paused := false
	b.records(w, "T", func(r *audit.Record, args map[string]string) {
		paused = paused || r.Trigger == "pause" && r.Action == "ticket.status"
		if paused && args["op"] == "" && args["clock"] == string(sla.Resolution) && r.Action == "sla.breach" {
			b.fail("record %d tells of a breach after the pause", r.Seq)
		}
	})
	b.same("whether the pause was taken", paused, true)
}

func checkLeaps(b *bench) {
	w, hosts := b.hosts(1)
	b.opened(hosts[0], "T", "urgent")
	sweep := func(now sla.Instant) map[string]int {
		w.now = now
		_, err := hosts[0].desk.Sweep(b.ctx)
		b.no(err)
		return b.effects(w, "T")
	}
	b.same("what is told while the clock is an hour behind", sweep(noon.Add(-time.Hour)), map[string]int{})
	b.same("what is told a nanosecond too early", sweep(noon.Add(45*time.Minute)), map[string]int{})
	leap := sweep(noon.Add(30 * 24 * time.Hour))
	b.same("what is told after a month", leap, map[string]int{"threshold:75%": 1, "breach": 1, "threshold:1h after": 1})
	b.same("what is told when the clock is back", sweep(noon.Add(time.Hour)), leap)
	told := map[string]int{}
	b.records(w, "T", func(r *audit.Record, args map[string]string) {
		told[r.Action]++
		if r.Action == "sla.breach" && args["clock"] == string(sla.FirstResponse) {
			b.same("when it was breached", sla.At(r.At), noon.Add(time.Hour))
		}
	})
	b.same("the levels that fired after a month, one of each ladder", told["escalation.fired"], 2)
	b.same("the levels below them", told["escalation.skipped"], 4)
}

func checkUnreadable(b *bench) {
	w, hosts := b.hosts(1)
	for _, ticket := range []string{"T1", "odd", "T2"} {
		b.opened(hosts[0], ticket, "urgent")
		w.now = w.now.Add(time.Second)
	}
	b.no(w.store.Update(b.ctx, "odd", func(c desk.Case) (desk.Change, error) {
		next, err := draft(c)
		next.Case.State = c.State.Clone()
		next.Case.State.Format = 99
		return next, err
	}))
	poison := desk.Event{Ticket: "T1", Event: sla.Event{Key: "poison", Kind: "nonsense", At: w.now}}
	var refusal *desk.Refusal
	if _, err := hosts[0].desk.Handle(b.ctx, poison); !errors.As(err, &refusal) {
		b.fail("an event of no kind: got %v; a refusal is due", err)
	}
	w.now = noon.Add(2 * time.Hour)
	if _, err := hosts[0].desk.Sweep(b.ctx); err == nil {
		b.fail("a sweep over a case that cannot be read returned no error")
	}
	_, err := hosts[0].desk.Sweep(b.ctx)
	b.no(err)
	for _, ticket := range []string{"T1", "T2"} {
		b.no(w.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) {
			b.same("when "+ticket+" was breached", c.State.Clock(string(sla.FirstResponse)).Breach != 0, true)
			return desk.Change{Case: c, Before: c.Head}, nil
		}))
	}
}
