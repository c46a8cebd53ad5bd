package calendar

import (
	"cmp"
	"slices"
	"time"
)

// rules are a timetable in the order in which it is read: everything dated stands in the order of the days, which are
// counted from 1970-01-01, and the windows of each day in the order of their opening.
type rules struct {
	zone       *time.Location
	week       [7][]Window
	weekBreaks [7][]Window
	shifts     agenda
	special    agenda
	breaks     agenda
	holidays   func(year int) map[Date][]string
}

// agenda is what is dated, in the order of the days.
type agenda []entry

type entry struct {
	day     int64
	windows []Window
}

func newRules(t *timetable) *rules {
	r := &rules{zone: t.zone, holidays: t.holidays, shifts: newAgenda(t.shifts), breaks: newAgenda(t.breaks)}
	for i := range t.week {
		r.week[i] = inOrder(t.week[i])
		r.weekBreaks[i] = inOrder(t.weekBreaks[i])
	}
	special := make(map[Date][]Window, len(t.special))
	for date, s := range t.special {
		special[date] = s.windows
	}
	r.special = newAgenda(special)
	return r
}

func newAgenda(dated map[Date][]Window) agenda {
	a := make(agenda, 0, len(dated))
	for date, windows := range dated {
		a = append(a, entry{dayNumber(date), inOrder(windows)})
	}
	slices.SortFunc(a, func(x, y entry) int { return cmp.Compare(x.day, y.day) })
	return a
}

func inOrder(windows []Window) []Window {
	windows = slices.Clone(windows)
	slices.SortFunc(windows, func(x, y Window) int { return cmp.Compare(x.Open, y.Open) })
	return windows
}

// from returns the entries of day d and later.
func (a agenda) from(d int64) agenda {
	i, _ := slices.BinarySearchFunc(a, d, func(e entry, d int64) int { return cmp.Compare(e.day, d) })
	return a[i:]
}

// take returns the windows of day d and drops the entries up to it. Days must be taken in their order.
func (a *agenda) take(d int64) ([]Window, bool) {
	for len(*a) > 0 && (*a)[0].day <= d {
		e := (*a)[0]
		*a = (*a)[1:]
		if e.day == d {
			return e.windows, true
		}
	}
	return nil, false
}

// runs returns the runs between two instants.
func (r *rules) runs(from, to int64) []run {
	const margin = 3 * secondsPerDay
	first, last := floorDiv(from, nanos)-margin, floorDiv(to, nanos)+margin
	open, cut := r.civil(first/secondsPerDay, last/secondsPerDay)
	civil := subtract(merge(open), merge(cut))
	clock := newWall(r.zone, first, last)
	runs, place := civil[:0], 0
	for _, c := range civil {
		c.open, place = clock.instant(c.open, place)
		c.close, place = clock.instant(c.close, place)
		runs = add(runs, run{c.open * nanos, c.close * nanos})
	}
	return clip(runs, from, to)
}

// civil returns the windows that start on the days first to last, and what is cut from them, in civil seconds.
func (r *rules) civil(first, last int64) (open, cut []run) {
	shifts, special, breaks := r.shifts.from(first), r.special.from(first), r.breaks.from(first)
	holidays := r.holidaysFrom(first, last)
	open = make([]run, 0, int(last-first+1)*r.busiest())
	for d := first; d <= last; d++ {
		weekday := (d%7 + 11) % 7
		windows := r.week[weekday]
		if w, ok := shifts.take(d); ok {
			windows = w
		}
		_, holiday := holidays.take(d)
		if w, ok := special.take(d); ok {
			windows, holiday = w, false
		}
		open = onDay(open, d, windows)
		if holiday {
			cut = onDay(cut, d, wholeDay)
		}
		cut = onDay(cut, d, r.weekBreaks[weekday])
		if w, ok := breaks.take(d); ok {
			cut = onDay(cut, d, w)
		}
	}
	return open, cut
}

var wholeDay = []Window{{0, secondsPerDay}}

// busiest returns the most windows that a weekday has.
func (r *rules) busiest() int {
	most := 0
	for _, windows := range r.week {
		most = max(most, len(windows))
	}
	return most
}

// onDay appends the windows of day d in civil seconds.
func onDay(runs []run, d int64, windows []Window) []run {
	midnight := d * secondsPerDay
	for _, w := range windows {
		runs = append(runs, run{midnight + int64(w.Open), midnight + int64(w.Close)})
	}
	return runs
}

// holidaysFrom returns the holidays of the days first to last.
func (r *rules) holidaysFrom(first, last int64) agenda {
	if r.holidays == nil {
		return nil
	}
	dates := make(map[Date][]Window)
	for year := dateOf(first).Year; year <= dateOf(last).Year; year++ {
		for date := range r.holidays(year) {
			dates[date] = nil
		}
	}
	return newAgenda(dates).from(first)
}

func dayNumber(d Date) int64 { return floorDiv(d.midnightUTC().Unix(), secondsPerDay) }

func dateOf(day int64) Date { return DateOf(time.Unix(day*secondsPerDay, 0).UTC()) }
