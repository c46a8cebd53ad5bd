package escalation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// warning warns the assignee at 13:00 and the lead at 13:30, says at 14:00 that the promise is broken, and tells the desk at 15:00.

func warning(t *testing.T) escalation.Spec { return ladder(t, "first_response", fourLevels) }

func status(s string) sla.Event { return sla.Event{Kind: sla.StatusSet, Status: s} }

func TestLevelIsReachedJustAfterItsPoint(t *testing.T) {
	d := open(t, warning(t))
	require.Empty(t, d.look("02 13:00"))
	require.Equal(t, at("02 13:00")+1, d.progress.Wake())
	actions := d.step(d.progress.Wake(), nil)
	require.Len(t, actions, 1)
	require.Equal(t, at("02 13:00"), actions[0].At)
	require.Equal(t, at("02 13:30")+1, d.progress.Wake())
}

func TestLateLevelsCollapse(t *testing.T) {
	d := open(t, warning(t))
	actions := d.step(at("02 14:20"), nil)
	require.Equal(t, []string{"skipped 1", "skipped 2", "fired 3 to mailto:ben@example.com"}, []string{line(&actions[0]), line(&actions[1]), line(&actions[2])})
	require.Equal(t, at("02 13:00"), actions[0].At)
	require.Equal(t, "level 3 was reached too", actions[0].Why)
	require.Equal(t, []string{"fired 4 to log:desk"}, d.look("02 19:00"))
	require.Empty(t, d.look("03 19:00"))
	require.Zero(t, d.progress.Wake())
}

func TestWhoIsResolvedWhenItFires(t *testing.T) {
	d := open(t, warning(t))
	d.s.Assignee = "ben"
	require.Equal(t, []string{"fired 1 to mailto:ben@example.com"}, d.look("02 13:01"))
}

func TestNobodyThereLetsTheNextLevelFireAtOnce(t *testing.T) {
	d := open(t, warning(t))
	d.s.Assignee, d.s.Lead = "", "nobody"
	actions := d.step(at("02 13:01"), nil)
	require.Len(t, actions, 4)
	require.Equal(t, "unstaffed 1", line(&actions[0]))
	require.Equal(t, "unstaffed 2", line(&actions[1]))
	require.Equal(t, "unstaffed 3", line(&actions[2]))
	require.Equal(t, "fired 4 to log:desk", line(&actions[3]))
	require.Equal(t, "in place of level 1", actions[3].Why)
	require.Equal(t, at("02 13:00"), actions[3].At)
	require.Empty(t, d.look("02 16:00"), "it has been told")
}

func TestWhoIsAwayOrOffDutyIsNotThere(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "75%", "notify": ["person cleo"]}, {"at": "due", "notify": ["person ana"]}, {"at": "9h after", "notify": ["log:desk"]}]`))
	d.s.Away = func(id string) bool { return id == "ana" }
	require.Equal(t, []string{"fired 1 to log:cleo"}, d.look("02 13:01"))
	d = open(t, ladder(t, "first_response", `[{"at": "6h after", "notify": ["person cleo"]}, {"at": "9h after", "notify": ["person ana", "log:desk"]}]`))
	d.s.Away = func(id string) bool { return id == "ana" }
	require.Equal(t, []string{"unstaffed 1", "fired 2 to log:desk"}, d.look("02 20:01"))
}

func TestLastLevelStandsInWhateverItsCondition(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "75%", "notify": ["lead"]}, {"at": "due", "when": "seats > 5", "notify": ["person ana"]},
		{"at": "1h after", "set": {"priority": "urgent"}}, {"at": "2h after", "when": "seats > 5", "notify": ["log:desk"]}]`))
	d.s.Lead = ""
	require.Equal(t, []string{"unstaffed 1", "fired 3", "fired 4 to log:desk"}, d.look("02 13:01"))
}

func TestConditionIsReadWhenTheLevelFires(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "50%", "when": "priority == \"urgent\"", "notify": ["lead"]}, {"at": "due", "notify": ["log:desk"]}]`))
	require.Empty(t, d.look("02 12:30"), "it is passed over")
	require.Equal(t, at("02 14:00")+1, d.progress.Wake())
	require.Equal(t, []string{"fired 1 to mailto:ben@example.com"},
		d.event("02 12:31", sla.Event{Kind: sla.Changed, Fields: sla.Fields{"priority": "urgent"}}))
}

func TestLadderWhoseConditionDoesNotHoldIsSilent(t *testing.T) {
	spec := warning(t)
	spec.Ladders[0].When = `priority == "urgent"`
	d := open(t, spec)
	require.Empty(t, d.look("02 13:10"))
	require.Zero(t, d.progress.Wake())
	require.Equal(t, []string{"fired 1 to log:ana"},
		d.event("02 13:11", sla.Event{Kind: sla.Changed, Fields: sla.Fields{"priority": "urgent"}}))
}

func quiet(t *testing.T, list string) escalation.Spec {
	spec := ladder(t, "first_response", list)
	spec.Ladders[0].Quiet = "night"
	return spec
}

func TestQuietHoursDeferAndNeverDrop(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "8h after", "notify": ["assignee"]}, {"at": "9h after", "notify": ["lead"]}, {"at": "40h after", "notify": ["log:desk"]}]`))
	require.Equal(t, []string{"deferred 1 until 03 06:00"}, d.look("02 22:01"))
	require.Empty(t, d.look("02 22:30"))
	require.Equal(t, []string{"skipped 1", "deferred 2 until 03 06:00"}, d.look("02 23:01"))
	require.Equal(t, at("03 06:00"), d.progress.Wake())
	require.Equal(t, []string{"fired 2 to mailto:ben@example.com"}, d.look("03 06:00"))
}

func TestCriticalLevelPassesQuietHours(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "8h after", "notify": ["assignee"]}, {"at": "9h after", "notify": ["nobody:x"], "critical": true}, {"at": "40h after", "notify": ["log:desk"]}]`))
	d.look("02 22:01")
	require.Equal(t, []string{"skipped 1", "fired 2 to nobody:x"}, d.look("02 23:01"))
}

func TestCriticalLevelPassesQuietHoursThroughItsStandIn(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "9h after", "notify": ["lead"], "critical": true}, {"at": "40h after", "notify": ["log:desk"]}]`))
	d.s.Lead = ""
	require.Equal(t, []string{"unstaffed 1", "fired 2 to log:desk"}, d.look("02 23:01"))
}

func TestDeferredNoticeExpiresWhenItIsNoLongerTrue(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "8h after", "when": "priority == \"normal\"", "notify": ["assignee"]}, {"at": "40h after", "notify": ["log:desk"]}]`))
	d.look("02 22:01")
	d.event("03 05:00", sla.Event{Kind: sla.Changed, Fields: sla.Fields{"priority": "urgent"}})
	require.Equal(t, []string{"expired 1"}, d.look("03 06:00"))
	d = open(t, quiet(t, `[{"at": "8h after", "notify": ["log:desk"]}]`))
	d.look("02 22:01")
	require.Equal(t, []string{"expired 1"}, d.event("03 05:00", reply), "the clock has ended")
}

func TestRepeatsAreDeferredToo(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "6h after", "notify": ["log:desk"], "repeat": {"every": "2h wall"}}]`))
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 20:01"))
	require.Equal(t, []string{"deferred 1 until 03 06:00"}, d.look("02 22:01"))
	require.Equal(t, []string{"repeated 1 to log:desk"}, d.look("03 06:00"))
}

func TestNoticesOfADayAreLimited(t *testing.T) {
	spec := ladder(t, "first_response", `[{"at": "due", "notify": ["log:desk"], "repeat": {"every": "1h wall", "times": 9, "within": "100h"}}]`)
	spec.Limits = escalation.Limits{Notices: 2, Fallback: "log:chief"}
	d := open(t, spec)
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 14:01"))
	require.Equal(t, []string{"repeated 1 to log:desk"}, d.look("02 15:01"))
	require.Equal(t, []string{"limited 1 to log:chief"}, d.look("02 16:01"))
	require.Equal(t, []string{"limited 1"}, d.look("02 17:01"), "the fallback hears once, and nothing is silent")
	require.Equal(t, []string{"repeated 1 to log:desk"}, d.look("03 14:01"), "24 hours from the first")
}

func TestIncomparablePointsCollapseByTheirOrderInTheLadder(t *testing.T) {
	d := open(t, ladder(t, "assignment", fourLevels)) // 75% is at 10:45, 30m before at 10:30
	require.Equal(t, []string{"skipped 1", "fired 2 to log:ana,mailto:ben@example.com"}, d.look("02 10:31"))
	require.Empty(t, d.look("02 10:50"))
}

func TestTurnsOfWholeDaysKeepTheirTimeOfDay(t *testing.T) {
	spec := ladder(t, escalation.OnStuck, `[{"at": "1s after wall", "notify": ["oncall pager", "log:desk"]}]`)
	spec.OnCall = map[string]escalation.RotationSpec{"pager": {
		Members: []string{"ana", "ben"}, From: at("23 08:00"), Turn: sla.Duration(7 * 24 * time.Hour), Zone: "Europe/Berlin",
	}}
	for when, who := range map[string]string{
		"22 12:00": "log:desk", "23 08:00": "log:ana,log:desk", "30 06:59": "log:ana,log:desk", "30 07:00": "mailto:ben@example.com,log:desk",
	} { // the clock of Berlin goes an hour ahead on the 29th: 09:00 there is 07:00 from then on
		d := open(t, spec)
		d.s.Stuck = at("02 10:00")
		require.Equal(t, []string{"fired 1 to " + who}, d.look(when), when)
	}
}

func TestTurnsKeepTheirTimeOfDayWhenTheClockGoesBack(t *testing.T) {
	spec := ladder(t, escalation.OnStuck, `[{"at": "1s after wall", "notify": ["oncall pager", "log:desk"]}]`)
	from := time.Date(2026, 10, 19, 7, 0, 0, 0, time.UTC) // 09:00 in Berlin, where it is 08:00 UTC from the 25th on
	spec.OnCall = map[string]escalation.RotationSpec{"pager": {
		Members: []string{"ana", "ben"}, From: sla.At(from), Turn: sla.Duration(7 * 24 * time.Hour), Zone: "Europe/Berlin", Calendar: "always",
	}}
	for hours, who := range map[time.Duration]string{168: "log:ana", 169: "mailto:ben@example.com"} {
		d := open(t, spec)
		d.s.Stuck = at("02 10:00")
		actions := d.step(sla.At(from.Add(hours*time.Hour)), nil)
		require.Equal(t, "fired 1 to "+who+",log:desk", line(&actions[0]))
	}
}

func TestStepOfAnUnknownVersionFails(t *testing.T) {
	d := open(t, warning(t))
	d.s.Policies = promises[sla.Business]
	_, err := d.ladders.Step(&d.progress, &d.s, nil, nil)
	require.ErrorIs(t, err, sla.ErrUnknownVersion)
}
