package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// instants returns instants between a and b, both among them, in order.
func instants(t *rapid.T, a, b sla.Instant) []sla.Instant {
	list := []sla.Instant{a, b}
	for range rapid.IntRange(1, 3).Draw(t, "instants") {
		list = append(list, a+sla.Instant(rapid.Int64Range(0, int64(b-a)).Draw(t, "between")))
	}
	slices.Sort(list)
	return list
}

// Balance: elapsed and remaining are the target together, and overdue is what is missing below zero.
func TestLawElapsedAndRemainingAreTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{})
		r := y.open()
		for _, ev := range y.events {
			r.step(t, ev)
			for _, v := range views(t, y.p, r.st, ev.At.Add(drawOffset(t, "later"))) {
				if !v.HasTarget {
					require.Zero(t, v.Target+v.Remaining+v.Overdue)
					continue
				}
				require.Equal(t, v.Target, v.Elapsed+v.Remaining)
				require.Equal(t, max(0, -v.Remaining), v.Overdue)
			}
		}
	})
}

// Flow: within a cycle the elapsed time never falls, never outruns the time that passes, and stands still while the clock is
// paused or closed; an event itself takes no time.
func TestLawElapsedFlows(t *testing.T) {
	kinds := append(slices.Clone(factKinds), sla.Start, sla.Pause, sla.Resume, sla.Stop, sla.Reset, sla.Exempted, sla.SetDue, sla.Attach, sla.Detach)
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: kinds, lone: true})
		r := y.open()
		for i, ev := range y.events {
			before := views(t, y.p, r.st, ev.At)
			r.step(t, ev)
			if y.keepsTerms(ev) {
				sameElapsed(t, y, before, views(t, y.p, r.st, ev.At))
			}
			until := y.end()
			if i+1 < len(y.events) {
				until = y.events[i+1].At
			}
			for name := range before {
				flows(t, y, r.st, name, instants(t, ev.At, until))
			}
		}
	})
}

// keepsTerms says whether an event leaves the terms of every clock alone, and counts no gap. A restore takes up what changed
// while the ticket was gone.
func (y story) keepsTerms(ev sla.Event) bool {
	return ev.Kind != sla.Changed && ev.Kind != sla.StatusSet && ev.Kind != sla.TicketRestored
}

func sameElapsed(t *rapid.T, y story, before, after map[string]sla.View) {
	for name, v := range before {
		w := after[name]
		if v.Cycle == w.Cycle && v.Started == w.Started {
			require.Equal(t, v.Elapsed, w.Elapsed, "the event moved what had elapsed of %s", name)
		}
	}
}

func flows(t *rapid.T, y story, st *sla.State, name string, at []sla.Instant) {
	for i := 1; i < len(at); i++ {
		v, w := views(t, y.p, st, at[i-1])[name], views(t, y.p, st, at[i])[name]
		require.GreaterOrEqual(t, w.Elapsed, v.Elapsed)
		require.LessOrEqual(t, w.Elapsed-v.Elapsed, sla.Duration(at[i]-at[i-1]))
		if w.Phase != sla.Running {
			require.Equal(t, v.Elapsed, w.Elapsed, "%s is %s and goes on", name, w.Phase)
		}
		if w.Phase == sla.Running && v.Phase == sla.Running && v.Started < at[i-1] {
			require.Equal(t, w.ElapsedWall-v.ElapsedWall, sla.Duration(at[i]-at[i-1]))
		}
	}
}

// timer is one generic clock that a test drives.
func timer(t *rapid.T, hours calendar.Calendar, length time.Duration) *sla.Policies {
	spec := sla.Spec{Policies: []sla.PolicySpec{{Name: "timer", Calendar: "hours", Targets: []sla.TargetSpec{
		{Metric: "timer", Within: sla.Within{All: sla.BusinessTime(length)}, Pause: []sla.PauseSpec{{Status: "pending"}}},
	}}}}
	return compile(t, spec, map[string]calendar.Calendar{"hours": hours})
}

func drive(t *rapid.T, p *sla.Policies, start sla.Instant, events ...sla.Event) *told {
	r := &told{p: p, st: sla.NewState("T")}
	r.step(t, sla.Event{Key: "created", Kind: sla.Created, At: start, By: sla.Customer})
	r.step(t, sla.Event{Key: "start", Kind: sla.Start, At: start, Clock: "timer"})
	r.step(t, events...)
	return r
}

// hold pauses the timer for a reason. At one instant what resumes comes before what pauses, so that only a status can hold a
// clock for no time.
func hold(key string, from, to sla.Instant) []sla.Event {
	if from == to {
		return []sla.Event{
			{Key: key + " 1", Kind: sla.StatusSet, At: from, Status: "pending"},
			{Key: key + " 2", Kind: sla.StatusSet, At: to, Status: "open"},
		}
	}
	return []sla.Event{
		{Key: key + " on", Kind: sla.Pause, At: from, Clock: "timer", Reason: key},
		{Key: key + " off", Kind: sla.Resume, At: to, Clock: "timer", Reason: key},
	}
}

// timing is a start, a length, and a pause that begins before the clock falls due.
type timing struct {
	hours     calendar.Calendar
	length    time.Duration
	start     sla.Instant
	due       sla.Instant // without the pause
	from, to  sla.Instant
	end       sla.Instant // long after
	untouched sla.View    // without the pause, seen at the end
}

func drawTiming(t *rapid.T) (*sla.Policies, timing) {
	w := timing{
		hours: hoursByName[pick(t, "hours", openCalendars...)], start: drawInstant(t, sla.At(pick(t, "era", eras...))),
		length: pick(t, "length", time.Hour, 8*time.Hour, 40*time.Hour, 1),
	}
	p := timer(t, w.hours, w.length)
	r := drive(t, p, w.start)
	w.due, _ = r.st.Due()
	w.from = w.start + sla.Instant(rapid.Int64Range(0, int64(w.due-w.start)-1).Draw(t, "pause after"))
	w.to = w.from.Add(drawOffset(t, "pause of"))
	w.end = max(w.due, w.to).Add(5000 * time.Hour)
	w.untouched = views(t, p, r.st, w.end)["timer"]
	return p, w
}

func (w timing) between(a, b sla.Instant) time.Duration { return w.hours.Between(a.Time(), b.Time()) }

// Pauses: a pause never makes a clock due earlier, and moves the due instant by exactly the business time that it covered.
func TestLawPauseShiftsByWhatItCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, w := drawTiming(t)
		due, ok := drive(t, p, w.start, hold("parts", w.from, w.to)...).st.Due()
		require.True(t, ok)
		require.GreaterOrEqual(t, due, w.due)
		require.Equal(t, w.between(w.from, w.to), w.between(w.due, due))
		earliest, err := w.hours.Add(w.start.Time(), w.length+w.between(w.from, w.to))
		require.NoError(t, err)
		require.Equal(t, sla.At(earliest), due)
	})
}

// Idle pauses: one outside hours or of no length changes nothing but how long the clock stood paused.
func TestLawEmptyPauseIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, w := drawTiming(t)
		if open, err := w.hours.NextOpen(w.from.Time()); err == nil && rapid.Bool().Draw(t, "outside hours") {
			w.to = min(w.to, max(w.from, sla.At(open)))
		} else {
			w.to = w.from
		}
		v := views(t, p, drive(t, p, w.start, hold("parts", w.from, w.to)...).st, w.end)["timer"]
		require.Equal(t, sla.Duration(w.to-w.from), v.PausedWall)
		require.Equal(t, w.untouched.ElapsedWall, v.ElapsedWall+v.PausedWall)
		v.PausedWall, v.ElapsedWall = w.untouched.PausedWall, w.untouched.ElapsedWall
		require.Equal(t, w.untouched, v)
	})
}

// Split pauses: one pause, the same in adjacent parts and the same as overlapping reasons come to the same.
func TestLawSplitPauseIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, w := drawTiming(t)
		middle := w.from + sla.Instant(rapid.Int64Range(0, int64(w.to-w.from)).Draw(t, "middle"))
		over := middle + sla.Instant(rapid.Int64Range(0, int64(w.to-middle)).Draw(t, "overlap"))
		one := drive(t, p, w.start, hold("parts", w.from, w.to)...)
		two := drive(t, p, w.start, append(hold("parts", w.from, over), hold("travel", middle, w.to)...)...)
		one.advance(t, w.end)
		two.advance(t, w.end)
		require.Equal(t, views(t, p, one.st, w.end), views(t, p, two.st, w.end))
		require.Equal(t, one.live(t), two.live(t))
	})
}

// Around the clock: due is the start, the target and all pauses added up.
func TestLawAlwaysOpenAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := drawInstant(t, sla.At(pick(t, "era", eras...)))
		length := time.Duration(rapid.Int64Range(1, int64(100*time.Hour)).Draw(t, "length"))
		var events []sla.Event
		at, worked, paused := start, time.Duration(0), time.Duration(0)
		for i := range rapid.IntRange(0, 5).Draw(t, "pauses") {
			run := time.Duration(rapid.Int64Range(0, int64(20*time.Hour)).Draw(t, "run"))
			if worked+run >= length {
				break
			}
			from := at.Add(run)
			at = from.Add(drawOffset(t, "pause"))
			worked, paused = worked+run, paused+at.Sub(from)
			events = append(events, hold(string(rune('a'+i)), from, at)...)
		}
		due, ok := drive(t, timer(t, calendar.Calendar{}, length), start, events...).st.Due()
		require.True(t, ok)
		require.Equal(t, start.Add(length+paused), due)
	})
}

// Limits: however a cycle is paused, it never stands longer than its limit allows, in all and by each status.
func TestLawPauseLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: []sla.Kind{sla.StatusSet, sla.StatusSet, sla.Pause, sla.Resume, sla.Message}, lone: true})
		r := y.open()
		for _, ev := range y.events {
			r.step(t, ev)
			now := ev.At.Add(drawOffset(t, "later"))
			for _, ts := range y.spec.Policies[0].Targets {
				v, ok := views(t, y.p, r.st, now)[clockName(ts)]
				if ok && ts.MaxPause > 0 {
					require.LessOrEqual(t, v.PausedWall, ts.MaxPause)
				}
			}
		}
	})
}
