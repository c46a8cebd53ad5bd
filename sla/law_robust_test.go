package sla_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// drawAnything draws an event of which any part may be missing, unknown or out of all bounds.
func drawAnything(t *rapid.T, y story) sla.Event {
	ev := drawEvent(t, shape{}, y.spec, y.start)
	ev.Key = pick(t, "key", "", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8")
	wild := func(label string) bool { return chance(t, label, 8) }
	if wild("any kind") {
		ev.Kind = pick(t, "kind", append([]sla.Kind{"", "nonsense"}, allKinds...)...)
	}
	if wild("any instant") {
		ev.At = pick(t, "at", sla.Instant(0), 1, -1, math.MinInt64, math.MaxInt64, sla.At(time.Date(2261, 12, 31, 0, 0, 0, 0, time.UTC)))
	}
	if wild("any text") {
		text := pick(t, "text", "", "nonsense", "open")
		ev.By, ev.Status, ev.Clock, ev.Reason = sla.Party(text), text, text, text
	}
	if wild("any field") {
		ev.Fields = sla.Fields{pick(t, "name", "", "tier", "status", "nonsense"): pick[any](t, "value", nil, 1, "gold", []string{"x"})}
	}
	if wild("any change") {
		ev.Change = pick(t, "change", nil, &sla.Change{}, &sla.Change{
			Goal: sla.Goal{Unit: sla.Unit(rapid.IntRange(0, 9).Draw(t, "unit")), Length: math.MaxInt64, Days: math.MinInt64},
			Mode: sla.Retarget(pick(t, "mode", "", "retroactive", "keep_elapsed", "nonsense")), Due: math.MaxInt64, Elapsed: math.MaxInt64,
			Calendar: pick(t, "calendar", "", "office", "never", "nonsense"), FromAt: math.MinInt64, From: sla.FromInstant,
		})
	}
	return ev
}

// Refusal: whatever comes, nothing panics, and a refused event leaves the state as it was.
func TestLawNothingPanicsAndErrorsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{events: 3})
		r := y.open()
		r.step(t, y.events...)
		for range rapid.IntRange(1, 8).Draw(t, "odd events") {
			ev := drawAnything(t, y)
			t.Logf("then %+v %+v", ev, ev.Change)
			before := document(t, r.st)
			if out, err := y.p.Step(r.st, ev, nil); err != nil {
				require.Empty(t, out)
				require.Equal(t, before, document(t, r.st))
			}
			now := pick(t, "look at", 0, 1, ev.At, y.end(), math.MaxInt64, math.MinInt64)
			require.LessOrEqual(t, len(advanced(t, y.p, r.st, now)), 100)
			views(t, y.p, r.st, now)
		}
	})
}

// Copies: a clone and a copy into used memory share nothing with the state that any call changes.
func TestLawCloneSharesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r := y.open()
		half := rapid.IntRange(0, len(y.events)).Draw(t, "half")
		r.step(t, y.events[:half]...)
		kept, used := r.st.Clone(), y.run(t, y.events).st
		r.st.CopyTo(used)
		before := document(t, r.st)
		require.Equal(t, before, document(t, kept))
		require.Equal(t, before, document(t, used))
		for _, st := range []*sla.State{kept, used} {
			other := &told{p: y.p, st: st}
			other.advance(t, y.end())
			other.step(t, rapid.Permutation(y.events[half:]).Draw(t, "rest")...)
			other.advance(t, y.end())
			require.Equal(t, before, document(t, r.st), "the original changed with its copy")
		}
		untouched := document(t, kept)
		r.step(t, rapid.Permutation(y.events[half:]).Draw(t, "rest")...)
		r.advance(t, y.end())
		require.Equal(t, untouched, document(t, kept), "the copy changed with its original")
	})
}

// Purity: policies are safe for many tickets at once and the same inputs give the same bytes.
func TestLawSameInputsSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		z := y
		z.p = compile(t, y.spec, hoursByName)
		a, b := y.run(t, y.events), z.run(t, y.events)
		require.Equal(t, document(t, a.st), document(t, b.st))
		require.Equal(t, a.effects, b.effects)
	})
}

// Far ends: lengths that reach beyond the last instant are never reached, and hide nothing that is.
func TestExtremeLengthsAreFar(t *testing.T) {
	for _, text := range []string{"2562047h after", "2562047h after wall", "2562047h before wall", "2562047h before"} {
		for _, hours := range []string{"always", "office"} {
			far, err := sla.ParsePoint(text)
			require.NoError(t, err)
			p := compile(t, sla.Spec{Policies: []sla.PolicySpec{{Name: "base", Calendar: hours, Targets: []sla.TargetSpec{{
				Metric: "timer", Within: sla.Within{All: sla.BusinessTime(time.Hour)}, MaxPause: sla.Duration(2562047 * time.Hour),
				Thresholds: []sla.ThresholdSpec{{At: far}},
			}}}}}, hoursByName)
			start := sla.At(eras[0])
			r := &told{p: p, st: sla.NewState("T")}
			r.step(t, sla.Event{Key: "1", Kind: sla.Created, At: start, By: sla.Customer})
			r.step(t, sla.Event{Key: "2", Kind: sla.Start, At: start, Clock: "timer"})
			r.step(t, sla.Event{Key: "3", Kind: sla.Pause, At: start, Clock: "timer", Reason: "parts"})
			r.advance(t, start.Add(10*time.Hour))
			require.Equal(t, sla.Paused, views(t, p, r.st, start.Add(10*time.Hour))["timer"].Phase)
			r.step(t, sla.Event{Key: "4", Kind: sla.Resume, At: start.Add(10 * time.Hour), Clock: "timer", Reason: "parts"})
			r.advance(t, start.Add(100*time.Hour))
			var told []sla.EffectKind
			for _, e := range r.effects {
				told = append(told, e.Kind)
			}
			want := []sla.EffectKind{sla.Breached}
			if far.Offset < 0 {
				want = []sla.EffectKind{sla.ThresholdReached, sla.Breached}
			}
			require.Equal(t, want, told, "%s on %s", text, hours)
		}
	}
}
