package calendar

import "time"

// A business day is a civil date in the calendar's zone with some open time on it. Of an overnight window, both dates are
// business days. Business days are counted as dates and never as business time.

// IsBusinessDay says whether the calendar opens at all on a date.
func (c Calendar) IsBusinessDay(d Date) bool {
	if c.lacks(d) {
		return false
	}
	from, to := c.bounds(d)
	return c.Between(from, to) > 0
}

// RollForward returns d if it is a business day, and else the first business day after it. The error is a *NeverError if
// there is none within the horizon.
func (c Calendar) RollForward(d Date) (Date, error) {
	if c.lacks(d) {
		return Date{}, c.noAnswer(d.midnightUTC())
	}
	from, _ := c.bounds(d)
	open, err := c.NextOpen(from)
	if err != nil {
		return Date{}, err
	}
	return c.dateOf(open), nil
}

// RollBackward returns d if it is a business day, and else the last business day before it. The error is a *NeverError if
// there is none within the horizon.
func (c Calendar) RollBackward(d Date) (Date, error) {
	if c.lacks(d) {
		return Date{}, c.noAnswer(d.midnightUTC())
	}
	_, to := c.bounds(d)
	closed, err := c.PrevClose(to)
	if err != nil {
		return Date{}, err
	}
	return c.dateOf(closed.Add(-1)), nil
}

// RollModifiedFollowing returns what RollForward returns if that lies in the month of d, and else what RollBackward returns.
// That keeps what is due at the end of a month in that month.
func (c Calendar) RollModifiedFollowing(d Date) (Date, error) {
	rolled, err := c.RollForward(d)
	if err == nil && rolled.Month == d.Month && rolled.Year == d.Year {
		return rolled, nil
	}
	return c.RollBackward(d)
}

// AddDays returns the n-th business day after the civil date of t in the calendar's zone, or before it if n is less than
// zero. The date of t itself does not count. With n = 0 it is that date rolled forward. The error is a *NeverError if there
// are not so many business days within the horizon.
func (c Calendar) AddDays(t time.Time, n int) (Date, error) {
	if c.lacks(DateOf(t.UTC())) {
		return Date{}, c.noAnswer(t)
	}
	d := c.dateOf(t)
	if n == 0 {
		return c.RollForward(d)
	}
	way, roll := 1, Calendar.RollForward
	if n < 0 {
		way, roll = -1, Calendar.RollBackward
	}
	for ; n != 0; n -= way {
		next, err := roll(c, d.AddDays(way))
		if err != nil || c.beyond(t, next) {
			return Date{}, c.noAnswer(t)
		}
		d = next
	}
	return d, nil
}

// beyond says whether date d begins further away from t than the horizon.
func (c Calendar) beyond(t time.Time, d Date) bool {
	years := defaultHorizon
	if c.c != nil {
		years = c.c.plan.horizon
	}
	from, _ := c.bounds(d)
	away := from.Sub(t.Round(0)).Abs()
	return away > time.Duration(horizonNanos(years))
}

// EndOfDay returns the instant at which the hours of a business day end: of the n-th one after the date of t, as AddDays
// counts. With n = 0 it is the day of t, or the first one after it whose hours end after t. Hours that go on past midnight
// end there for this purpose. The result stands in the location of t. The error is a *NeverError as for AddDays.
func (c Calendar) EndOfDay(t time.Time, n int) (time.Time, error) {
	d, err := c.AddDays(t, n)
	if err != nil {
		return time.Time{}, err
	}
	end, err := c.endOf(d)
	if err == nil && n == 0 && !end.After(t) {
		return c.EndOfDay(t, 1)
	}
	return end.In(t.Location()), err
}

// endOf returns the last close of a business day.
func (c Calendar) endOf(d Date) (time.Time, error) {
	_, to := c.bounds(d)
	return c.PrevClose(to)
}

// lacks says whether d lies outside the years that the calendar holds.
func (c Calendar) lacks(d Date) bool { return c.c != nil && (d.Year < firstYear || d.Year > lastYear) }

// bounds returns the first instant of a date in the calendar's zone, and that of the next date.
func (c Calendar) bounds(d Date) (from, to time.Time) {
	if c.c == nil {
		return d.midnightUTC(), d.AddDays(1).midnightUTC()
	}
	day, zone := dayNumber(d), c.Zone()
	return time.Unix(startOf(zone, day), 0).In(zone), time.Unix(startOf(zone, day+1), 0).In(zone)
}

// dateOf returns the date of t in the calendar's zone. It is the date that the wall clock reads, but not a date that a clock
// set back over midnight reads a second time.
func (c Calendar) dateOf(t time.Time) Date {
	if c.c == nil {
		return DateOf(t.UTC())
	}
	return dateOf(dayOf(c.Zone(), t.Unix()))
}
