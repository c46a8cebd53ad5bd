package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// late returns the story with a target that starts only with an attach event, and the events with one among them.
func (y story) late(t *rapid.T, change *sla.Change) (z story, at sla.Instant) {
	z = y.with(t, hoursByName, func(ts *sla.TargetSpec) { ts.Manual = true })
	at = drawInstant(t, y.start)
	z.events = y.plus(sla.Event{Key: "attach", Kind: sla.Attach, At: at, Clock: y.clocks()[0], Change: change})
	return z, at
}

// History: a clock attached later, from the creation on, stands where it would stand if it had been there all along, and so
// does what was told of it.
func TestLawAttachFromCreationIsAsIfAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{plain: true, kinds: factKinds})
		z, _ := y.late(t, &sla.Change{From: sla.FromCreated})
		always, attached := y.run(t, y.events), z.run(t, z.events)
		name := y.clocks()[0]
		require.Equal(t, unversioned(cyclesOf(t, y.p, always.st, name, y.end())), unversioned(cyclesOf(t, z.p, attached.st, name, z.end())))
		require.Equal(t, onlyOf(always.live(t), name), onlyOf(attached.live(t), name))
	})
}

// Beginning: an attached clock counts nothing before its origin, the instant it is attached or any other.
func TestLawAttachCountsFromItsOrigin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{plain: true, kinds: factKinds, metrics: []sla.Metric{sla.Resolution}})
		origin := drawInstant(t, y.start)
		change := &sla.Change{From: pick(t, "from", sla.FromNow, sla.FromInstant)}
		if change.From == sla.FromInstant {
			change.FromAt = origin
		}
		z, at := y.late(t, change)
		if change.From == sla.FromNow {
			origin = at
		}
		origin = min(origin, at)
		for _, v := range cyclesOf(t, z.p, z.run(t, z.events).st, "resolution", z.end()) {
			if v.Phase == sla.Idle || v.Started == 0 {
				continue
			}
			require.GreaterOrEqual(t, v.Started, origin)
			require.LessOrEqual(t, time.Duration(v.ElapsedWall), z.end().Sub(origin))
		}
	})
}

// Pauses of the past: an attached clock that ignores them has counted at least as much as one that does not, and no more than
// the time that has passed.
func TestLawAttachWithoutPausesCountsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{plain: true, kinds: []sla.Kind{sla.StatusSet, sla.Message}, metrics: []sla.Metric{sla.Resolution}})
		for _, ps := range y.spec.Policies {
			ps.Targets[0].Pause = []sla.PauseSpec{{Status: "pending"}}
		}
		at := drawInstant(t, y.start)
		var elapsed []sla.Duration
		for _, ignore := range []bool{false, true} {
			z := y.with(t, hoursByName, func(ts *sla.TargetSpec) { ts.Manual = true })
			z.events = y.plus(sla.Event{Key: "attach", Kind: sla.Attach, At: at, Clock: "resolution", Change: &sla.Change{IgnorePauses: ignore, From: sla.FromCreated}})
			r := z.open()
			r.step(t, slices.DeleteFunc(slices.Clone(z.events), func(ev sla.Event) bool { return ev.At > at })...)
			elapsed = append(elapsed, views(t, z.p, r.st, at)["resolution"].Elapsed)
		}
		require.LessOrEqual(t, elapsed[0], elapsed[1])
		require.LessOrEqual(t, elapsed[1], sla.Duration(at-y.start))
	})
}
