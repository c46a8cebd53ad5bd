package desktest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// loopRules are what must hold of a desk that works over the store.
var loopRules = []rule{
	{
		name:   "loop: deliverers side by side send each notice once",
		broken: "Without a fault no notice may arrive twice, however many deliverers work on the queue.",
		check:  checkDeliverers,
	},
	{
		name:   "loop: sweepers side by side tell each effect once",
		broken: "However many desks sweep, what became true is told once.",
		needs:  []power{reader},
		check:  checkSweepers,
	},
	{
		name:   "loop: a slow worker past its lease is fenced off",
		broken: "A worker that comes back after its lease has passed must not undo the verdict of the one who took over.",
		check:  checkSlowWorker,
	},
	{
		name:   "loop: a notice that fails disturbs no other",
		broken: "A notifier that fails, hangs, panics or is turned away spoils its own notice alone.",
		check:  checkBadNotifiers,
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

// tell puts notices to people, which belong to no ticket.
func (b *bench) tell(w *world, names ...string) {
	b.t.Helper()
	for _, name := range names {
		m := message(name, w.now)
		m.Ticket, m.To.Address, m.Kind = "", "people:"+name, escalation.Offer
		b.no(w.store.Update(b.ctx, "T", func(c desk.Case) (desk.Change, error) { return draft(c, ops(putOp(m))) }))
	}
}

// deliverAll sends notices until none is due.
func deliverAll(h *host) error {
	for {
		if n, err := h.deliver(context.Background()); n == 0 || err != nil {
			return err
		}
	}
}

func checkDeliverers(b *bench) {
	const notices = 40
	w, hosts := b.hosts(4)
	for i := range notices {
		b.tell(w, fmt.Sprintf("p%d", i))
	}
	arrived := 0
	w.receiver.answer = func(context.Context, escalation.Notice) (before, after error) {
		arrived++
		return nil, nil
	}
	b.no(joined(len(hosts), func(i int) error { return deliverAll(hosts[i]) }))
	b.same("the notices that arrived", len(w.receiver.heard), notices)
	b.same("the arrivals", arrived, notices)
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

func checkSlowWorker(b *bench) {
	w, hosts := b.hosts(2)
	slow, other := hosts[0], hosts[1]
	b.tell(w, "ana")
	var took []outbox.Delivery
	w.receiver.answer = func(context.Context, escalation.Notice) (before, after error) {
		w.now = w.now.Add(2 * lease)
		list, err := other.store.Claim(b.ctx, w.now, lease, 1)
		took = append(took, list...)
		return nil, errors.Join(err, errReceiver) // the slow worker thinks that it failed
	}
	_, err := slow.deliver(b.ctx)
	b.no(err)
	b.same("what the other worker took over", len(took), 1)
	w.receiver.answer = nil
	b.no(other.store.Settle(b.ctx, verdict(took[0], outbox.Done, w.now)))
	w.now = w.now.Add(24 * time.Hour)
	n, err := other.deliver(b.ctx)
	b.no(err)
	b.same("what is sent after the verdict", n, 0)
}

func checkBadNotifiers(b *bench) {
	w, _ := b.hosts(0)
	w.timeout = 250 * time.Millisecond
	h, err := w.start(noFaults)
	b.no(err)
	for i, name := range []string{"fails", "good", "panics", "better", "hangs", "turned away", "best", "gone"} {
		b.tell(w, name)
		w.now += sla.Instant(i)
	}
	w.receiver.answer = func(ctx context.Context, n escalation.Notice) (before, after error) {
		switch n.To.Address {
		case "people:fails":
			return errReceiver, nil
		case "people:panics":
			panic("a notifier of the host")
		case "people:hangs":
			<-ctx.Done()
			return ctx.Err(), nil
		case "people:turned away":
			return outbox.RetryAfter(errReceiver, time.Hour), nil
		case "people:gone":
			return outbox.Permanent(errReceiver), nil
		}
		return nil, nil
	}
	b.no(deliverAll(h))
	for _, name := range []string{"good", "better", "best"} {
		if w.receiver.heard[name] == "" {
			b.fail("%q was not told beside those that fail", name)
		}
	}
	w.receiver.answer = nil
	w.now = w.now.Add(30 * time.Minute)
	b.no(deliverAll(h))
	b.same("who was told after half an hour", len(w.receiver.heard), 5)
	w.now = w.now.Add(time.Hour)
	b.no(deliverAll(h))
	b.same("who was told after the receiver could be asked again", len(w.receiver.heard), 6)
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
