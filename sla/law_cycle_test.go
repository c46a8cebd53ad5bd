package sla_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// cyclesOf returns every cycle of a clock as it stands at an instant, oldest first.
func cyclesOf(t require.TestingT, p *sla.Policies, st *sla.State, clock string, now sla.Instant) []sla.View {
	last, ok := views(t, p, st, now)[clock]
	if !ok {
		return nil
	}
	var list []sla.View
	for cycle := 1; cycle < last.Cycle; cycle++ {
		v, err := p.ViewCycle(st, clock, cycle, now)
		require.NoError(t, err)
		list = append(list, v)
	}
	return append(list, last)
}

// Order: the cycles of a clock follow one another without overlap, and each but the last has ended.
func TestLawCyclesAreDisjoint(t *testing.T) {
	kinds := slices.DeleteFunc(slices.Clone(allKinds), func(k sla.Kind) bool { return k == sla.Attach || k == sla.Detach })
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: kinds, lone: true})
		r := y.run(t, y.events)
		for _, name := range y.clocks() {
			end := sla.Instant(0)
			for i, v := range cyclesOf(t, y.p, r.st, name, y.end()) {
				if v.Phase == sla.Idle {
					continue
				}
				require.GreaterOrEqual(t, v.Started, end, "cycle %d of %s", i+1, name)
				if end = v.Ended; end != 0 {
					require.GreaterOrEqual(t, end, v.Started)
				}
			}
		}
		seen := map[string]bool{}
		for _, c := range r.st.Closed {
			id := fmt.Sprint(c.Name, c.Cycle)
			require.False(t, seen[id], "cycle %d of %s is kept twice", c.Cycle, c.Name)
			require.NotZero(t, c.Ended)
			seen[id] = true
		}
	})
}

// Company: a clock does the same whether other clocks run beside it or not.
func TestLawClocksDoNotInterfere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{lone: true})
		crowd := y.run(t, y.events)
		for i, ts := range y.spec.Policies[0].Targets {
			z := y
			z.spec.Policies = []sla.PolicySpec{{Name: "base", Targets: y.spec.Policies[0].Targets[i : i+1]}}
			z.p = compile(t, z.spec, hoursByName)
			name := clockName(ts)
			z.events = slices.DeleteFunc(slices.Clone(y.events), func(ev sla.Event) bool { return ev.Clock != "" && ev.Clock != name })
			alone := z.run(t, z.events)
			require.Equal(t, unversioned(cyclesOf(t, z.p, alone.st, name, y.end())), unversioned(cyclesOf(t, y.p, crowd.st, name, y.end())))
			require.Equal(t, onlyOf(alone.live(t), name), onlyOf(crowd.live(t), name))
		}
	})
}

func unversioned(list []sla.View) []sla.View {
	for i := range list {
		list[i].Version = ""
	}
	return list
}

func onlyOf(live map[string]sla.Effect, clock string) map[string]sla.Effect {
	own := map[string]sla.Effect{}
	for id, e := range live {
		if e.Clock == clock {
			e.Version = ""
			own[id] = e
		}
	}
	return own
}

// Stretches: the cycles of next_response are the stretches in which a customer who had been answered before waits.
func TestLawNextResponseIsUnansweredStretches(t *testing.T) {
	spec := sla.Spec{Policies: []sla.PolicySpec{{Name: "base", Targets: []sla.TargetSpec{
		{Metric: sla.NextResponse, Within: sla.Within{All: sla.BusinessTime(time.Hour)}, Calendar: "office", OnTerminal: sla.TerminalNone},
	}}}}
	p := compile(t, spec, hoursByName)
	rapid.Check(t, func(t *rapid.T) {
		y := story{spec: spec, p: p, start: sla.At(eras[0])}
		y.events = drawEvents(t, shape{kinds: []sla.Kind{sla.Message, sla.Message, sla.Pause, sla.Changed}, events: 14}, spec, y.start)
		t.Logf("%s", y)
		type stretch struct{ from, to sla.Instant }
		var want []stretch
		spoke, answered, waits := false, false, false
		for _, ev := range y.events {
			switch {
			case ev.Kind == sla.Created && ev.By != sla.Agent:
				spoke = true
			case ev.Kind != sla.Message || !ev.Public:
			case ev.By == sla.Customer:
				if spoke = true; answered && !waits {
					waits, want = true, append(want, stretch{from: ev.At})
				}
			case ev.By == sla.Agent:
				if answered = answered || spoke; waits {
					waits, want[len(want)-1].to = false, ev.At
				}
			}
		}
		var got []stretch
		for _, v := range cyclesOf(t, p, y.run(t, y.events).st, string(sla.NextResponse), y.end()) {
			if v.Phase != sla.Idle {
				got = append(got, stretch{v.Started, v.Ended})
			}
		}
		require.Equal(t, want, got)
	})
}

// Silence of others: internal notes, bots and the system move no clock and say nothing, unless a target counts them.
func TestLawInternalAndBotMessagesAreIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{})
		for _, ps := range y.spec.Policies {
			for i := range ps.Targets {
				ps.Targets[i].Counts = nil
			}
		}
		y.p = compile(t, y.spec, hoursByName)
		var noise []sla.Event
		for i := range rapid.IntRange(1, 4).Draw(t, "notes") {
			ev := sla.Event{Key: fmt.Sprintf("n%d", i), Kind: sla.Message, At: drawInstant(t, y.start)}
			ev.By = pick(t, "by", sla.Agent, sla.Customer, sla.Bot, sla.System)
			ev.Public = ev.By != sla.Agent && ev.By != sla.Customer && rapid.Bool().Draw(t, "public")
			noise = append(noise, ev)
		}
		quiet, loud := y.run(t, y.events), y.run(t, y.plus(noise...))
		require.Equal(t, views(t, y.p, quiet.st, y.end()), views(t, y.p, loud.st, y.end()))
		require.Equal(t, quiet.live(t), loud.live(t))
		require.Equal(t, bare(quiet.st.Closed), bare(loud.st.Closed))
	})
}

// bare drops the spans, which a message may split where nothing stops the clock.
func bare(list []sla.Clock) []sla.Clock {
	list = slices.Clone(list)
	for i := range list {
		list[i].Spans = nil
	}
	return list
}

// Rest: of a cycle that was cancelled or exempted nothing more is heard.
func TestLawClosedCyclesAreSilent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r := y.open()
		for _, ev := range y.events {
			r.step(t, ev)
			r.advance(t, ev.At+1)
			quiet := map[string]sla.Instant{}
			for _, c := range append(slices.Clone(r.st.Closed), r.st.Clocks...) {
				if c.Phase == sla.Cancelled || c.Phase == sla.Exempt {
					quiet[fmt.Sprint(c.Name, "/", c.Cycle)] = c.Ended
				}
			}
			later := &told{p: y.p, st: r.st.Clone()}
			later.advance(t, y.end())
			for _, e := range append(later.effects, r.st.Emitted...) {
				end, closed := quiet[fmt.Sprint(e.Clock, "/", e.Cycle)]
				if closed && (e.Kind == sla.Breached || e.Kind == sla.ThresholdReached || e.Kind == sla.PauseLimit) {
					require.LessOrEqual(t, e.At, end, "%s is told after the end", e.ID())
				}
			}
		}
	})
}

// turning are the kinds of event that put clocks under other terms and back.
var turning = []sla.Kind{sla.Changed, sla.Changed, sla.Changed, sla.StatusSet, sla.Retargeted, sla.Recalendar}

// Once: a breach is told once for each cycle and epoch, and a threshold once a cycle.
func TestLawOnceACycle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: turning})
		r := y.run(t, y.events)
		live := r.live(t)
		times := map[string]int{}
		for _, e := range live {
			switch e.Kind {
			case sla.Breached:
				times[fmt.Sprint(e.Clock, e.Cycle, "/", e.Epoch)]++
			case sla.ThresholdReached:
				times[fmt.Sprint(e.Clock, e.Cycle, e.Threshold)]++
			}
		}
		for what, n := range times {
			require.Equal(t, 1, n, what)
		}
	})
}

// Verdict: a cycle is late exactly when it ended after its due instant, breached at that instant, and met otherwise; the
// instant of the breach does not hang on who looked when.
func TestLawVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: steady, lone: true}).with(t, hoursByName, func(ts *sla.TargetSpec) {
			if ts.Reopen == sla.ReopenCountGap { // late at the reopening, and not where the target was used up
				ts.Reopen = sla.ReopenResume
			}
		})
		y.events = y.plus(drawClose(t, y)...)
		r := y.run(t, y.events)
		live := r.live(t)
		for _, name := range y.clocks() {
			for _, v := range cyclesOf(t, y.p, r.st, name, y.end()) {
				if v.Phase != sla.Fulfilled {
					continue
				}
				late := v.Due != 0 && v.Ended > v.Due
				require.Equal(t, late, v.Breached, "%s: due %s, ended %s, breached %s", name, v.Due, v.Ended, v.BreachedAt)
				kind := sla.Met
				if late {
					kind = sla.Late
					require.Equal(t, v.Due, v.BreachedAt)
				}
				e := sla.Effect{Ticket: "T", Clock: name, Cycle: uint32(v.Cycle), Kind: kind, Epoch: uint32(v.Epoch)}
				require.Equal(t, v.Ended, live[e.ID()].At)
			}
		}
	})
}

// drawClose draws an event that closes a clock exactly when it falls due, or a moment later.
func drawClose(t *rapid.T, y story) []sla.Event {
	r := y.open()
	r.step(t, y.events[:1+even(len(y.events)).Draw(t, "close after")]...)
	due, ok := r.st.Due()
	if !ok {
		return nil
	}
	ev := sla.Event{Key: "close", At: due + sla.Instant(even(2).Draw(t, "late by"))}
	switch even(3).Draw(t, "close by") {
	case 0:
		ev.Kind, ev.Status = sla.StatusSet, "solved"
	case 1:
		ev.Kind, ev.By, ev.Public = sla.Message, sla.Agent, true
	default:
		ev.Kind, ev.Clock = sla.Stop, y.clocks()[0]
	}
	return []sla.Event{ev}
}

// Tight: before the wake instant Advance has nothing to say, at it something.
func TestLawWakeIsTight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r := y.open()
		for _, ev := range y.events {
			r.step(t, ev)
			for range 20 {
				wake, ok := r.st.Wake()
				if !ok {
					require.Empty(t, advanced(t, y.p, r.st.Clone(), y.end().Add(10_000*time.Hour)))
					break
				}
				require.Empty(t, advanced(t, y.p, r.st.Clone(), wake-1), "before the wake instant")
				require.NotEmpty(t, advanced(t, y.p, r.st.Clone(), wake), "at the wake instant")
				if wake > ev.At.Add(drawOffset(t, "look until")) {
					break
				}
				r.advance(t, wake)
			}
		}
	})
}

func advanced(t require.TestingT, p *sla.Policies, st *sla.State, now sla.Instant) []sla.Effect {
	out, err := p.Advance(st, now, nil)
	require.NoError(t, err)
	return out
}

// Sorted: effects come out in the order in which they became true, each with an instant not after what is known, and the
// view of a clock says the same before and after anybody looked.
func TestLawEffectsAreStamped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r, latest := y.open(), sla.Instant(0)
		for _, ev := range y.events {
			out, err := y.p.Step(r.st, ev, nil)
			require.NoError(t, err)
			now := max(latest, ev.At.Add(drawOffset(t, "later")))
			before := views(t, y.p, r.st, now)
			swept := advanced(t, y.p, r.st, now)
			require.Equal(t, before, views(t, y.p, r.st, now))
			for _, list := range [][]sla.Effect{out, swept} {
				require.True(t, slices.IsSortedFunc(list, func(a, b sla.Effect) int { return cmp.Compare(a.At, b.At) }))
				for _, e := range list {
					require.NotZero(t, e.At)
					require.Equal(t, "T", e.Ticket)
				}
			}
			for _, e := range swept {
				require.Less(t, e.At, now)
			}
			for _, e := range out {
				require.LessOrEqual(t, e.At, max(ev.At, latest), "%s lies after all that is known", e.ID())
			}
			latest = now
		}
	})
}
