package calendar

import (
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
)

// HolidaySource finds lists of holidays by code. The package calendar/holidays holds one with every country.
type HolidaySource interface {
	// Holidays returns the list of a code, such as us or de-be, in lower case, and whether there is one. The caller does
	// not change it.
	Holidays(code string) (list []*cal.Holiday, ok bool)
	// Codes returns every code with a list, sorted.
	Codes() []string
}

// holidayList is a compiled HolidayList.
type holidayList struct {
	rules  []*cal.Holiday
	rename map[string]string
	days   holidayDays
	dated  map[Date]string
	yearly []yearlyDay
}

// holidayDays says which dates of a holiday close: its own, its substitute, or both.
type holidayDays uint8

const (
	daysObserved holidayDays = iota
	daysActual
	daysBoth
)

// holidayDaysNames are the written names of holidayDays.
var holidayDaysNames = []string{"observed", "actual", "both"}

// yearlyDay is a holiday on the same month and day of each year that has it.
type yearlyDay struct {
	month time.Month
	day   int
	name  string
}

// holidaysOf returns the function that a timetable asks for the holidays of a year, or nil when no list holds any.
func holidaysOf(lists []holidayList) func(year int) map[Date][]string {
	if len(lists) == 0 {
		return nil
	}
	return func(year int) map[Date][]string {
		found := map[Date][]string{}
		for _, l := range lists {
			l.collect(year, found)
		}
		return found
	}
}

// collect adds to found the holidays of a civil year. A substitute may lie in another year than its holiday, so the years
// around are asked too.
func (l holidayList) collect(year int, found map[Date][]string) {
	note := func(d Date, name string) {
		if d.Year == year && !slices.Contains(found[d], name) {
			found[d] = append(found[d], name)
		}
	}
	for _, h := range l.rules {
		name := h.Name
		if other, ok := l.rename[name]; ok {
			name = other
		}
		for y := year - 1; y <= year+1; y++ {
			for _, d := range l.days.of(h, y) {
				note(d, name)
			}
		}
	}
	for _, y := range l.yearly {
		if d := (Date{year, y.month, y.day}); d == d.AddDays(0) {
			note(d, y.name)
		}
	}
	for d, name := range l.dated {
		note(d, name)
	}
}

// calculating lets one goroutine at a time ask the lists: some of them, Japan's among them, keep what they work out in
// variables of their own.
var calculating sync.Mutex

// of returns the dates on which h closes for its occurrence in a year, none when it has none there.
//
// The rules of cal give the midnight of a date in the zone of the process, which is an hour of the date before where that
// midnight does not exist; twelve hours more are safe. For the same reason the substitute is found from the date, and not
// taken from Calc, which asks the weekday of the instant. A date that the zone of the process never had at all, such as
// 1994-12-31 in Kiritimati, still comes out a day off there.
func (m holidayDays) of(h *cal.Holiday, year int) []Date {
	calculating.Lock()
	at, _ := h.Calc(year)
	calculating.Unlock()
	if at.IsZero() {
		return nil
	}
	actual := DateOf(at.Add(12 * time.Hour))
	observed := actual
	for _, alt := range h.Observed {
		if alt.Day == actual.Weekday() {
			observed = actual.AddDays(alt.Offset)
			break
		}
	}
	switch m {
	case daysActual:
		return []Date{actual}
	case daysBoth:
		return []Date{actual, observed}
	}
	return []Date{observed}
}
