package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func date(t require.TestingT, text string) Date {
	d, err := ParseDate(text)
	require.NoError(t, err)
	return d
}

// easter is a calendar of Berlin, closed on Good Friday and Easter Monday of 2026 and open on a Saturday in May.
func easter(t testing.TB) Calendar {
	table := nineToFive()
	table.zone = location(t, "Europe/Berlin")
	table.special = map[Date]special{
		date(t, "2026-04-03"): {"Good Friday", nil},
		date(t, "2026-04-06"): {"Easter Monday", nil},
		date(t, "2026-05-30"): {"move", []Window{{10 * 3600, 12 * 3600}}},
	}
	return build(plan{table: table})
}

func TestRoll(t *testing.T) {
	c := easter(t)
	for _, k := range []struct{ date, forward, backward, modified string }{
		{"2026-04-02", "2026-04-02", "2026-04-02", "2026-04-02"},
		{"2026-04-03", "2026-04-07", "2026-04-02", "2026-04-07"},
		{"2026-04-05", "2026-04-07", "2026-04-02", "2026-04-07"},
		{"2026-01-31", "2026-02-02", "2026-01-30", "2026-01-30"},
		{"2026-05-30", "2026-05-30", "2026-05-30", "2026-05-30"},
		{"2026-05-31", "2026-06-01", "2026-05-30", "2026-05-30"},
	} {
		for _, r := range []struct {
			want string
			roll func(Date) (Date, error)
		}{{k.forward, c.RollForward}, {k.backward, c.RollBackward}, {k.modified, c.RollModifiedFollowing}} {
			got, err := r.roll(date(t, k.date))
			require.NoError(t, err)
			require.Equal(t, r.want, got.String(), k.date)
		}
	}
}

func TestAddDays(t *testing.T) {
	c := easter(t)
	for _, k := range []struct {
		at   string
		n    int
		want string
	}{
		{"2026-04-01T23:30:00Z", 0, "2026-04-02"}, // it is tomorrow in Berlin
		{"2026-04-01T23:30:00Z", 1, "2026-04-07"},
		{"2026-04-01T21:30:00Z", 1, "2026-04-02"},
		{"2026-04-04T10:00:00Z", 0, "2026-04-07"},
		{"2026-04-04T10:00:00Z", 1, "2026-04-07"},
		{"2026-04-04T10:00:00Z", 2, "2026-04-08"},
		{"2026-04-04T10:00:00Z", -1, "2026-04-02"},
		{"2026-04-07T10:00:00Z", -2, "2026-04-01"},
	} {
		at, err := time.Parse(time.RFC3339, k.at)
		require.NoError(t, err)
		got, err := c.AddDays(at, k.n)
		require.NoError(t, err)
		require.Equal(t, k.want, got.String(), "%s and %d", k.at, k.n)
	}
	_, err := c.AddDays(benchStart, 20_000)
	require.ErrorIs(t, err, ErrNever)
	_, err = c.AddDays(benchStart, -20_000)
	require.ErrorIs(t, err, ErrNever)
}

func TestEndOfDay(t *testing.T) {
	c := easter(t)
	for _, k := range []struct {
		at   string
		n    int
		want string
	}{
		{"2026-04-02T10:00:00Z", 0, "2026-04-02T15:00:00Z"},
		{"2026-04-02T15:00:00Z", 0, "2026-04-07T15:00:00Z"}, // that day is over
		{"2026-04-02T10:00:00Z", 2, "2026-04-08T15:00:00Z"},
		{"2026-05-29T10:00:00Z", 1, "2026-05-30T10:00:00Z"},
		{"2026-04-04T10:00:00Z", -1, "2026-04-02T15:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, k.at)
		require.NoError(t, err)
		got, err := c.EndOfDay(at, k.n)
		require.NoError(t, err)
		require.Equal(t, k.want, got.Format(time.RFC3339), "%s and %d", k.at, k.n)
	}
	end, err := Calendar{}.EndOfDay(benchStart, 0)
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), end)
	d, err := Calendar{}.AddDays(benchStart, -3)
	require.NoError(t, err)
	require.Equal(t, "2026-02-28", d.String())
}

// TestDaysTileTime is the law that each instant lies on one date, and that the dates of a zone follow each other in time,
// whatever the wall clock does at midnight.
func TestDaysTileTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		near := drawMoment(t, zone)
		c := build(plan{table: &timetable{zone: zone}})
		last := c.dateOf(time.Unix(near, 0).Add(-49 * time.Hour))
		for minutes := -48 * 60; minutes < 48*60; minutes += 10 {
			at := time.Unix(near, 0).Add(time.Duration(minutes) * time.Minute)
			d := c.dateOf(at)
			from, to := c.bounds(d)
			require.False(t, at.Before(from) || !at.Before(to), "%s on %s", at.In(zone), d)
			require.False(t, d.Before(last))
			last = d
		}
	})
}

// TestRollFindsTheNearestBusinessDay compares with a walk over the dates.
func TestRollFindsTheNearestBusinessDay(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		d := drawDate(t, near)
		forward, errForward := c.RollForward(d)
		backward, errBackward := c.RollBackward(d)
		if errForward != nil || errBackward != nil {
			t.SkipNow()
		}
		require.True(t, c.IsBusinessDay(forward) && c.IsBusinessDay(backward))
		require.False(t, forward.Before(d) || d.Before(backward))
		for e := backward.AddDays(1); e.Before(forward) && e.Before(backward.AddDays(60)); e = e.AddDays(1) {
			require.False(t, c.IsBusinessDay(e), "%s", e)
		}
	})
}
