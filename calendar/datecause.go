package calendar

import (
	"cmp"
	"time"
)

// day is a date of a timetable as it is read for an explanation. Civil seconds count from 1970-01-01.
type day struct {
	date     Date
	number   int64
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
	known := map[int]map[Date][]string{}
	begin, end := clamped(from), clamped(to)
	start := startOf(t.zone, dayOf(t.zone, floorDiv(begin, nanos)))
	for n := dayOf(t.zone, floorDiv(begin, nanos)); start*nanos < end; n++ {
		next := startOf(t.zone, n+1)
		if first, last := max(begin, start*nanos), min(end, next*nanos); first < last {
			out(t.dayAt(n, known), first, last)
		}
		start = next
	}
}

// openCauses adds what is out of the ordinary in a stretch of open time.
func (t *timetable) openCauses(list *causeList, from, to time.Time) {
	t.eachDay(from, to, func(d day, first, last int64) {
		clock := newWall(t.zone, (d.number-3)*secondsPerDay, (d.number+4)*secondsPerDay)
		switch own := meets(clock.real(d.civil(d.windows, 0)), first, last); {
		case own > 0 && d.special != nil:
			list.add(Cause{Kind: SpecialHours, Name: d.special.name})
		case own > 0 && d.shifted:
			list.add(Cause{Kind: ShiftHours})
		}
		for i := 1; i < len(clock); i++ {
			if at := clock[i].from * nanos; max(first, clamped(from)+1) <= at && at < last {
				list.add(Cause{Kind: ClockChange, Name: clock.jump(i)})
			}
		}
	})
}

// closedCauses adds why a stretch of closed time is closed.
func (t *timetable) closedCauses(list *causeList, from, to time.Time) {
	t.eachDay(from, to, func(d day, first, last int64) {
		switch {
		case d.special != nil && len(d.special.windows) == 0:
			list.add(Cause{Kind: ClosedDate, Name: d.special.name})
		case d.holidays != nil:
			for _, name := range d.holidays {
				list.add(Cause{Kind: HolidayDate, Name: name})
			}
		case len(d.windows) == 0:
			list.add(d.withoutHours())
		default:
			t.partOfDay(list, d, first, last)
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

// partOfDay adds why a part of a date with windows is closed.
func (t *timetable) partOfDay(list *causeList, d day, first, last int64) {
	clock := newWall(t.zone, (d.number-3)*secondsPerDay, (d.number+4)*secondsPerDay)
	open := merge(append(d.civil(d.before, -1), d.civil(d.windows, 0)...))
	cut := intersect(open, merge(d.civil(d.breaks, 0)))
	broken := meets(clock.real(cut), first, last)
	if broken > 0 {
		list.add(Cause{Kind: BreakTime})
	}
	for i := 1; i < len(clock); i++ {
		at := clock[i].from * nanos
		skipped := []run{{clock[i].from + clock[i-1].offset, clock[i].from + clock[i].offset}}
		if first <= at && at <= last && skipped[0].open < skipped[0].close && len(intersect(open, skipped)) > 0 {
			list.add(Cause{Kind: ClockChange, Name: clock.jump(i)})
		}
	}
	if broken < last-first {
		list.add(Cause{Kind: ClosedHours})
	}
}

// civil returns windows of the date, or of one so many days after it, in civil seconds.
func (d day) civil(windows []Window, after int64) []run {
	return merge(onDay(nil, d.number+after, windows))
}

// real returns the runs, in nanoseconds, of runs in civil seconds.
func (w wall) real(civil []run) []run {
	var runs []run
	place := 0
	for _, c := range civil {
		c.open, place = w.instant(c.open, place)
		c.close, place = w.instant(c.close, place)
		runs = add(runs, run{c.open * nanos, c.close * nanos})
	}
	return runs
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
	if cmp.Compare(by, 0) < 0 {
		way, by = "back ", -by
	}
	return way + durationText(time.Duration(by)*time.Second)
}
