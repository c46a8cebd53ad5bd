package calendar

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// walker reads a timetable second by second, straight from the rules: it keeps the latest civil time that the wall clock has
// shown so far, and that civil time is in the windows or not. It shares nothing with the engine but the timetable.
type walker struct {
	table *timetable
	shown int64 // the latest civil second so far
}

// walk returns for each second from start on whether the timetable is open during it.
func walk(table *timetable, start int64, seconds int) []bool {
	w := &walker{table, math.MinInt64}
	for second := start - secondsPerDay; second < start; second++ {
		w.see(second)
	}
	open := make([]bool, seconds)
	for i := range open {
		w.see(start + int64(i))
		open[i] = w.open()
	}
	return open
}

// see looks at the wall clock.
func (w *walker) see(second int64) {
	t := time.Unix(second, 0).In(w.table.zone)
	_, offset := t.Zone()
	w.shown = max(w.shown, second+int64(offset))
}

func (w *walker) open() bool {
	t := time.Unix(w.shown, 0).UTC()
	today := Date{t.Year(), t.Month(), t.Day()}
	clock := t.Hour()*3600 + t.Minute()*60 + t.Second()
	if inside(w.table.weekBreaks[t.Weekday()], clock) || inside(w.table.breaks[today], clock) {
		return false
	}
	own, isSpecial := w.windows(today)
	_, isHoliday := w.table.holidays(today.Year)[today]
	if isHoliday && !isSpecial {
		return false
	}
	evening, _ := w.windows(DateOf(t.AddDate(0, 0, -1)))
	return inside(own, clock) || inside(evening, clock+secondsPerDay)
}

// windows returns the windows that start on a date.
func (w *walker) windows(d Date) (windows []Window, isSpecial bool) {
	if s, ok := w.table.special[d]; ok {
		return s.windows, true
	}
	if shift, ok := w.table.shifts[d]; ok {
		return shift, false
	}
	return w.table.week[d.Weekday()], false
}

func inside(windows []Window, clock int) bool {
	for _, w := range windows {
		if w.Open <= clock && clock < w.Close {
			return true
		}
	}
	return false
}

// alone skips a test where the race detector would only make it slow.
func alone(t *testing.T) {
	t.Helper()
	if slow {
		t.Skip("millions of sums on one goroutine: run without the race detector")
	}
}

// TestWalkerAgrees is the law that an independent reading of the rules, second by second, gives every answer of the engine.
func TestWalkerAgrees(t *testing.T) {
	alone(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		near := drawMoment(t, zone)
		requireWalked(t, drawTimetable(t, zone, near), near-secondsPerDay)
	})
}

// TestWalkerAgreesInEveryZone walks each zone over its changes of the clocks with windows of every sort.
func TestWalkerAgreesInEveryZone(t *testing.T) {
	alone(t)
	table := &timetable{holidays: func(int) map[Date][]string { return nil }}
	for day := range table.week {
		table.week[day] = []Window{{0, 1800}, {3600 + 900, 2*3600 + 900}, {8 * 3600, 17 * 3600}, {23*3600 + 1800, 24*3600 + 900}}
		table.weekBreaks[day] = []Window{{12 * 3600, 12*3600 + 1}, {300, 301}}
	}
	dates := []string{
		"1993-08-20", "1994-12-31", "2007-12-08", "2010-03-13", "2010-10-30", "2011-12-29", "2015-08-14", "2016-04-30", "2018-11-03",
		"2024-03-09", "2024-03-30", "2024-10-05", "2024-11-02", "2026-02-14", "2026-03-07", "2026-03-28", "2026-09-05", "2026-10-24",
		"2048-12-31", "2052-03-30",
	}
	for _, name := range zones {
		zone := location(t, name)
		table.zone = zone
		for _, date := range dates {
			d, err := ParseDate(date)
			require.NoError(t, err)
			start := d.midnightUTC().Unix()
			if offsetAt(zone, start-secondsPerDay) != offsetAt(zone, start+3*secondsPerDay) {
				requireWalked(t, table, start)
			}
		}
	}
}

// requireWalked compares all answers within two days after start.
func requireWalked(t require.TestingT, table *timetable, start int64) {
	const seconds = 2 * secondsPerDay
	open := walk(table, start, seconds)
	c := build(plan{table: table})
	at := func(i int) time.Time { return time.Unix(start+int64(i), 0) }
	c.Between(at(0), at(seconds))
	count, first, opened, closed := 0, -1, 0, 0
	for i, is := range open {
		mustEqual(t, is, c.IsOpen(at(i)), at(i), "is open")
		mustEqual(t, time.Duration(count)*time.Second, c.Between(at(0), at(i)), at(i), "between")
		switch edge := i > 0 && is != open[i-1]; {
		case edge && is:
			opened = i
			requireInstant(t, at(i), c.NextOpen, at(closed), "next open")
			requireInstant(t, at(i), c.PrevOpen, at(i), "previous open")
		case edge:
			closed = i
			requireInstant(t, at(i), c.NextClose, at(opened), "next close")
			requireInstant(t, at(i), c.PrevClose, at(i), "previous close")
		}
		if !is {
			continue
		}
		if count++; first < 0 {
			first = i
		}
		if i%577 == 0 || i > 0 && !open[i-1] || i+1 < seconds && !open[i+1] {
			requireCounted(t, c, at(0), at(first), at(i+1), time.Duration(count)*time.Second)
		}
	}
	requireRuns(t, c, at(0), at(seconds), time.Duration(count)*time.Second)
}

// requireCounted checks that d of business time begins at first, seen from start, and has just passed at end.
func requireCounted(t require.TestingT, c Calendar, start, first, end time.Time, d time.Duration) {
	got, err := c.Add(start, d)
	mustEqual(t, true, err == nil && got.Equal(end), end, "add")
	got, err = c.Sub(end, d)
	mustEqual(t, true, err == nil && got.Equal(first), end, "sub")
	got, err = c.Sub(end, time.Second)
	mustEqual(t, true, err == nil && got.Equal(end.Add(-time.Second)), end, "sub a second")
}

func requireRuns(t require.TestingT, c Calendar, from, to time.Time, want time.Duration) {
	var sum time.Duration
	for open, closed := range c.Runs(from, to) {
		sum += closed.Sub(open)
	}
	mustEqual(t, want, sum, from, "sum of runs")
}

func requireInstant(t require.TestingT, want time.Time, ask func(time.Time) (time.Time, error), from time.Time, question string) {
	got, err := ask(from)
	require.NoError(t, err, question)
	mustEqual(t, want.Unix(), got.Unix(), from, question)
}

// mustEqual is require.Equal for comparable values without its cost.
func mustEqual[T comparable](t require.TestingT, want, got T, at time.Time, question string) {
	if want != got {
		require.Equal(t, want, got, "%s at %s", question, at.UTC())
	}
}
