package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

func TestPinnedVersionKeepsTheHorizon(t *testing.T) {
	c, err := calendar.Compile(calendar.Spec{
		Zone: "UTC", Horizon: 2, Hours: map[string]string{"mon": "09:00-10:00"},
		Versions: []calendar.Version{{From: "2020-01-01", Spec: calendar.Spec{Hours: map[string]string{"tue": "09:00-10:00"}}}},
	}, calendar.Sources{})
	require.NoError(t, err)
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	_, err = c.Version(at).Add(at, 300*time.Hour)
	require.ErrorIs(t, err, calendar.ErrNever)
}

// TestExplainBreakOfTheEveningBefore: a break that cuts the end of an overnight window is named, although its date has no
// hours of its own.
func TestExplainBreakOfTheEveningBefore(t *testing.T) {
	c, err := calendar.Compile(calendar.Spec{
		Zone: "UTC", Hours: map[string]string{"fri": "22:00-06:00"}, Breaks: map[string]string{"sat": "02:00-03:00"},
	}, calendar.Sources{})
	require.NoError(t, err)
	at := time.Date(2026, time.November, 28, 1, 0, 0, 0, time.UTC)
	causes := c.ExplainBetween(at, at.Add(4*time.Hour)).Stretches[1].Causes
	require.Equal(t, []calendar.Cause{{Kind: calendar.BreakTime}}, causes)
}

func TestWeeklyTellsAllProblems(t *testing.T) {
	_, err := calendar.Weekly("Mars/X", [7][]calendar.Window{1: {{Open: -5, Close: 10}}, 2: {{Open: 0, Close: 100}, {Open: 50, Close: 200}}})
	require.ErrorContains(t, err, "hours.mon: a window")
	require.ErrorContains(t, err, "zone: unknown")
	require.ErrorContains(t, err, "hours.tue: ")
}

func TestVersionInstantsAreStrict(t *testing.T) {
	for _, from := range []string{"2026-07-01T9:00:00+02:00", "2026-07-01T09:00:00,5Z", "2026-07-01T09:00:00+24:60"} {
		_, err := calendar.Compile(calendar.Spec{
			Zone: "UTC", Closed: true,
			Versions: []calendar.Version{{From: from, Spec: calendar.Spec{Hours: map[string]string{"tue": "09:00-10:00"}}}},
		}, calendar.Sources{})
		require.ErrorContains(t, err, "versions[0].from", from)
	}
}

func TestZonesOfOneMachineAreRefused(t *testing.T) {
	for _, zone := range []string{"Local", "localtime", "posixrules"} {
		_, err := calendar.Parse(zone + " mon 09:00-10:00")
		require.Error(t, err, zone)
	}
}

// TestWallDaysFromARepeatedEvening: in St John's the clock went back from 00:01 to 23:01, so that a Saturday evening came
// twice. A day later is the next evening.
func TestWallDaysFromARepeatedEvening(t *testing.T) {
	c := calendar.MustParse("America/St_Johns mon-sun 00:00-24:00")
	at := time.Date(2010, time.November, 7, 3, 0, 0, 0, time.UTC).In(c.Zone()) // 23:30 for the second time
	require.Equal(t, "2010-11-07 23:30", c.WallDaysLater(at, 1).Format("2006-01-02 15:04"))
}

func TestTextBehindADocumentHidesNothing(t *testing.T) {
	_, err := calendar.CompileJSON([]byte(`{"zone":"Mars/X","bad":1,"hours":{"mon":"25:00-26:00"}} {}`), calendar.Sources{})
	require.ErrorContains(t, err, "bad: unknown key")
	require.ErrorContains(t, err, "zone: unknown zone")
	require.ErrorContains(t, err, "hours.mon: ")
}
