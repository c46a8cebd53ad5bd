package calendar

import (
	"iter"
	"time"
)

// day is a date of a timetable as it is read for an explanation. Civil seconds count from 1970-01-01.
type day struct {
	date     Date
	number   int64
	clock    wall // that of the zone, and the place in it at which the date begins
	place    int
	special  *special
	holidays []string
	shifted  bool
	windows  []Window // those that start on the date, when no holiday removes them
	breaks   []Window
	before   []Window // those that started on the date before
}

// dayAt returns the day of that number. The holidays of its year are looked up in known.
func (t *timetable) dayAt(number int64, known map[int]map[Date][]string) day {
	d := day{date: dateOf(number), number: number}
	d.windows, d.shifted, d.special = t.startingOn(d.date)
	d.before, _, _ = t.startingOn(d.date.AddDays(-1))
	d.breaks = append(append(d.breaks, t.weekBreaks[d.date.Weekday()]...), t.breaks[d.date]...)
	if t.holidays != nil && d.special == nil {
		if known[d.date.Year] == nil {
			known[d.date.Year] = t.holidays(d.date.Year)
		}
		if names, ok := known[d.date.Year][d.date]; ok {
			d.holidays = append([]string{}, names...)
		}
	}
	return d
}

// startingOn returns the windows that start on a date, whether a shift gives them, and what is special about the date.
func (t *timetable) startingOn(d Date) (windows []Window, shifted bool, s *special) {
	if s, ok := t.special[d]; ok {
		return s.windows, false, &s
	}
	if windows, ok := t.shifts[d]; ok {
		return windows, true, nil
	}
	return t.week[d.Weekday()], false, nil
}

// eachDay hands out the days between two instants, each with the span of it that lies between them.
func (t *timetable) eachDay(from, to time.Time, out func(d day, first, last int64)) {
	const margin = 3 * secondsPerDay
	known := map[int]map[Date][]string{}
	begin, end := clamped(from), clamped(to)
	clock := newWall(t.zone, floorDiv(begin, nanos)-margin, floorDiv(end, nanos)+margin)
	n := dayOf(t.zone, floorDiv(begin, nanos))
	for start, place := clock.instant(n*secondsPerDay, 0); start*nanos < end; n++ {
		next, after := clock.instant((n+1)*secondsPerDay, place)
		if first, last := max(begin, start*nanos), min(end, next*nanos); first < last {
			d := t.dayAt(n, known)
			d.clock, d.place = clock, place
			out(d, first, last)
		}
		start, place = next, after
	}
}

// openCauses adds what is out of the ordinary in a stretch of open time.
func (t *timetable) openCauses(list *causeList, from, to time.Time) {
	t.eachDay(from, to, func(d day, first, last int64) {
		switch own := meets(d.real(d.civil(d.windows, 0)), first, last); {
		case own > 0 && d.special != nil:
			list.add(Cause{Kind: SpecialHours, Name: d.special.name})
		case own > 0 && d.shifted:
			list.add(Cause{Kind: ShiftHours})
		}
		for i := range d.jumps(max(first, clamped(from)+1), last-1) {
			list.add(Cause{Kind: ClockChange, Name: d.clock.jump(i)})
		}
	})
}

// closedCauses adds why a stretch of closed time is closed.
func (t *timetable) closedCauses(list *causeList, from, to time.Time) {
	t.eachDay(from, to, func(d day, first, last int64) {
		switch {
		case d.special != nil && len(d.real(d.civil(d.special.windows, 0))) == 0: // it has none, or the clock skips them
			d.partCauses(list, first, last, Cause{Kind: ClosedDate, Name: d.special.name})
		case d.holidays != nil:
			for _, name := range d.holidays {
				list.add(Cause{Kind: HolidayDate, Name: name})
			}
		case len(d.windows) == 0:
			d.partCauses(list, first, last, d.withoutHours())
		default:
			d.partCauses(list, first, last, Cause{Kind: ClosedHours})
		}
	})
}

// withoutHours returns why a date has no windows.
func (d day) withoutHours() Cause {
	switch weekday := d.date.Weekday(); {
	case d.shifted:
		return Cause{Kind: ShiftHours}
	case weekday == time.Saturday || weekday == time.Sunday:
		return Cause{Kind: Weekend}
	}
	return Cause{Kind: DayOff}
}

// partCauses adds why a part of a date is closed: what cuts the windows of the date or of the evening before, and rest for
// what lies outside of them.
func (d day) partCauses(list *causeList, first, last int64, rest Cause) {
	open := merge(append(d.civil(d.before, -1), d.civil(d.windows, 0)...))
	broken := meets(d.real(intersect(open, d.civil(d.breaks, 0))), first, last)
	if broken > 0 {
		list.add(Cause{Kind: BreakTime})
	}
	for i := range d.jumps(first, last) {
		before, after := d.clock[i].from+d.clock[i-1].offset, d.clock[i].from+d.clock[i].offset
		if before < after && len(intersect(open, []run{{before, after}})) > 0 {
			list.add(Cause{Kind: ClockChange, Name: d.clock.jump(i)})
		}
	}
	if broken < last-first {
		list.add(rest)
	}
}

// civil returns windows of the date, or of one so many days after it, in civil seconds.
func (d day) civil(windows []Window, after int64) []run {
	return merge(onDay(nil, d.number+after, windows))
}

// real returns the runs, in nanoseconds, of runs in civil seconds.
func (d day) real(civil []run) []run {
	var runs []run
	place := d.place
	for _, c := range civil {
		c.open, place = d.clock.instant(c.open, place)
		c.close, place = d.clock.instant(c.close, place)
		runs = add(runs, run{c.open * nanos, c.close * nanos})
	}
	return runs
}

// jumps yields the places of the clock changes from first to last, which lie within the date.
func (d day) jumps(first, last int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := max(d.place, 1); i < len(d.clock) && d.clock[i].from*nanos <= last; i++ {
			if d.clock[i].from*nanos >= first && !yield(i) {
				return
			}
		}
	}
}

// meets returns for how long runs are open between two instants.
func meets(runs []run, first, last int64) (nanoseconds int64) {
	for _, r := range runs {
		nanoseconds += max(0, min(r.close, last)-max(r.open, first))
	}
	return nanoseconds
}

// jump says how the clock changes at the beginning of stretch i.
func (w wall) jump(i int) string {
	by := w[i].offset - w[i-1].offset
	way := "forward "
	if by < 0 {
		way, by = "back ", -by
	}
	return way + durationText(time.Duration(by)*time.Second)
}
