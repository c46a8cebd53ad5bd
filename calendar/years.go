package calendar

import "time"

// The years that calendars hold, and the Unix seconds of their start and end. Nanoseconds since 1970 reach a little further.
const (
	firstYear   = 1900
	lastYear    = 2199
	firstSecond = -2208988800
	endSecond   = 7258118400
)

// yearStart returns the Unix second at which a year begins in UTC.
func yearStart(year int) int64 { return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Unix() }

// horizonNanos returns years of 365.25 days in nanoseconds, at most what an int64 holds.
func horizonNanos(years int) int64 {
	const year = 31557600 * nanos
	return int64(min(years, 290)) * year
}

// at returns t in nanoseconds, and false if it lies outside the span. A span of no years holds no instant.
func (s *span) at(t time.Time) (int64, bool) {
	second := t.Unix()
	return second*nanos + int64(t.Nanosecond()), uint64(second-s.fromSecond) < s.seconds
}

// around returns a span that holds t, and t in nanoseconds. It fails for an instant outside the years that calendars hold.
func (c *compiled) around(t time.Time) (*span, int64, bool) {
	s := c.span.Load()
	if s != nil {
		if at, ok := s.at(t); ok {
			return s, at, true
		}
	}
	if t.Unix() < firstSecond || t.Unix() >= endSecond {
		return nil, 0, false
	}
	year := t.UTC().Year()
	s = c.covering(year-1, year+2)
	return s, t.UnixNano(), true
}

// covering returns a span that holds the years from first until end, as far as calendars hold them.
func (c *compiled) covering(first, end int) *span {
	first, end = max(first, firstYear), min(end, lastYear+1)
	for {
		old := c.span.Load()
		if old != nil && old.firstYear <= first && end <= old.endYear {
			return old
		}
		if grown := c.grown(old, first, end); c.span.CompareAndSwap(old, grown) {
			return grown
		}
	}
}

// grown returns a span of the years of old and the years from first until end, and of some more, so that growing year by
// year stays cheap.
func (c *compiled) grown(old *span, first, end int) *span {
	horizon := c.plan.horizon
	if old == nil {
		return newSpan(first, end, horizon, reading{}.runs(Calendar{c}, yearStart(first)*nanos, yearStart(end)*nanos))
	}
	more := min((old.endYear-old.firstYear)/2, 16)
	if first < old.firstYear {
		first = max(first-more, firstYear)
	}
	if end > old.endYear {
		end = min(end+more, lastYear+1)
	}
	first, end = min(first, old.firstYear), max(end, old.endYear)
	before, held := reading{}.runs(Calendar{c}, yearStart(first)*nanos, old.from), old.runs()
	after := reading{}.runs(Calendar{c}, old.to, yearStart(end)*nanos)
	runs := make([]run, 0, len(before)+len(held)+len(after))
	for _, part := range [][]run{before, held, after} {
		for _, r := range part {
			runs = add(runs, r)
		}
	}
	return newSpan(first, end, horizon, runs)
}

// later returns a span that reaches further than s, unless s holds everything within the horizon of at.
func (c *compiled) later(s *span, at int64) (*span, bool) {
	if s.endYear > lastYear || s.to-at > s.horizon {
		return s, false
	}
	return c.covering(s.firstYear, s.endYear+1), true
}

// earlier returns a span that begins before s, unless s holds everything within the horizon of at.
func (c *compiled) earlier(s *span, at int64) (*span, bool) {
	if s.firstYear <= firstYear || at-s.from > s.horizon {
		return s, false
	}
	return c.covering(s.firstYear-1, s.endYear), true
}
