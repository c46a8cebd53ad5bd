package calendar

import "time"

// DaysLater returns the instant n business days after t at the same time of day in the calendar's zone: on the date that
// AddDays returns, at the first instant at which the wall clock reads that time or later. It may lie outside the hours of
// that day. The result stands in the location of t. The error is a *NeverError as for AddDays.
func (c Calendar) DaysLater(t time.Time, n int) (time.Time, error) {
	d, err := c.AddDays(t, n)
	if err != nil {
		return time.Time{}, err
	}
	return c.sameTimeOn(d, t), nil
}

// WallDaysLater returns the instant n civil days after t at the same time of day in the calendar's zone, open or not. A day
// on which the clock changes is one day like the others.
func (c Calendar) WallDaysLater(t time.Time, n int) time.Time {
	return c.sameTimeOn(DateOf(t.In(c.Zone())).AddDays(n), t)
}

// sameTimeOn returns the first instant of date d at which the wall clock reads the time of day of t or later.
func (c Calendar) sameTimeOn(d Date, t time.Time) time.Time {
	const margin = 3 * secondsPerDay
	zone := c.Zone()
	ofDay := floorMod(t.Unix()+offsetAt(zone, t.Unix()), secondsPerDay)
	civil := dayNumber(d)*secondsPerDay + ofDay
	second, _ := newWall(zone, civil-margin, civil+margin).instant(civil, 0)
	return time.Unix(second, int64(t.Nanosecond())).In(t.Location())
}

func floorMod(a, b int64) int64 { return a - b*floorDiv(a, b) }
