package sla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// TestGoalsOfDays: where a start outside hours moves to before days are counted. 2 March 2026 is a Monday.
func TestGoalsOfDays(t *testing.T) {
	office := calendar.MustParse("Europe/Berlin mon-fri 08:30-12:00 13:00-17:00")
	for _, c := range []struct{ goal, start, due string }{
		{"1 business day", "2026-03-02 10:15", "2026-03-03 10:15"},
		{"1 business day", "2026-03-02 07:14", "2026-03-03 08:30"},
		{"1 business day", "2026-03-02 12:20", "2026-03-03 13:00"},
		{"1 business day", "2026-03-02 17:00", "2026-03-04 08:30"},
		{"1 business day", "2026-03-07 12:30", "2026-03-10 08:30"},
		{"1 business day keep time", "2026-03-02 10:15", "2026-03-03 10:15"},
		{"1 business day keep time", "2026-03-02 07:14", "2026-03-03 07:14"},
		{"1 business day keep time", "2026-03-02 12:20", "2026-03-03 12:20"},
		{"1 business day keep time", "2026-03-02 17:00", "2026-03-04 08:30"},
		{"1 business day keep time", "2026-03-07 12:30", "2026-03-10 12:30"},
		{"1 business day keep time", "2026-03-08 17:41", "2026-03-11 08:30"},
		{"2 business days end of day", "2026-03-05 16:00", "2026-03-09 17:00"},
		{"2 business days end of day", "2026-03-05 18:00", "2026-03-10 17:00"},
		{"2 days", "2026-03-28 10:00", "2026-03-30 10:00"},
	} {
		goal, err := ParseGoal(c.goal)
		require.NoError(t, err)
		start, err := time.ParseInLocation("2006-01-02 15:04", c.start, office.Zone())
		require.NoError(t, err)
		_, due, err := goal.measure(office, At(start))
		require.NoError(t, err)
		require.Equal(t, c.due, due.Time().In(office.Zone()).Format("2006-01-02 15:04"), "%s from %s", c.goal, c.start)
	}
}

// TestLawGoalsReadBack: the text of a goal gives the goal.
func TestLawGoalsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		goal := Goal{Unit: Unit(rapid.IntRange(int(NoGoal), int(WallDays)).Draw(t, "unit"))}
		switch goal.Unit {
		case Business, Wall:
			goal.Length = Duration(rapid.Int64Range(1, int64(longestGoal)).Draw(t, "length"))
		case BusinessDays:
			goal.Days = rapid.IntRange(1, 3660).Draw(t, "days")
			switch rapid.IntRange(0, 2).Draw(t, "form") {
			case 1:
				goal.EndOfDay = true
			case 2:
				goal.KeepTime = true
			}
		case WallDays:
			goal.Days = rapid.IntRange(1, 3660).Draw(t, "days")
		}
		back, err := ParseGoal(goal.String())
		require.NoError(t, err)
		require.Equal(t, goal, back)
	})
}
