package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// TestRestoreChoosesAgain: what changed while a ticket was merged counts from its restore on, be it the goal or the policy.
func TestRestoreChoosesAgain(t *testing.T) {
	within := func(urgent, other time.Duration) []sla.TargetSpec {
		return []sla.TargetSpec{{Metric: sla.Resolution, Within: sla.Within{Each: map[string]sla.Goal{
			"urgent": sla.BusinessTime(urgent), sla.OtherValue: sla.BusinessTime(other),
		}}}}
	}
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{
		{Name: "gold", When: `tier == "gold"`, Calendar: "always", Targets: within(time.Hour, 2*time.Hour)},
		{Name: "all", Calendar: "always", Targets: within(4*time.Hour, 8*time.Hour)},
	}}, nil, map[string]calendar.Calendar{"always": {}})
	require.NoError(t, err)
	for _, c := range []struct {
		change sla.Fields
		policy string
		target time.Duration
	}{
		{sla.Fields{"language": "de"}, "all", 8 * time.Hour},
		{sla.Fields{"priority": "urgent"}, "all", 4 * time.Hour},
		{sla.Fields{"tier": "gold"}, "gold", 2 * time.Hour},
		{sla.Fields{"tier": "gold", "priority": "urgent"}, "gold", time.Hour},
	} {
		st, _, err := policies.Rebuild("42", 0, []sla.Event{
			{Key: "a", At: at("02 09:00"), Kind: sla.Created, By: sla.Customer},
			{Key: "b", At: at("02 09:10"), Kind: sla.TicketMerged},
			{Key: "c", At: at("02 09:20"), Kind: sla.Changed, Fields: c.change},
			{Key: "d", At: at("02 10:00"), Kind: sla.TicketRestored},
		})
		require.NoError(t, err)
		v, err := policies.View(st, "resolution", at("02 10:05"))
		require.NoError(t, err)
		require.Equal(t, c.policy, v.Policy, "%v", c.change)
		require.Equal(t, sla.Running, v.Phase, "%v", c.change)
		require.Equal(t, sla.Duration(c.target), v.Target, "%v", c.change)
		require.Equal(t, sla.Duration(15*time.Minute), v.Elapsed, "%v", c.change)
	}
}

// TestResetOfAnIdleClock: a reset of a clock that has not begun begins its first cycle and leaves no earlier one behind.
func TestResetOfAnIdleClock(t *testing.T) {
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "all", Targets: []sla.TargetSpec{
		{Metric: "callback", Within: sla.Within{All: sla.Goal{Unit: sla.Wall, Length: sla.Duration(time.Hour)}}},
	}}}}, nil, nil)
	require.NoError(t, err)
	st, effects, err := policies.Rebuild("42", 0, []sla.Event{
		{Key: "a", At: at("02 09:00"), Kind: sla.Created, By: sla.Customer},
		{Key: "b", At: at("02 09:10"), Kind: sla.Reset, Clock: "callback"},
	})
	require.NoError(t, err)
	require.Empty(t, effects)
	require.Empty(t, st.Closed)
	require.Equal(t, uint32(1), st.Clocks[0].Cycle)
}

// TestReopenBeforeASequentialStart: a message that waits in a resolved ticket does not begin its cycle before the due instant
// of the one met early, and reopening the ticket earlier than that counts nothing.
func TestReopenBeforeASequentialStart(t *testing.T) {
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "all", Targets: []sla.TargetSpec{{
		Metric: sla.NextResponse, Recurrence: sla.Sequential,
		Within: sla.Within{All: sla.Goal{Unit: sla.Wall, Length: sla.Duration(4 * time.Hour)}},
	}}}}}, nil, nil)
	require.NoError(t, err)
	st, _, err := policies.Rebuild("42", 0, []sla.Event{
		{Key: "a", At: at("02 08:00"), Kind: sla.Created, By: sla.Customer},
		{Key: "b", At: at("02 08:10"), Kind: sla.Message, By: sla.Agent, Public: true},
		{Key: "c", At: at("02 09:00"), Kind: sla.Message, By: sla.Customer, Public: true},
		{Key: "d", At: at("02 09:10"), Kind: sla.Message, By: sla.Agent, Public: true},
		{Key: "e", At: at("02 09:20"), Kind: sla.StatusSet, Status: "solved"},
		{Key: "f", At: at("02 09:30"), Kind: sla.Message, By: sla.Customer, Public: true},
		{Key: "g", At: at("02 10:00"), Kind: sla.StatusSet, Status: "open"},
	})
	require.NoError(t, err)
	v, err := policies.View(st, "next_response", at("02 11:00"))
	require.NoError(t, err)
	require.Equal(t, 2, v.Cycle)
	require.Equal(t, at("02 13:00"), v.Started)
	require.Zero(t, v.Elapsed)
	require.Equal(t, at("02 17:00"), v.Due)
}

// TestRestoreOfAReopenedTicket: a ticket that was solved, merged and opened again runs on from its restore.
func TestRestoreOfAReopenedTicket(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}})
	st := taken(t, policies, setStatus("02 10:00", "solved"), sla.Event{Kind: sla.TicketMerged, At: at("02 10:30")},
		setStatus("02 11:00", "open"), sla.Event{Kind: sla.TicketRestored, At: at("02 12:00")})
	v, err := policies.View(st, "resolution", at("02 12:30"))
	require.NoError(t, err)
	require.Equal(t, sla.Running, v.Phase)
	require.Equal(t, sla.Duration(90*time.Minute), v.Elapsed)
}

// TestRestoreOfAReopenedTicketToItsTeam: its team owns it anew, although the team is the one that had it before.
func TestRestoreOfAReopenedTicketToItsTeam(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.Ownership, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}})
	st := taken(t, policies, setStatus("02 10:00", "solved"), sla.Event{Kind: sla.TicketMerged, At: at("02 10:30")},
		setStatus("02 11:00", "open"), sla.Event{Kind: sla.TicketRestored, At: at("02 12:00")})
	v, err := policies.View(st, "ownership", at("02 12:30"))
	require.NoError(t, err)
	require.Equal(t, sla.Running, v.Phase)
	require.Equal(t, 2, v.Cycle)
	require.Equal(t, at("02 12:00"), v.Started)
}

// TestRestartToTheSameTarget: a retarget to the same target changes nothing, in whatever mode.
func TestRestartToTheSameTarget(t *testing.T) {
	policies := oneTarget(t, sla.TargetSpec{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(4 * time.Hour)}})
	for _, mode := range []sla.Retarget{sla.KeepElapsed, sla.Retroactive, sla.Restart, sla.Reconstruct} {
		st := taken(t, policies, sla.Event{
			Kind: sla.Retargeted, At: at("02 10:00"), Clock: "resolution",
			Change: &sla.Change{Goal: sla.BusinessTime(4 * time.Hour), Mode: mode},
		})
		v, err := policies.View(st, "resolution", at("02 10:30"))
		require.NoError(t, err)
		require.Equal(t, 1, v.Cycle, mode)
		require.Equal(t, at("02 13:00"), v.Due, mode)
	}
}
