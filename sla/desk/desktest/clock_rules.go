package desktest

import (
	"time"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// clockRules are what must hold where clocks differ.
var clockRules = []rule{
	{
		name:   "clock: a caller who is ahead fires nothing early",
		broken: "Where a store has a clock of its own it decides what is due: a process whose clock is ahead must not break promises early.",
		needs:  []power{ownClock},
		check:  checkAhead,
	},
	{
		name:   "clock: a caller who is behind is late, and no more",
		broken: "The earlier of the two clocks counts: a caller must not be told an instant that it has not reached.",
		needs:  []power{ownClock},
		check:  checkBehind,
	},
	{
		name:   "clock: workers five minutes apart tell nothing early and nothing twice",
		broken: "Clocks that differ reorder nothing: what became true is told once, as of when it did, by whoever gets there first.",
		needs:  []power{reader},
		check:  checkSkewed,
	},
}

// skew is how far the clocks of workers differ from the right time, either way.
const skew = 5 * time.Minute

// farAhead is an instant that no clock has reached: the year 2200.
var farAhead = sla.At(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC))

// clockOf returns what the clock of a store says, or what the caller's does where the store has none.
func (b *bench) clockOf() (now sla.Instant) {
	b.t.Helper()
	b.update("clock", wake(noon))
	_, err := b.store.Sweep(b.ctx, farAhead, 1, func(c desk.Case, told sla.Instant) (desk.Change, error) {
		now = told
		return draft(c, wake(0))
	})
	b.no(err)
	return now
}

func hasClock(b *bench) bool { return b.clockOf() < farAhead }

func checkAhead(b *bench) {
	now := b.clockOf()
	b.update("soon", wake(now.Add(skew-time.Minute)))
	b.update("due", wake(now.Add(-time.Second)))
	swept, _ := b.sweep(now.Add(skew), 10, wake(0))
	b.same("swept by a caller who is five minutes ahead", swept, []string{"due"})
}

func checkBehind(b *bench) {
	now := b.clockOf()
	b.update("later", wake(now.Add(-time.Minute)))
	b.update("due", wake(now.Add(-skew-time.Second)))
	var swept []string
	_, err := b.store.Sweep(b.ctx, now.Add(-skew), 10, func(c desk.Case, told sla.Instant) (desk.Change, error) {
		b.same("what a caller who is five minutes behind is told", told, now.Add(-skew))
		swept = append(swept, c.Ticket)
		return draft(c, wake(0))
	})
	b.no(err)
	b.same("swept by a caller who is five minutes behind", swept, []string{"due"})
}

// skewed is a course of sweeps by workers whose clocks are five minutes ahead or behind, and what has been told by then.
var skewed = []struct {
	after time.Duration
	ahead bool
	told  map[string]int
}{
	{39 * time.Minute, true, map[string]int{}},
	{41 * time.Minute, true, map[string]int{"threshold:75%": 1}},
	{42 * time.Minute, false, map[string]int{"threshold:75%": 1}},
	{62 * time.Minute, false, map[string]int{"threshold:75%": 1}},
	{63 * time.Minute, true, map[string]int{"threshold:75%": 1, "breach": 1}},
	{64 * time.Minute, false, map[string]int{"threshold:75%": 1, "breach": 1}},
	{30 * 24 * time.Hour, false, map[string]int{"threshold:75%": 1, "breach": 1, "threshold:1h after": 1}},
	{30 * 24 * time.Hour, true, map[string]int{"threshold:75%": 1, "breach": 1, "threshold:1h after": 1}},
}

func checkSkewed(b *bench) {
	w, _ := b.hosts(0)
	behind, err := w.begin(&host{skew: -skew, process: process{plan: noFaults}})
	b.no(err)
	ahead, err := w.begin(&host{skew: skew, process: process{plan: noFaults}})
	b.no(err)
	b.opened(behind, "T", "urgent")
	for _, s := range skewed {
		w.now = noon.Add(s.after)
		h := behind
		if s.ahead {
			h = ahead
		}
		b.no(h.swept())
		b.same("what was told after "+s.after.String(), b.effects(w, "T"), s.told)
	}
	b.chain("T")
	fired, skipped := 0, 0
	b.records(w, "T", func(r *audit.Record, args map[string]string) {
		switch {
		case r.Action == "sla.breach" && args["clock"] == string(sla.FirstResponse):
			b.same("when it was breached", sla.At(r.At), noon.Add(time.Hour))
		case r.Action == "escalation.fired":
			fired++
		case r.Action == "escalation.skipped":
			skipped++
		}
	})
	b.same("the levels that fired, two on the way and one of each ladder after a month", fired, 4)
	b.same("the levels that were skipped", skipped, 2)
}
