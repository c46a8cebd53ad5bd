package calendar

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
)

// maxRange is how many days a range of dates may hold.
const maxRange = 3660

// dateRange is the dates from first to last, both in it.
type dateRange struct{ first, last Date }

// parseDates reads a date or a range of dates.
func parseDates(text string) (dateRange, error) {
	from, to, isRange := strings.Cut(text, "..")
	first, err := parseYear(from)
	if err != nil || !isRange {
		return dateRange{first, first}, err
	}
	last, err := parseYear(to)
	switch {
	case err != nil:
		return dateRange{}, err
	case last.Before(first):
		return dateRange{}, fmt.Errorf("%q ends before it begins: write the earlier date first", text)
	case dayNumber(last)-dayNumber(first) >= maxRange:
		return dateRange{}, fmt.Errorf("%q is longer than %d days: write versions for hours that last", text, maxRange)
	}
	return dateRange{first, last}, nil
}

// all yields each date of the range. The zero range has none.
func (r dateRange) all() iter.Seq[Date] {
	return func(yield func(Date) bool) {
		for d := r.first; r != (dateRange{}) && !r.last.Before(d); d = d.AddDays(1) {
			if !yield(d) {
				return
			}
		}
	}
}

// parseYear reads a date of a year that calendars hold.
func parseYear(text string) (Date, error) {
	d, err := ParseDate(text)
	if err == nil && (d.Year < firstYear || d.Year > lastYear) {
		return Date{}, fmt.Errorf("%q is out of reach: write a year from %d to %d", text, firstYear, lastYear)
	}
	return d, err
}

// parseYearly reads a month and a day, such as 12-24. February 29 counts: it comes in leap years.
func parseYearly(text string) (time.Month, int, bool) {
	if len(text) != 5 || text[2] != '-' {
		return 0, 0, false
	}
	month, errM := strconv.Atoi(text[:2])
	day, errD := strconv.Atoi(text[3:])
	if errM != nil || errD != nil {
		return 0, 0, false
	}
	leap := Date{2000, time.Month(month), day}
	return leap.Month, day, leap == leap.AddDays(0)
}
