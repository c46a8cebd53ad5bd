package escalation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

var (
	reply   = sla.Event{Kind: sla.Message, By: sla.Agent, Public: true}
	acksAll = &escalation.Act{Kind: escalation.Acknowledge, By: "ana"}
)

func snooze(until string) *escalation.Act {
	return &escalation.Act{Kind: escalation.Snooze, By: "ana", Until: at(until)}
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

func TestActOnWhatNobodyWasToldYetIsIgnored(t *testing.T) {
	d := open(t, quiet(t, `[{"at": "6h after", "notify": ["assignee"]}, {"at": "8h after", "notify": ["log:desk"]}]`))
	key := d.step(at("02 20:01"), nil)[0].Keys("T-1")[0]
	d.look("02 22:01")
	actions := d.step(at("02 22:02"), &escalation.Act{Kind: escalation.Acknowledge, Key: key, By: "ana"})
	require.Equal(t, "level 2 is reached and waits for the end of the quiet hours", actions[0].Why)
	require.Equal(t, []string{"fired 2 to log:desk"}, d.look("03 06:00"))
	d = open(t, warning(t))
	actions = d.step(at("02 10:01"), &escalation.Act{Kind: escalation.Acknowledge, Key: key, By: "ana"})
	require.Equal(t, "no level was told yet", actions[0].Why)
}

func TestActComesAfterWhatWasDueBefore(t *testing.T) {
	d := open(t, ladder(t, "first_response", repeating))
	require.Equal(t, []string{"skipped 1", "fired 2 to mailto:ben@example.com,log:desk", "acknowledged 2"}, d.acts("02 14:30", acksAll))
}
