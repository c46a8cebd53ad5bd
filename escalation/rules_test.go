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

var (
	reply   = sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}
	acksAll = &escalation.Act{Kind: escalation.Acknowledge, By: "ana"}
)

func snooze(until string) *escalation.Act {
	return &escalation.Act{Kind: escalation.Snooze, By: "ana", Until: at(until)}
}

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

const repeating = `[{"at": "50%", "notify": ["assignee"], "acknowledge": "2h wall", "repeat": {"every": "30m wall", "times": 2}},
	{"at": "due", "notify": ["lead", "log:desk"]}]`

func TestLevelRepeatsUntilItsCountIsSpent(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	require.Equal(t, []string{"fired 1 to log:ana"}, d.look("02 12:01"))
	require.Equal(t, at("02 12:31"), d.progress.Wake())
	require.Equal(t, []string{"repeated 1 to log:ana"}, d.look("02 12:31"))
	require.Equal(t, []string{"repeated 1 to log:ana"}, d.look("02 13:40"), "a late repeat is one repeat")
	require.Empty(t, d.look("02 13:59"))
	require.Equal(t, at("02 14:00")+1, d.progress.Wake())
}

func TestRepeatsCountBusinessTimeAndEndWithTheirWindow(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "1h after", "notify": ["log:desk"], "repeat": {"every": "2h", "within": "20h"}}]`))
	d.look("02 15:01")
	require.Equal(t, at("03 09:01"), d.progress.Wake(), "an hour of business is left on Monday")
	require.Equal(t, []string{"repeated 1 to log:desk"}, d.look("03 09:01"))
	require.Zero(t, d.progress.Wake(), "the next would be past the window")
	d = open(t, ladder(t, "first_response", `[{"at": "1h after", "notify": ["log:desk"], "repeat": {"every": "2h", "within": "20h"}}]`))
	d.look("02 15:01")
	require.Equal(t, []string{"expired 1"}, d.look("03 12:00"), "looked at too late")
}

func TestAcknowledgementStopsRepeatsUntilItRunsOut(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "25%", "notify": ["assignee"], "acknowledge": "2h wall", "repeat": {"every": "30m wall"}},
		{"at": "due", "notify": ["lead", "log:desk"]}]`))
	d.look("02 11:01")
	require.Equal(t, []string{"acknowledged 1 until 02 13:10"}, d.acts("02 11:10", acksAll))
	require.Empty(t, d.look("02 12:00"))
	require.Equal(t, at("02 13:10"), d.progress.Wake())
	require.Equal(t, []string{"lapsed 1", "repeated 1 to log:ana"}, d.look("02 13:10"))
	require.Equal(t, []string{"repeated 1 to log:ana"}, d.look("02 13:40"), "as if there had been none")
}

func TestAcknowledgedRungLetsHigherLevelsFire(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	d.look("02 12:01")
	d.acts("02 12:10", acksAll)
	require.Equal(t, []string{"fired 2 to mailto:ben@example.com,log:desk"}, d.look("02 14:01"))
}

func TestSnoozeEndsAndTheLevelIsToldAgain(t *testing.T) {
	d := open(t, ladder(t, "resolution", repeating))
	d.look("02 14:01")
	require.Equal(t, []string{"snoozed 1 until 02 16:00"}, d.acts("02 14:10", snooze("02 16:00")))
	require.Empty(t, d.look("02 15:59"))
	require.Equal(t, []string{"lapsed 1", "repeated 1 to log:ana"}, d.look("02 16:00"))
}

func TestSnoozeAlwaysHasAnEndWithinFourDays(t *testing.T) {
	for _, c := range []struct{ until, line, why string }{
		{"02 14:10", "act_ignored 1", "a snooze needs an end after now"},
		{"06 14:11", "act_ignored 1", "a snooze ends within 96h, by 2026-03-06T14:10:00Z"},
		{"06 14:10", "snoozed 1 until 06 14:10", ""},
	} {
		d := open(t, ladder(t, "resolution", repeating))
		d.look("02 14:01")
		actions := d.step(at("02 14:10"), snooze(c.until))
		require.Equal(t, c.line, line(&actions[0]))
		require.Equal(t, c.why, actions[0].Why)
	}
}

func TestActFindsItsRungByKey(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	key := d.step(at("02 12:01"), nil)[0].Keys("T-1")[0]
	require.Equal(t, "T-1/first_response/1/1/ana/bell:0:0.0", key)
	for _, wrong := range []string{"", "T-2/first_response/1/1/ana/bell:0:0.0", "T-1/first_response/2/1/ana/bell:0:0.0",
		"T-1/first_response/1/1/ana/bell:1:0.0", "T-1/first_response/1/1/ana/bell", "T-1/resolution/1/1/ana/bell:0:0.0"} {
		act := &escalation.Act{Kind: escalation.Acknowledge, Key: wrong, Ladder: "other", By: "ana"}
		require.Equal(t, []string{"act_ignored 0"}, d.acts("02 12:02", act), wrong)
	}
	require.Equal(t, []string{"acknowledged 1 until 02 14:03"}, d.acts("02 12:03", &escalation.Act{Kind: escalation.Acknowledge, Key: key, By: "ana"}))
	require.Equal(t, []string{"act_ignored 1"}, d.acts("02 12:04", &escalation.Act{Kind: "shout", Key: key}))
	d.event("02 12:05", reply)
	require.Equal(t, []string{"act_ignored 1"}, d.acts("02 12:06", &escalation.Act{Kind: escalation.Acknowledge, Key: key}), "it has ended")
}

func TestActComesAfterWhatWasDueBefore(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	require.Equal(t, []string{"skipped 1", "fired 2 to mailto:ben@example.com,log:desk", "acknowledged 2"}, d.acts("02 14:30", acksAll))
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

func TestRungEndsWithItsClockOnce(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	require.Equal(t, []string{"ended 1"}, d.event("02 13:10", reply))
	require.Empty(t, d.look("02 13:20"))
	require.Zero(t, d.progress.Wake())
	d = open(t, warning(t))
	require.Empty(t, d.event("02 12:00", reply), "it had not fired")
	require.Empty(t, d.progress.Rungs)
}

func TestClosedTicketEndsItsRungs(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	d.s.Closed = true
	require.Equal(t, []string{"ended 1"}, d.look("02 15:00"))
	d.s.Closed = false
	require.Equal(t, []string{"skipped 2", "skipped 3", "fired 4 to log:desk"}, d.look("02 15:01"), "what was told is not told again")
}

func TestPausedClockIsSilent(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	d.look("02 12:01")
	d.event("02 12:10", status("pending"))
	require.Zero(t, d.progress.Wake())
	require.Empty(t, d.look("02 18:00"))
	require.Equal(t, []string{"repeated 1 to log:ana"}, d.event("02 18:10", status("open")))
}

func TestReopenedClockIsNotToldAnewWhatWasTold(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"]}, {"at": "75%", "notify": ["log:desk"]}]`))
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 14:01"))
	require.Equal(t, []string{"ended 1"}, d.event("02 14:30", status("solved")))
	require.Empty(t, d.event("02 15:00", status("open")))
	require.Len(t, d.progress.Rungs, 1)
	require.Equal(t, uint32(1), d.progress.Rungs[0].Epoch)
	require.Equal(t, []string{"fired 2 to log:desk"}, d.look("03 12:00"), "the next level is")
}

func TestNewCycleIsANewRung(t *testing.T) {
	d := open(t, ladder(t, "resolution", `[{"at": "50%", "notify": ["log:desk"]}]`))
	d.look("02 14:01")
	require.Equal(t, []string{"ended 1"}, d.event("02 14:30", sla.Event{Kind: sla.Reset, Clock: "resolution"}))
	require.Equal(t, uint32(2), d.progress.Rungs[0].Cycle)
	require.Equal(t, []string{"fired 1 to log:desk"}, d.look("02 18:31"))
}

const onLength = `[{"at": "2h after wall", "notify": ["assignee"]}, {"at": "4h after", "notify": ["log:desk"]}]`

func TestEachPausedClockIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnPaused, onLength))
	d.event("02 11:00", status("pending"))
	require.Equal(t, at("02 13:00")+1, d.progress.Wake())
	actions := d.step(at("02 13:01"), nil)
	require.Len(t, actions, 2)
	require.Equal(t, "paused/first_response", actions[0].Subject)
	require.Equal(t, "T-1/paused~1resolution/0/1/ana/bell:2026-03-02T11:00:00Z:0.0", actions[1].Keys("T-1")[0])
	require.Equal(t, []string{"ended 1", "ended 1"}, d.event("02 13:30", status("open")))
	require.Empty(t, d.progress.Rungs)
	require.Empty(t, d.event("02 13:40", status("pending")))
	require.Equal(t, []string{"fired 1 to log:ana", "fired 1 to log:ana"}, d.look("02 15:41"), "another pause")
}

func TestStuckTicketIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnStuck, onLength))
	d.s.Stuck = at("02 10:00")
	require.Equal(t, []string{"fired 1 to log:ana"}, d.look("02 12:01"))
	require.Equal(t, []string{"fired 2 to log:desk"}, d.look("02 14:01"))
	d.s.Stuck = 0
	require.Equal(t, []string{"ended 2"}, d.look("02 14:02"))
}

func TestEachFailureIsASubject(t *testing.T) {
	d := open(t, ladder(t, escalation.OnFailed, onLength))
	d.s.Failed = []escalation.Failure{{Key: "a/b", At: at("02 10:00")}, {Key: "c", At: at("02 11:00")}}
	require.Equal(t, []string{"fired 1 to log:ana"}, d.look("02 12:01"))
	require.Equal(t, "failed/a/b", d.progress.Rungs[0].Subject)
	d.s.Failed = d.s.Failed[1:]
	require.Equal(t, []string{"ended 1", "fired 1 to log:ana"}, d.look("02 13:01"))
}

func TestRungOfALadderThatIsGoneEnds(t *testing.T) {
	d := open(t, warning(t))
	d.look("02 13:01")
	other := ladder(t, "resolution", fourLevels)
	other.Ladders[0].Name = "other"
	d.ladders = open(t, other).ladders
	require.Equal(t, []string{"ended 1"}, d.look("02 13:10"))
}

func TestShorterLadderKeepsItsRung(t *testing.T) {
	d := open(t, ladder(t, "first_response", `[{"at": "25%", "notify": ["lead"]}, {"at": "50%", "notify": ["log:desk"], "repeat": {"every": "1h wall"}}]`))
	d.look("02 12:01")
	d.ladders = open(t, ladder(t, "first_response", `[{"at": "50%", "notify": ["log:desk"]}]`)).ladders
	require.Empty(t, d.look("02 13:01"))
	require.Zero(t, d.progress.Wake())
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
