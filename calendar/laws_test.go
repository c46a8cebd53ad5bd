package calendar

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// law checks a law on random calendars, each with a second near which something happens.
func law(t *testing.T, check func(t *rapid.T, c Calendar, near int64)) {
	rapid.Check(t, func(t *rapid.T) {
		c, near := drawCalendar(t, 2)
		check(t, c, near)
	})
}

// within returns an answer, or ends a check whose question has none.
func within(t *rapid.T) func(time.Time, error) time.Time {
	return func(answer time.Time, err error) time.Time {
		if err != nil {
			require.ErrorIs(t, err, ErrNever)
			t.SkipNow()
		}
		return answer
	}
}

func same(t *rapid.T, want, got time.Time) {
	require.True(t, want.Equal(got), "want %s, got %s", want.Format(time.RFC3339Nano), got.In(want.Location()).Format(time.RFC3339Nano))
}

func TestAddThenBetween(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		start, d := drawInstant(t, near), drawDuration(t)
		end := within(t)(c.Add(start, d))
		require.Equal(t, d, c.Between(start, end))
	})
}

func TestAddIsEarliest(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		start, d := drawInstant(t, near), drawDuration(t)
		end := within(t)(c.Add(start, d))
		require.Less(t, c.Between(start, end.Add(-1)), d)
		same(t, within(t)(c.NextOpen(end)), within(t)(c.AddLatest(start, d)))
	})
}

func TestAddIsAdditive(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		start, d, e := drawInstant(t, near), drawDuration(t), drawDuration(t)
		once := within(t)(c.Add(start, d+e))
		middle, err := c.Add(start, d)
		require.NoError(t, err)
		twice, err := c.Add(middle, e)
		require.NoError(t, err)
		same(t, once, twice)
	})
}

func TestAddNothing(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		start := drawInstant(t, near)
		for _, add := range []func(time.Time, time.Duration) (time.Time, error){c.Add, c.Sub} {
			got, err := add(start, 0)
			require.NoError(t, err)
			require.Equal(t, start, got)
		}
	})
}

func TestSubMirrorsAdd(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		start, d := drawInstant(t, near), drawDuration(t)
		end := within(t)(c.Add(start, d))
		same(t, within(t)(c.NextOpen(start)), within(t)(c.Sub(end, d)))
		same(t, end, within(t)(c.Sub(start, -d)))
	})
}

func TestSubThenBetween(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		end, d := drawInstant(t, near), drawDuration(t)
		start := within(t)(c.Sub(end, d))
		require.Equal(t, d, c.Between(start, end))
		require.Less(t, c.Between(start.Add(1), end), d)
		same(t, within(t)(c.PrevClose(end)), within(t)(c.Add(start, d)))
		same(t, start, within(t)(c.Add(end, -d)))
	})
}

func TestBetweenIsAdditive(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		x, y, z := drawInstant(t, near), drawInstant(t, near), drawInstant(t, near)
		require.Equal(t, c.Between(x, z), c.Between(x, y)+c.Between(y, z))
		require.Equal(t, -c.Between(y, x), c.Between(x, y))
	})
}

func TestAddOfBetween(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		x, y := drawInstant(t, near), drawInstant(t, near)
		if y.Before(x) {
			x, y = y, x
		}
		got := within(t)(c.Add(x, c.Between(x, y)))
		require.False(t, got.After(y))
		require.Zero(t, c.Between(got, y))
	})
}

func TestRunsAgreeWithIsOpen(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		from := drawInstant(t, near)
		to := from.Add(time.Duration(rapid.IntRange(0, 400*24).Draw(t, "hours")) * time.Hour)
		last, sum := from, time.Duration(0)
		for open, closed := range c.Runs(from, to) {
			require.True(t, open.Before(closed))
			require.True(t, open.Equal(from) || open.After(last), "runs are in order and do not touch")
			require.True(t, c.IsOpen(open) && c.IsOpen(closed.Add(-1)))
			require.True(t, open.Equal(from) || !c.IsOpen(open.Add(-1)))
			require.True(t, closed.Equal(to) || !c.IsOpen(closed))
			require.False(t, closed.After(to))
			sum += closed.Sub(open)
			last = closed
		}
		require.Equal(t, c.Between(from, to), sum)
	})
}

// pairs collects runs.
func pairs(runs func(yield func(open, closed time.Time) bool)) [][2]time.Time {
	var list [][2]time.Time
	for open, closed := range runs {
		list = append(list, [2]time.Time{open, closed})
	}
	return list
}

func TestRunsBackwardAreRunsReversed(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		from := drawInstant(t, near)
		to := from.Add(time.Duration(rapid.IntRange(-24, 3000*24).Draw(t, "hours")) * time.Hour)
		backward := pairs(build(c.c.plan).RunsBackward(from, to))
		slices.Reverse(backward)
		require.Equal(t, pairs(c.Runs(from, to)), backward)
	})
}

func TestEdgesAgreeWithRuns(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		at := drawInstant(t, near)
		open, errOpen := c.PrevOpen(at)
		closed, errClosed := c.NextClose(at)
		if errOpen != nil || errClosed != nil {
			t.SkipNow()
		}
		if c.IsOpen(at) {
			require.Equal(t, [][2]time.Time{{open, closed}}, pairs(c.Runs(open, closed)))
			same(t, at, within(t)(c.NextOpen(at)))
			return
		}
		runs := pairs(c.Runs(open, closed))
		require.Len(t, runs, 2)
		same(t, within(t)(c.PrevClose(at)), runs[0][1])
		same(t, within(t)(c.NextOpen(at)), runs[1][0])
	})
}

func TestJoinsAgreeWithSetLogic(t *testing.T) {
	alone(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		near := drawMoment(t, zone)
		a, b := drawCalendarNear(t, zone, near, 1), drawCalendarNear(t, drawZone(t), near, 1)
		b = rapid.SampledFrom([]Calendar{b, b, {}}).Draw(t, "second")
		union, both, rest := Union(a, b), Intersect(a, b), Subtract(a, b)
		for range 60 {
			at := drawInstant(t, near)
			require.Equal(t, a.IsOpen(at) || b.IsOpen(at), union.IsOpen(at), "union at %s", at)
			require.Equal(t, a.IsOpen(at) && b.IsOpen(at), both.IsOpen(at), "intersection at %s", at)
			require.Equal(t, a.IsOpen(at) && !b.IsOpen(at), rest.IsOpen(at), "difference at %s", at)
		}
		x, y := drawInstant(t, near), drawInstant(t, near)
		require.Equal(t, a.Between(x, y), both.Between(x, y)+rest.Between(x, y))
		require.Equal(t, union.Between(x, y), rest.Between(x, y)+Union(b).Between(x, y))
	})
}

func TestVersionsSwitch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		near := drawMoment(t, zone)
		a, b := drawCalendarNear(t, zone, near, 1), drawCalendarNear(t, zone, near, 1)
		from := drawInstant(t, near)
		c, err := Versions(a, Switch{from, b})
		require.NoError(t, err)
		for range 100 {
			at := drawInstant(t, near)
			force := b
			if at.Before(from) {
				force = a
			}
			require.Equal(t, force.IsOpen(at), c.IsOpen(at))
			require.Equal(t, force.Version(at), c.Version(at))
		}
		before, after := from.Add(-time.Hour), from.Add(time.Hour)
		require.Equal(t, a.Between(before, from)+b.Between(from, after), c.Between(before, after))
	})
}

// TestWindowsThatTileTheDayTileTime is rule 3: a civil day cut in pieces leaves no gap and no overlap of real time.
func TestWindowsThatTileTheDayTileTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		near := drawMoment(t, zone)
		cut := rapid.IntRange(1, secondsPerDay-1).Draw(t, "cut")
		early, late := &timetable{zone: zone}, &timetable{zone: zone}
		for day := range early.week {
			early.week[day] = []Window{{0, cut}}
			late.week[day] = []Window{{cut, secondsPerDay}}
		}
		a, b := build(plan{table: early}), build(plan{table: late})
		from := time.Unix(near, 0).Add(-48 * time.Hour)
		to := from.Add(96 * time.Hour)
		require.Equal(t, 96*time.Hour, a.Between(from, to)+b.Between(from, to))
		require.Equal(t, 96*time.Hour, Union(a, b).Between(from, to))
	})
}

// TestHistoryDoesNotMatter is the law that no answer depends on what was asked before.
func TestHistoryDoesNotMatter(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		for range 5 {
			c.IsOpen(drawInstant(t, near))
		}
		at, to, d := drawInstant(t, near), drawInstant(t, near), drawDuration(t)
		fresh := func() Calendar { return build(c.c.plan) }
		require.Equal(t, fresh().IsOpen(at), c.IsOpen(at))
		require.Equal(t, fresh().Between(at, to), c.Between(at, to))
		for name, ask := range map[string]func(Calendar) (time.Time, error){
			"next open":      func(c Calendar) (time.Time, error) { return c.NextOpen(at) },
			"next close":     func(c Calendar) (time.Time, error) { return c.NextClose(at) },
			"previous open":  func(c Calendar) (time.Time, error) { return c.PrevOpen(at) },
			"previous close": func(c Calendar) (time.Time, error) { return c.PrevClose(at) },
			"add":            func(c Calendar) (time.Time, error) { return c.Add(at, d) },
			"sub":            func(c Calendar) (time.Time, error) { return c.Sub(at, d) },
		} {
			want, wantErr := ask(fresh())
			got, err := ask(c)
			require.Equal(t, want, got, name)
			require.Equal(t, wantErr, err, name)
			require.True(t, err == nil || errors.Is(err, ErrNever))
		}
	})
}

// TestLocationDoesNotMatter is the law that the zone an instant is written in changes only the zone of the answer.
func TestLocationDoesNotMatter(t *testing.T) {
	law(t, func(t *rapid.T, c Calendar, near int64) {
		at, d := drawInstant(t, near), drawDuration(t)
		elsewhere := at.In(drawZone(t))
		require.Equal(t, c.IsOpen(at), c.IsOpen(elsewhere))
		want, got := within(t)(c.Add(at, d)), within(t)(c.Add(elsewhere, d))
		same(t, want, got)
		require.Equal(t, at.Location(), want.Location())
		require.Equal(t, elsewhere.Location(), got.Location())
	})
}
