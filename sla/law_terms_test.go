package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// lengths draws goals that are lengths of business time.
var lengths = []sla.Unit{sla.Business}

// steady are the kinds of event that leave the terms of clocks alone.
var steady = []sla.Kind{
	sla.Message, sla.StatusSet, sla.Message, sla.StatusSet, sla.Assigned, sla.Pause, sla.Resume, sla.Start, sla.Stop, sla.Reset,
	sla.TicketMerged, sla.TicketRestored,
}

// with returns the story under another form of its policies.
func (y story) with(t *rapid.T, hours map[string]calendar.Calendar, change func(*sla.TargetSpec)) story {
	z := y
	z.spec.Policies = nil
	for _, ps := range y.spec.Policies {
		targets := append([]sla.TargetSpec{}, ps.Targets...)
		for i := range targets {
			change(&targets[i])
		}
		ps.Targets = targets
		z.spec.Policies = append(z.spec.Policies, ps)
	}
	z.p = compile(t, z.spec, hours)
	return z
}

// bothDue calls compare with the due instants of each clock of two stories, after each event, where both have one.
func bothDue(t *rapid.T, y, z story, compare func(a, b sla.Instant)) {
	r, s := y.open(), z.open()
	for _, ev := range y.events {
		r.step(t, ev)
		s.step(t, ev)
		v, w := views(t, y.p, r.st, ev.At), views(t, z.p, s.st, ev.At)
		for name := range v {
			require.Equal(t, v[name].Phase, w[name].Phase)
			if v[name].Due != 0 && w[name].Due != 0 {
				compare(v[name].Due, w[name].Due)
			}
		}
	}
}

// Targets: a larger target is never due earlier.
func TestLawLargerTargetIsNotEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{plain: true, units: lengths, kinds: steady, calendars: openCalendars})
		more := sla.Duration(drawOffset(t, "more"))
		z := y.with(t, hoursByName, func(ts *sla.TargetSpec) { ts.Within.All.Length += more })
		bothDue(t, y, z, func(a, b sla.Instant) { require.LessOrEqual(t, a, b) })
	})
}

// Hours: with more opening hours a clock is never due later.
func TestLawMoreHoursAreNotLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{plain: true, units: lengths, kinds: steady, calendars: []string{"office", "night", "brief"}})
		extra := hoursByName[pick(t, "extra hours", "office", "night", "week")]
		wider := map[string]calendar.Calendar{}
		for name, hours := range hoursByName {
			wider[name] = calendar.Union(hours, extra)
		}
		z := y.with(t, wider, func(*sla.TargetSpec) {})
		bothDue(t, y, z, func(a, b sla.Instant) { require.GreaterOrEqual(t, a, b) })
	})
}

// retargeted returns a story of steady events with one change of the only clock's goal among them.
func retargeted(t *rapid.T, s shape, change *sla.Change) (y story, act sla.Event) {
	s.plain, s.kinds = true, steady
	y = drawStory(t, s)
	if s.imports && chance(t, "imported", 2) {
		y.events = y.plus(sla.Event{Key: "figure", Kind: sla.Carry, At: y.start, Clock: y.clocks()[0], Change: &sla.Change{
			Elapsed: 1 + sla.Duration(drawOffset(t, "elapsed")),
		}})
	}
	act = sla.Event{Key: "act", Kind: sla.Retargeted, At: drawInstant(t, y.start), Clock: y.clocks()[0], Change: change}
	return y, act
}

func (y story) plus(extra ...sla.Event) []sla.Event {
	return canonical(append(append([]sla.Event{}, y.events...), extra...))
}

func acting(act sla.Event, mode sla.Retarget) sla.Event {
	change := *act.Change
	change.Mode, act.Change = mode, &change
	return act
}

// Agreement: while something remains of the new target and the calendar stays, keep_elapsed and retroactive come to the same.
func TestLawKeepElapsedAndRetroactiveAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{units: []sla.Unit{pick(t, "axis", sla.Business, sla.Wall)}, calendars: openCalendars}
		y, act := retargeted(t, s, nil)
		act.Change = &sla.Change{Goal: drawGoal(t, s)}
		v := y.before(t, acting(act, sla.KeepElapsed))[act.Clock]
		if v.Breached || v.Elapsed >= act.Change.Goal.Length || v.Elapsed >= v.Target {
			t.Skip("nothing remains at the change")
		}
		kept, retro := y.run(t, y.plus(acting(act, sla.KeepElapsed))), y.run(t, y.plus(acting(act, sla.Retroactive)))
		require.Equal(t, views(t, y.p, kept.st, y.end()), views(t, y.p, retro.st, y.end()))
		require.Equal(t, kept.live(t), retro.live(t))
	})
}

// Identity: to put a clock under the terms that it has changes nothing, whatever is asked for but a new start.
func TestLawSameTermsAreIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, act := retargeted(t, shape{imports: true}, &sla.Change{Goal: sla.Goal{}})
		ts := y.spec.Policies[0].Targets[0]
		act.Change.Goal, act.Change.Calendar = ts.Within.All, pick(t, "calendar too", "", ts.Calendar)
		act = acting(act, pick(t, "mode", sla.KeepElapsed, sla.Retroactive))
		plain, again := y.run(t, y.events), y.run(t, y.plus(act))
		require.Equal(t, views(t, y.p, plain.st, y.end()), views(t, y.p, again.st, y.end()))
		require.Equal(t, plain.live(t), again.live(t))
	})
}

// Idempotence: the same change a second time, even of the calendar, changes nothing more.
func TestLawChangeTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{imports: true}
		y, act := retargeted(t, s, nil)
		act.Change = &sla.Change{Goal: drawGoal(t, s), Calendar: pick(t, "calendar", allCalendars...)}
		act = acting(act, pick(t, "mode", sla.KeepElapsed, sla.Retroactive))
		again := act
		again.Key, again.At = "again", act.At.Add(drawOffset(t, "again after"))
		first, second := y.before(t, act)[act.Clock], y.before(t, again, act)[act.Clock]
		if first.Cycle != second.Cycle || first.Ended != second.Ended {
			t.Skip("the changes meet different cycles")
		}
		one, two := y.run(t, y.plus(act)), y.run(t, y.plus(act, again))
		require.Equal(t, views(t, y.p, one.st, y.end()), views(t, y.p, two.st, y.end()))
		require.Equal(t, one.live(t), two.live(t))
	})
}

// before returns what there is to see just before an event of the story with extra ones.
func (y story) before(t *rapid.T, ev sla.Event, extra ...sla.Event) map[string]sla.View {
	r := y.open()
	for _, past := range y.plus(append(extra, ev)...) {
		if past.Key == ev.Key {
			break
		}
		r.step(t, past)
	}
	return views(t, y.p, r.st, ev.At)
}

// Conservation: a restart divides what elapses among the cycles and loses nothing.
func TestLawRestartPreservesTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{units: []sla.Unit{sla.Business}, metrics: []sla.Metric{sla.Resolution, sla.FirstResponse, "queue"}, calendars: openCalendars}
		y, act := retargeted(t, s, nil)
		for i := range y.events {
			y.events[i].Reason = "parts"
		}
		act.Change = &sla.Change{Goal: drawGoal(t, s)}
		plain, restarted := y.run(t, y.events), y.run(t, y.plus(acting(act, sla.Restart)))
		require.Equal(t, elapsedOf(t, y, plain.st, act.Clock), elapsedOf(t, y, restarted.st, act.Clock))
	})
}

// elapsedOf is the elapsed time of all cycles of a clock.
func elapsedOf(t *rapid.T, y story, st *sla.State, clock string) (sum sla.Duration) {
	last := views(t, y.p, st, y.end())[clock]
	for cycle := 1; cycle <= last.Cycle; cycle++ {
		v, err := y.p.ViewCycle(st, clock, cycle, y.end())
		require.NoError(t, err)
		sum += v.Elapsed
	}
	return sum
}

// Late changes: keep_elapsed never makes a clock due before the change, and keeps an earlier breach.
func TestLawKeepElapsedLooksForward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shape{calendars: openCalendars}
		y, act := retargeted(t, s, nil)
		act.Change = &sla.Change{Goal: drawGoal(t, s), Calendar: pick(t, "calendar", openCalendars...)}
		act = acting(act, sla.KeepElapsed)
		r := y.open()
		for _, ev := range y.plus(act) {
			before := views(t, y.p, r.st, ev.At)[act.Clock]
			r.step(t, ev)
			if ev.Key != act.Key {
				continue
			}
			r.advance(t, ev.At.Add(time.Nanosecond))
			after := views(t, y.p, r.st, ev.At.Add(time.Nanosecond))[act.Clock]
			if after.Phase != sla.Running {
				continue
			}
			require.Equal(t, before.Elapsed, views(t, y.p, r.st, ev.At)[act.Clock].Elapsed)
			if before.Breached {
				require.Equal(t, before.BreachedAt, after.BreachedAt)
				continue
			}
			if after.Due != 0 {
				require.GreaterOrEqual(t, after.Due, ev.At)
			}
			if after.Breached {
				require.Equal(t, ev.At, after.BreachedAt)
			}
		}
	})
}
