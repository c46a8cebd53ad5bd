package calendar

import (
	"math"
	"time"
)

// Add returns the earliest instant with exactly d of business time between t and it: with hours from 9 to 17, eight hours
// after Monday 9:00 is Monday 17:00. Adding zero returns t, adding less than zero is Sub. The error is a *NeverError if the
// calendar has not so much business time within its horizon.
func (c Calendar) Add(t time.Time, d time.Duration) (time.Time, error) {
	if c.c == nil || d <= 0 {
		return c.addRare(t, d)
	}
	if s := c.c.span.Load(); s != nil {
		if at, ok := s.at(t); ok {
			if answer, ok := s.after(at, uint64(d)); ok && answer-at <= s.horizon {
				return instantIn(answer, t), nil
			}
		}
	}
	later := func(s *span, at int64) (int64, bool) { return s.after(at, uint64(d)) }
	return c.search(t, later, (*compiled).later)
}

// addRare adds to a calendar that is always open, and adds nothing or less.
func (c Calendar) addRare(t time.Time, d time.Duration) (time.Time, error) {
	if c.c == nil || d == 0 {
		return t.Round(0).Add(d), nil
	}
	return c.Sub(t, opposite(d))
}

// AddLatest returns the instant at which work goes on after d of business time: the next opening at or after Add. With hours
// from 9 to 17, eight hours after Monday 9:00 is Tuesday 9:00. The error is a *NeverError as for Add and NextOpen.
func (c Calendar) AddLatest(t time.Time, d time.Duration) (time.Time, error) {
	end, err := c.Add(t, d)
	if err != nil {
		return time.Time{}, err
	}
	return c.NextOpen(end)
}

// Sub returns the latest instant with exactly d of business time between it and t: with hours from 9 to 17, eight hours
// before Monday 17:00 is Monday 9:00. Subtracting zero returns t, subtracting less than zero is Add. The error is a
// *NeverError if the calendar has not so much business time within its horizon.
func (c Calendar) Sub(t time.Time, d time.Duration) (time.Time, error) {
	if c.c == nil || d <= 0 {
		return c.subRare(t, d)
	}
	if s := c.c.span.Load(); s != nil {
		if at, ok := s.at(t); ok {
			if answer, ok := s.ahead(at, uint64(d)); ok && at-answer <= s.horizon {
				return instantIn(answer, t), nil
			}
		}
	}
	earlier := func(s *span, at int64) (int64, bool) { return s.ahead(at, uint64(d)) }
	return c.search(t, earlier, (*compiled).earlier)
}

// subRare subtracts from a calendar that is always open, and subtracts nothing or less.
func (c Calendar) subRare(t time.Time, d time.Duration) (time.Time, error) {
	switch {
	case c.c != nil && d < 0:
		return c.Add(t, opposite(d))
	case d == math.MinInt64:
		return t.Round(0).Add(math.MaxInt64).Add(1), nil
	}
	return t.Round(0).Add(-d), nil
}

// opposite returns -d, or the longest duration if that is one too long.
func opposite(d time.Duration) time.Duration {
	if d == math.MinInt64 {
		return math.MaxInt64
	}
	return -d
}

// Between returns the business time from a to b, which is less than zero if b comes before a. A result too large for a
// time.Duration, which holds 292 years, is the largest or smallest one.
func (c Calendar) Between(a, b time.Time) time.Duration {
	if c.c == nil {
		return b.Round(0).Sub(a.Round(0))
	}
	if s := c.c.span.Load(); s != nil {
		from, okFrom := s.at(a)
		to, okTo := s.at(b)
		if okFrom && okTo {
			return signed(s.before(from), s.before(to))
		}
	}
	return c.c.betweenFar(a, b)
}

// betweenFar counts over years that are not compiled yet, or that no calendar holds.
func (c *compiled) betweenFar(a, b time.Time) time.Duration {
	from, to := clamped(a), clamped(b)
	first, last := min(from, to), max(from, to)
	if c.never || first == last {
		return 0
	}
	s := c.covering(yearOf(first), yearOf(last-1)+1)
	return signed(s.before(from), s.before(to))
}

// signed returns the way from one amount of business time to another, as far as a duration holds it.
func signed(from, to uint64) time.Duration {
	if to >= from {
		return time.Duration(min(to-from, math.MaxInt64))
	}
	if from-to > math.MaxInt64 {
		return math.MinInt64
	}
	return -time.Duration(from - to)
}

// yearOf returns the year in UTC of an instant in nanoseconds.
func yearOf(at int64) int { return time.Unix(floorDiv(at, nanos), 0).UTC().Year() }
