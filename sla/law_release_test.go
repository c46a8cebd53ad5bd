package sla_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// moved are calendars under the same names with other hours.
var moved = map[string]calendar.Calendar{
	"always": hoursByName["office"], "office": hoursByName["night"], "night": hoursByName["always"],
	"week": hoursByName["brief"], "brief": hoursByName["week"], "never": hoursByName["office"],
}

// released returns the policies of a new release: other goals, other hours, another first policy, and all earlier versions.
func (y story) released(t *rapid.T) *sla.Policies {
	z := y.with(t, moved, func(ts *sla.TargetSpec) {
		ts.Within = sla.Within{All: sla.BusinessTime(7777)}
		ts.Calendar, ts.Pause, ts.MaxPause, ts.Thresholds = "brief", []sla.PauseSpec{{Status: "open"}}, 0, nil
	})
	z.spec.Policies = append([]sla.PolicySpec{{Name: "new", When: `channel == "new"`, Targets: []sla.TargetSpec{
		{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(1)}, Calendar: "always"},
	}}}, z.spec.Policies...)
	return compile(t, z.spec, moved).With(y.p)
}

// unrelated are the kinds of event that choose no policy.
var unrelated = []sla.Kind{
	sla.Message, sla.StatusSet, sla.Assigned, sla.TicketMerged, sla.TicketRestored, sla.Pause, sla.Resume, sla.Start, sla.Stop,
}

// Promises: new rules alone, and events that choose nothing anew, even late ones, move nothing: the clocks go on as under the
// old rules.
func TestLawNewRulesAloneMoveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{kinds: unrelated})
		half := rapid.IntRange(1, len(y.events)).Draw(t, "released after")
		late := rapid.Permutation(y.events[1:]).Draw(t, "arrival")
		old, now := y.open(), y.open()
		old.step(t, y.events[0])
		now.step(t, y.events[0])
		for i, ev := range late {
			if i+1 == half {
				now.p = y.released(t)
			}
			old.step(t, ev)
			now.step(t, ev)
		}
		now.p = y.released(t)
		old.advance(t, y.end())
		now.advance(t, y.end())
		now.st.Rules = old.st.Rules
		require.Equal(t, document(t, old.st), document(t, now.st))
		require.Equal(t, old.effects, now.effects)
		require.Equal(t, views(t, old.p, old.st, y.end()), views(t, now.p, now.st, y.end()))
	})
}

// Movement: under new rules a change of the field that picks a goal puts the clock under the new ones, and only that.
func TestNewRulesHoldFromTheNextChoice(t *testing.T) {
	release := func(urgent, low string) *sla.Policies {
		goal := func(text string) sla.Goal {
			g, err := sla.ParseGoal(text)
			require.NoError(t, err)
			return g
		}
		return compile(t, sla.Spec{Policies: []sla.PolicySpec{{Name: "base", Calendar: "office", Targets: []sla.TargetSpec{
			{Metric: sla.Resolution, Within: sla.Within{Each: map[string]sla.Goal{"urgent": goal(urgent), sla.OtherValue: goal(low)}}},
			{Metric: sla.FirstResponse, Within: sla.Within{All: goal(low)}},
		}}}}, hoursByName)
	}
	first := release("1h", "4h")
	second := release("30m", "2h").With(first)
	r := &told{p: first, st: sla.NewState("T")}
	start := sla.At(eras[0])
	r.step(t, sla.Event{Key: "1", Kind: sla.Created, At: start, By: sla.Customer, Fields: sla.Fields{"priority": "low"}})
	due := func(clock string) sla.View { return views(t, r.p, r.st, start+1)[clock] }
	before := due("resolution")
	r.p = second
	r.step(t, sla.Event{Key: "2", Kind: sla.Changed, At: start + 1, Fields: sla.Fields{"tier": "gold", "priority": "low"}})
	require.Equal(t, before, due("resolution"))
	other := due("first_response")
	r.step(t, sla.Event{Key: "3", Kind: sla.Changed, At: start + 2, Fields: sla.Fields{"priority": "urgent"}})
	require.Equal(t, second.Versions()[0].Version, due("resolution").Version)
	require.Equal(t, "30m", due("resolution").Target.String())
	require.Equal(t, other, due("first_response"))
}

// A state whose terms nobody knows any more is refused and stays as it is.
func TestUnknownVersionIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{})
		r := y.run(t, y.events)
		z := y.with(t, hoursByName, func(ts *sla.TargetSpec) { ts.Within = sla.Within{All: sla.BusinessTime(7777)} })
		if len(r.st.Pins) == 0 {
			t.Skip("no clock, no terms")
		}
		before := document(t, r.st)
		_, err := z.p.Step(r.st, sla.Event{Key: "new", Kind: sla.Message, By: sla.Agent, At: y.end()}, nil)
		require.ErrorIs(t, err, sla.ErrUnknownVersion)
		_, err = z.p.Advance(r.st, y.end(), nil)
		require.ErrorIs(t, err, sla.ErrUnknownVersion)
		require.Equal(t, before, document(t, r.st))
	})
}
