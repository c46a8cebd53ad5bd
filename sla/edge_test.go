package sla_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// oneTarget compiles a policy of one target on a calendar that opens from nine to five each day in Berlin.
func oneTarget(t *testing.T, target sla.TargetSpec) *sla.Policies {
	t.Helper()
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "all", Calendar: "office", Targets: []sla.TargetSpec{target},
	}}}, nil, map[string]calendar.Calendar{"office": calendar.MustParse("Europe/Berlin mon-sun 09:00-17:00")})
	require.NoError(t, err)
	return policies
}

// taken is a ticket opened by a customer on 2 March at nine, with the events that followed.
func taken(t *testing.T, policies *sla.Policies, events ...sla.Event) *sla.State {
	t.Helper()
	st := sla.NewState("42")
	opened := sla.Event{
		Kind: sla.Created, At: at("02 09:00"), By: sla.Customer, Status: "open", Team: "a", Fields: sla.Fields{"priority": "low"},
	}
	for i, ev := range append([]sla.Event{opened}, events...) {
		ev.Key = fmt.Sprintf("%02d", i)
		_, err := policies.Step(st, ev, nil)
		require.NoError(t, err)
	}
	return st
}

func setStatus(when, status string) sla.Event {
	return sla.Event{Kind: sla.StatusSet, At: at(when), Status: status}
}

func mustGoal(t *testing.T, text string) sla.Goal {
	goal, err := sla.ParseGoal(text)
	require.NoError(t, err)
	return goal
}

// TestNextCycleHasThePresentGoal: a change while a clock is fulfilled moves nothing, and the next cycle is promised by it.
func TestNextCycleHasThePresentGoal(t *testing.T) {
	within := sla.Within{Each: map[string]sla.Goal{
		"low": sla.BusinessTime(8 * time.Hour), sla.OtherValue: sla.BusinessTime(time.Hour),
	}}
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.NextResponse, Within: within, CountsInitial: true})
	st := taken(t, policies,
		sla.Event{Kind: sla.Message, At: at("02 10:00"), By: sla.Agent, Public: true},
		sla.Event{Kind: sla.Changed, At: at("02 11:00"), Fields: sla.Fields{"priority": "high"}},
		sla.Event{Kind: sla.Message, At: at("02 12:00"), By: sla.Customer, Public: true})
	v, err := policies.View(st, "next_response", at("02 12:00"))
	require.NoError(t, err)
	require.Equal(t, at("02 13:00"), v.Due)
	first, err := policies.ViewCycle(st, "next_response", 1, at("02 12:00"))
	require.NoError(t, err)
	require.Equal(t, "low", first.Key)
}

// TestPointAfterAGoalOfDays: half an hour after due is counted as the clock counts, and not through a pause.
func TestPointAfterAGoalOfDays(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{
		Metric: sla.Resolution, Within: sla.Within{All: mustGoal(t, "1 business day")}, Pause: []sla.PauseSpec{{Status: "pending"}},
		Thresholds: []sla.ThresholdSpec{{At: sla.Point{Offset: sla.Duration(30 * time.Minute)}}},
	})
	st := taken(t, policies, setStatus("03 09:10", "pending"), setStatus("03 14:00", "open"))
	_, err := policies.Advance(st, at("03 16:00"), nil)
	require.NoError(t, err)
	list, err := policies.Thresholds(st, "resolution")
	require.NoError(t, err)
	require.Equal(t, at("03 14:20"), list[0].When)
}

// TestDueSetIntoThePastOfAPausedClock: the breach becomes true when the clock runs on.
func TestDueSetIntoThePastOfAPausedClock(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{
		Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}, Pause: []sla.PauseSpec{{Status: "pending"}},
	})
	st := taken(t, policies, setStatus("02 10:00", "pending"),
		sla.Event{Kind: sla.SetDue, At: at("02 11:00"), Clock: "resolution", Change: &sla.Change{Due: at("02 09:30")}},
		setStatus("02 12:00", "open"))
	v, err := policies.View(st, "resolution", at("02 13:00"))
	require.NoError(t, err)
	require.Equal(t, at("02 12:00"), v.BreachedAt)
}

// TestGoalsThatNoTextGives: a goal that was put together by hand is refused where it would make a state nobody can read.
func TestGoalsThatNoTextGives(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}})
	for _, goal := range []sla.Goal{
		{Unit: sla.Business, Length: -1}, {Unit: sla.Business}, {Unit: sla.BusinessDays}, {Unit: 99}, {Unit: sla.WallDays, Days: -5},
		{Unit: sla.Wall, Length: 1<<63 - 1}, {Unit: sla.Wall, Length: 1, Days: 2},
	} {
		st := taken(t, policies)
		_, err := policies.Step(st, sla.Event{
			Key: "r", Kind: sla.Retargeted, At: at("02 10:00"), Clock: "resolution",
			Change: &sla.Change{Goal: goal, Mode: sla.KeepElapsed},
		}, nil)
		require.ErrorContains(t, err, "change.goal: ", "%#v", goal)
		_, err = sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
			Name: "all", Targets: []sla.TargetSpec{{Metric: "wait", Within: sla.Within{All: goal}}},
		}}}, nil, nil)
		require.ErrorContains(t, err, "policies[0].targets[0].within: ", "%#v", goal)
	}
}

// TestBusinessGoalWithoutACalendar: a goal that needs hours never runs round the clock for want of them.
func TestBusinessGoalWithoutACalendar(t *testing.T) {
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "all", Targets: []sla.TargetSpec{{Metric: sla.Resolution, Within: sla.Within{All: mustGoal(t, "4h wall")}}},
	}}}, nil, nil)
	require.NoError(t, err)
	st := taken(t, policies, sla.Event{
		Kind: sla.Retargeted, At: at("02 10:00"), Clock: "resolution",
		Change: &sla.Change{Goal: sla.BusinessTime(20 * time.Hour), Mode: sla.KeepElapsed},
	})
	v, err := policies.View(st, "resolution", at("02 12:30"))
	require.NoError(t, err)
	require.True(t, v.Fault)
	require.Zero(t, v.Due)
}

// TestExplainNamesWhatChangedTheTerms: an assignment that picks another goal is told, a field that no rule reads is not.
func TestExplainNamesWhatChangedTheTerms(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.Resolution, By: "team", MaxPause: sla.Duration(time.Hour), Within: sla.Within{
		Each: map[string]sla.Goal{"a": sla.BusinessTime(8 * time.Hour), sla.OtherValue: sla.BusinessTime(2 * time.Hour)},
	}})
	st := taken(t, policies, sla.Event{Kind: sla.Assigned, At: at("02 10:00"), Team: "b", Actor: "ana"},
		sla.Event{Kind: sla.Changed, At: at("02 10:30"), Fields: sla.Fields{"channel": "web"}})
	e, err := policies.Explain(st, "resolution", at("02 10:45"))
	require.NoError(t, err)
	require.Equal(t, "assigned to b by ana", e.Cycles[0].Segments[1].By.String())
	require.Len(t, e.Cycles[0].Changes, 1)
}

// TestStateOfALaterFormat: a document that a later release wrote is not read as if it were of this one.
func TestStateOfALaterFormat(t *testing.T) {
	policies, st := officeHours(), &sla.State{}
	require.NoError(t, json.Unmarshal([]byte(`{"format":99,"ticket":"42"}`), st))
	_, err := policies.Step(st, sla.Event{Key: "a", Kind: sla.Created, At: at("02 09:00"), By: sla.Customer}, nil)
	require.ErrorIs(t, err, sla.ErrUnknownVersion)
}

// TestLongTicketsOfDays: sixty thousand pauses of a goal of days cost about what they cost another goal.
func TestLongTicketsOfDays(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{
		Metric: sla.Resolution, Within: sla.Within{All: mustGoal(t, "5 business days")}, Pause: []sla.PauseSpec{{Status: "pending"}},
	})
	st := taken(t, policies)
	began := time.Now()
	for i := range 60_000 {
		_, err := policies.Step(st, sla.Event{
			Key: fmt.Sprint("s", i), Kind: sla.StatusSet, Status: []string{"pending", "open"}[i%2],
			At: at("02 09:00").Add(time.Duration(i+1) * time.Second),
		}, nil)
		require.NoError(t, err)
	}
	require.Less(t, time.Since(began), 10*time.Second)
}

// TestAtRisk: a threshold before due that is reached puts a clock at risk, in business or in wall time; without one three
// quarters do.
func TestAtRisk(t *testing.T) {
	hours := func(n int) sla.Duration { return sla.Duration(time.Duration(n) * time.Hour) }
	for _, c := range []struct {
		points []sla.Point
		when   string
		want   bool
	}{
		{nil, "02 11:59", false},
		{nil, "02 12:00", true},
		{[]sla.Point{{Share: 500_000}}, "02 11:00", true},
		{[]sla.Point{{Offset: -hours(1)}}, "02 11:30", false},
		{[]sla.Point{{Offset: -hours(3), Wall: true}}, "02 09:59", false},
		{[]sla.Point{{Offset: -hours(3), Wall: true}}, "02 10:00", true},
		{[]sla.Point{{Offset: hours(1)}}, "02 12:00", true},
		{[]sla.Point{{Offset: hours(1)}}, "02 13:30", false},
	} {
		target := sla.TargetSpec{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}}
		for _, p := range c.points {
			target.Thresholds = append(target.Thresholds, sla.ThresholdSpec{At: p})
		}
		policies := oneTarget(t, target)
		v, err := policies.View(taken(t, policies), "resolution", at(c.when))
		require.NoError(t, err)
		require.Equal(t, c.want, v.AtRisk, "%v at %s", c.points, c.when)
	}
}
