package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// twins are two policies that differ only in that one has a threshold at each point that may be asked for.
type twins struct {
	story
	bare *sla.Policies
}

func drawTwins(t *rapid.T, s shape) twins {
	y := twins{story: drawStory(t, s)}
	for _, ps := range y.spec.Policies {
		for i := range ps.Targets {
			ps.Targets[i].Thresholds = nil
		}
	}
	y.bare = compile(t, y.spec, hoursByName)
	for _, ps := range y.spec.Policies {
		for i := range ps.Targets {
			for _, text := range points {
				at, err := sla.ParsePoint(text)
				require.NoError(t, err)
				ps.Targets[i].Thresholds = append(ps.Targets[i].Thresholds, sla.ThresholdSpec{At: at})
			}
		}
	}
	y.p = compile(t, y.spec, hoursByName)
	return y
}

// reachesBack says whether terms may change as if they had always applied.
func (y story) reachesBack() bool {
	for _, ps := range y.spec.Policies {
		if slices.ContainsFunc(ps.Targets, func(ts sla.TargetSpec) bool { return ts.Retarget == sla.Retroactive }) {
			return true
		}
	}
	return slices.ContainsFunc(y.events, func(ev sla.Event) bool {
		return ev.Change != nil && ev.Change.Mode == sla.Retroactive
	})
}

// looks runs a story and calls look after each event and at the end.
func (y story) looks(t require.TestingT, p *sla.Policies, look func(st *sla.State)) {
	z := y
	z.p = p
	r := z.open()
	for _, ev := range y.events {
		r.step(t, ev)
		look(r.st)
	}
	r.advance(t, y.end())
	look(r.st)
}

// Thresholds: a point is reached when a threshold at it fires, or will.
func TestLawReachIsTheThreshold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawTwins(t, shape{})
		y.looks(t, y.p, func(st *sla.State) {
			for _, c := range st.Clocks {
				list, err := y.p.Thresholds(st, c.Name)
				require.NoError(t, err)
				for _, want := range list {
					got, err := y.p.Reach(st, c.Name, want.At)
					require.NoError(t, err)
					require.Equal(t, want.When, got, "%s of %s, fired %t", want.At, c.Name, want.Fired)
				}
			}
		})
	})
}

// Points: whether a policy has a threshold at a point or not, the point is reached at the same instant. Left out is what had
// fired before the terms changed, as only a threshold remembers it; of terms that reach into the past the wall points, and what a
// stopped clock reached by them, which a threshold tells when the clock runs on; and a due instant set by hand under terms that
// a field changed.
func TestLawReachNeedsNoThreshold(t *testing.T) {
	modes := []sla.Retarget{sla.KeepElapsed, sla.Retroactive, sla.Restart}
	changes := []sla.Kind{sla.Retargeted, sla.Recalendar, sla.SetDue, sla.Carry, sla.Changed, sla.Attach}
	fired, coming := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		y := drawTwins(t, shape{modes: modes})
		back := y.reachesBack()
		var bare []*sla.State
		y.looks(t, y.bare, func(st *sla.State) { bare = append(bare, st.Clone()) })
		y.looks(t, y.p, func(st *sla.State) {
			plain := bare[0]
			bare = bare[1:]
			changed := sla.Instant(0)
			fields := 0
			for _, ev := range st.Log {
				if slices.Contains(changes, ev.Kind) {
					changed = ev.At
				}
				if ev.Kind == sla.Changed {
					fields++
				}
			}
			for _, c := range st.Clocks {
				if fields > 0 && c.More != nil && c.More.Pinned != 0 {
					continue
				}
				list, err := y.p.Thresholds(st, c.Name)
				require.NoError(t, err)
				for _, want := range list {
					if want.Fired && want.When <= changed || back && (want.At.Wall || want.When == 0) {
						continue
					}
					got, err := y.bare.Reach(plain, c.Name, want.At)
					require.NoError(t, err)
					require.Equal(t, want.When, got, "%s of %s, fired %t, looked after %d events", want.At, c.Name, want.Fired, len(st.Log))
					if want.Fired {
						fired++
					} else if want.When != 0 {
						coming++
					}
				}
			}
		})
	})
	require.NotZero(t, fired)
	require.NotZero(t, coming)
}

// Cost: looking at a clock that has not stopped yet takes no memory.
func TestBudgetReachAllocatesNothing(t *testing.T) {
	policies, st := budgetTicket(t)
	at := sla.Point{Offset: sla.Duration(-45 * time.Minute)}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if when, err := policies.Reach(st, "resolution", at); err != nil || when == 0 {
			t.Fatal(when, err)
		}
	}))
}

// BenchmarkReach asks a running clock for a point to come.
func BenchmarkReach(b *testing.B) {
	policies := desk(b)
	st, _, err := policies.Rebuild("42", 0, conversation(1, monday))
	require.NoError(b, err)
	at := sla.Point{Offset: sla.Duration(-45 * time.Minute)}
	b.ReportAllocs()
	for b.Loop() {
		if when, err := policies.Reach(st, "resolution", at); err != nil || when == 0 {
			b.Fatal(when, err)
		}
	}
}
