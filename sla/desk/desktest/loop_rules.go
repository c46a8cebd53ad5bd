package desktest

import (
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// loopRules are what must hold of the events and sweeps of a desk over the store.
var loopRules = []rule{
	{
		name:   "loop: never early, however the clock runs",
		broken: "A clock that runs back makes nothing true, and one that leaps ahead tells what fell due meanwhile, as of when it did.",
		needs:  []power{reader},
		check:  checkLeaps,
	},
	{
		name:   "loop: events sent twice, late and out of order end alike",
		broken: "Events are replayed in their places: whatever order they come in, and however often, the promises of a ticket are the same.",
		check:  checkOrderOfEvents,
	},
}

// hosts starts a world with processes that do not fail.
func (b *bench) hosts(n int) (*world, []*host) {
	b.t.Helper()
	w, err := newWorld(b.build, b.below)
	b.no(err)
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

// course is what happens to a ticket: a kind of event, how long after its creation, and a status.
var course = []struct {
	key    string
	after  time.Duration
	kind   sla.Kind
	status string
}{
	{"pause", 20 * time.Minute, sla.StatusSet, "pending"},
	{"resume", 80 * time.Minute, sla.StatusSet, "open"},
	{"answer", 90 * time.Minute, sla.Message, ""},
	{"solve", 6 * time.Hour, sla.StatusSet, "solved"},
}

func checkOrderOfEvents(b *bench) {
	w, hosts := b.hosts(1)
	take := func(ticket string, n int) {
		e := course[n]
		ev := desk.Event{Ticket: ticket, Event: sla.Event{Key: e.key, Kind: e.kind, At: noon.Add(e.after), By: sla.Agent, Actor: "ben", Status: e.status, Public: true}}
		b.no(hosts[0].handled(ev))
	}
	b.opened(hosts[0], "in order", "urgent")
	b.opened(hosts[0], "out of order", "urgent")
	for n, e := range course {
		w.now = noon.Add(e.after)
		take("in order", n)
	}
	for _, n := range []int{2, 0, 2, 3, 1, 0, 1, 3} {
		take("out of order", n)
	}
	b.same("the promises", text(b.promises(w, "out of order")), text(b.promises(w, "in order")))
}

// promises returns the clocks of a ticket, without how often they were set anew.
func (b *bench) promises(w *world, ticket string) (clocks []sla.Clock) {
	b.t.Helper()
	b.no(w.store.Update(b.ctx, ticket, func(c desk.Case) (desk.Change, error) {
		for _, clock := range c.State.Clocks {
			clock.Epoch = 0
			clocks = append(clocks, clock)
		}
		return desk.Change{Case: c, Before: c.Head}, nil
	}))
	return clocks
}
