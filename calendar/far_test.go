package calendar

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// nineToFive is open from Monday to Friday in UTC.
func nineToFive() *timetable {
	table := &timetable{zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		table.week[day] = []Window{{9 * 3600, 17 * 3600}}
	}
	return table
}

func allWeek() *timetable {
	table := &timetable{zone: time.UTC}
	for day := range table.week {
		table.week[day] = []Window{{0, secondsPerDay}}
	}
	return table
}

// asks are the questions that may have no answer.
func asks(c Calendar) map[string]func(time.Time) (time.Time, error) {
	return map[string]func(time.Time) (time.Time, error){
		"NextOpen": c.NextOpen, "NextClose": c.NextClose, "PrevOpen": c.PrevOpen, "PrevClose": c.PrevClose,
		"Add":       func(t time.Time) (time.Time, error) { return c.Add(t, time.Hour) },
		"AddLatest": func(t time.Time) (time.Time, error) { return c.AddLatest(t, time.Hour) },
		"Sub":       func(t time.Time) (time.Time, error) { return c.Sub(t, time.Hour) },
		"EndOfDay":  func(t time.Time) (time.Time, error) { return c.EndOfDay(t, 1) },
	}
}

func TestNeverOpen(t *testing.T) {
	shut := build(plan{name: "shut", table: &timetable{zone: time.UTC}})
	office := build(plan{table: nineToFive()})
	pinned, err := Versions(shut, Switch{benchStart, shut})
	require.NoError(t, err)
	for name, c := range map[string]Calendar{
		"empty week": shut, "no parts": Union(), "union": Union(shut, shut), "intersection": Intersect(office, shut),
		"difference": Subtract(shut, office), "versions": pinned, "nothing left": Subtract(office, office),
	} {
		require.Equal(t, name != "nothing left", c.c.never, name)
		for question, ask := range asks(c) {
			_, err := ask(benchStart)
			require.ErrorIs(t, err, ErrNever, "%s of %s", question, name)
		}
		require.False(t, c.IsOpen(benchStart))
		require.Zero(t, c.Between(benchStart, benchStart.AddDate(30, 0, 0)))
		require.Empty(t, pairs(c.Runs(benchStart, benchStart.AddDate(1, 0, 0))))
	}
	_, err = shut.NextOpen(benchStart)
	require.EqualError(t, err, `calendar "shut": never, as seen from 2026-03-03T10:17:00Z`)
	var never *NeverError
	require.ErrorAs(t, err, &never)
	unasked := build(plan{table: &timetable{zone: time.UTC}})
	for question, ask := range asks(unasked) {
		_, err := ask(benchStart)
		require.ErrorIs(t, err, ErrNever, question)
	}
	require.Nil(t, unasked.c.span.Load(), "no year is compiled to find out")
}

func TestHorizon(t *testing.T) {
	d := Date{2100, time.March, 1}
	once := &timetable{zone: time.UTC, special: map[Date]special{d: {"party", []Window{{9 * 3600, 10 * 3600}}}}}
	c := build(plan{name: "party", table: once})
	_, err := c.NextOpen(benchStart)
	require.EqualError(t, err, `calendar "party": not within 50 years of 2026-03-03T10:17:00Z`)
	long := build(plan{table: once, horizon: 80})
	open, err := long.NextOpen(benchStart)
	require.NoError(t, err)
	require.Equal(t, time.Date(2100, 3, 1, 9, 0, 0, 0, time.UTC), open)
	require.Equal(t, time.Hour, c.Between(benchStart, open.AddDate(1, 0, 0)), "counting has no horizon")
	_, err = c.NextOpen(benchStart)
	require.ErrorIs(t, err, ErrNever, "what is compiled by now does not count")
	_, err = Union(c, long).NextOpen(benchStart)
	require.NoError(t, err, "a join reaches as far as its furthest part")
}

func TestAlwaysOpen(t *testing.T) {
	var c Calendar
	require.True(t, c.IsOpen(time.Time{}))
	for _, d := range []time.Duration{0, 1, -1, time.Hour, math.MaxInt64, math.MinInt64} {
		end, err := c.Add(benchStart, d)
		require.NoError(t, err)
		require.Equal(t, benchStart.Add(d), end)
		start, err := c.Sub(end, d)
		require.NoError(t, err)
		require.Equal(t, benchStart, start)
		require.Equal(t, d, c.Between(benchStart, end))
	}
	for _, ask := range []func(time.Time) (time.Time, error){c.NextClose, c.PrevOpen} {
		_, err := ask(benchStart)
		require.EqualError(t, err, "calendar: never, as seen from 2026-03-03T10:17:00Z")
	}
	for _, ask := range []func(time.Time) (time.Time, error){c.NextOpen, c.PrevClose} {
		got, err := ask(benchStart)
		require.NoError(t, err)
		require.Equal(t, benchStart, got)
	}
	require.Empty(t, pairs(c.Runs(benchStart, benchStart)))
	end := benchStart.AddDate(500, 0, 0)
	require.Equal(t, [][2]time.Time{{benchStart, end}}, pairs(c.Runs(benchStart, end)))
	require.Equal(t, [][2]time.Time{{benchStart, end}}, pairs(c.RunsBackward(benchStart, end)))
	require.Equal(t, time.UTC, c.Zone())
	require.Equal(t, c, c.Version(benchStart))
	require.Equal(t, c, Intersect())
}

func TestRoundTheClockNeverCloses(t *testing.T) {
	c := build(plan{table: allWeek()})
	for question, ask := range map[string]func(time.Time) (time.Time, error){"NextClose": c.NextClose, "PrevOpen": c.PrevOpen} {
		_, err := ask(benchStart)
		require.ErrorIs(t, err, ErrNever, question)
	}
	end, err := c.Add(benchStart, 9000*time.Hour)
	require.NoError(t, err)
	require.Equal(t, benchStart.Add(9000*time.Hour), end)
	require.Len(t, pairs(c.Runs(benchStart, benchStart.AddDate(30, 0, 0))), 1)
	require.Len(t, pairs(c.RunsBackward(benchStart, benchStart.AddDate(30, 0, 0))), 1)
}

// TestFarAway asks at the rim of what calendars hold and far outside of it.
func TestFarAway(t *testing.T) {
	for _, table := range []*timetable{nineToFive(), allWeek()} {
		for _, at := range []time.Time{
			{}, time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 999_999_999), time.Date(-5_000_000, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(1899, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(2199, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(1677, 9, 21, 0, 12, 43, 0, time.UTC), time.Date(2262, 4, 11, 23, 47, 17, 0, time.UTC), time.Date(99999, 1, 1, 0, 0, 0, 0, time.UTC),
		} {
			c := build(plan{table: table})
			c.IsOpen(at)
			for question, ask := range asks(c) {
				if _, err := ask(at); err != nil {
					require.ErrorIs(t, err, ErrNever, question)
				}
			}
			for _, d := range []time.Duration{math.MinInt64, math.MaxInt64, 1, -1} {
				if end, err := c.Add(at, d); err == nil {
					require.Equal(t, d, c.Between(at, end))
				}
			}
			require.Equal(t, -c.Between(benchStart, at), c.Between(at, benchStart))
			for range c.Runs(at, at.Add(time.Hour)) {
			}
		}
	}
	c := build(plan{table: allWeek()})
	require.Equal(t, time.Duration(math.MaxInt64), c.Between(time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, time.Duration(math.MinInt64), c.Between(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}))
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Equal(t, time.Hour, c.Between(first.Add(-time.Hour), first.Add(time.Hour)), "closed outside")
	require.False(t, c.IsOpen(first.Add(-1)))
	require.Len(t, pairs(c.Runs(time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))), 1)
}

func TestMonotonicReadingIsLeftOut(t *testing.T) {
	now := time.Now()
	c := build(plan{table: allWeek()})
	for name, ask := range asks(c) {
		if answer, err := ask(now); err == nil {
			require.Equal(t, answer.Round(0), answer, name)
		}
	}
	for _, c := range []Calendar{c, {}} {
		for _, d := range []time.Duration{0, 1, -1} {
			answer, err := c.Add(now, d)
			require.NoError(t, err)
			require.Equal(t, answer.Round(0), answer)
		}
	}
}

// TestManyGoroutines lets goroutines ask one calendar that has compiled nothing yet, and compares with one that was asked
// alone.
func TestManyGoroutines(t *testing.T) {
	table, _ := office(t)
	alone, shared := build(plan{table: table}), build(plan{table: table})
	joined := Subtract(shared, Union(shared))
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 200 {
				at := benchStart.AddDate((g*7+i)%60-30, i%12, i%28).Add(time.Duration(i) * time.Hour)
				want, errWant := alone.Add(at, time.Duration(i+1)*time.Hour)
				got, err := shared.Add(at, time.Duration(i+1)*time.Hour)
				if errWant != nil || err != nil || !want.Equal(got) || joined.IsOpen(at) {
					t.Errorf("at %s: want %s, got %s", at, want, got)
				}
			}
		})
	}
	group.Wait()
}

func TestVersionsMustAscend(t *testing.T) {
	_, err := Versions(Calendar{}, Switch{benchStart, Calendar{}}, Switch{benchStart, Calendar{}})
	require.EqualError(t, err, "switches[1].at: must be later than the switch before it, at 2026-03-03T10:17:00Z")
}

func TestVersionPinsEveryPart(t *testing.T) {
	day, night := build(plan{name: "day", table: nineToFive()}), build(plan{name: "night", table: allWeek()})
	changed, err := Versions(day, Switch{benchStart, night})
	require.NoError(t, err)
	c := Union(changed, day)
	require.Equal(t, night, changed.Version(benchStart))
	require.Equal(t, day, changed.Version(benchStart.Add(-1)))
	require.Equal(t, day, day.Version(benchStart))
	sunday := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	require.True(t, c.IsOpen(sunday))
	require.False(t, c.Version(benchStart.Add(-1)).IsOpen(sunday))
	require.True(t, c.Version(benchStart).IsOpen(sunday.AddDate(-1, 0, 0)))
	require.Equal(t, "night", changed.Version(benchStart).Name())
}
