package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// zones are those in which hand-written business hours go wrong, each for a reason of its own, and some plain ones.
var zones = []string{
	"Australia/Lord_Howe",  // half an hour of summer time
	"Pacific/Apia",         // no 30 December 2011
	"America/Santiago",     // no midnight when summer begins
	"America/Havana",       // no midnight, and a second one
	"Antarctica/Troll",     // two hours of summer time
	"Africa/Casablanca",    // back an hour for Ramadan
	"America/Sao_Paulo",    // no midnight until 2018
	"America/St_Johns",     // changed a minute after midnight until 2011
	"Asia/Pyongyang",       // half an hour west and back east
	"Asia/Kathmandu",       // 5:45
	"Asia/Tehran",          // 3:30, changed at midnight
	"Asia/Beirut",          // no midnight
	"Asia/Gaza",            // Ramadan and summer
	"Africa/Cairo",         // summer without midnight
	"America/Asuncion",     // changed for good in 2024
	"America/Caracas",      // half an hour, twice, in mid-year
	"America/Scoresbysund", // changed zone in 2024
	"Europe/Berlin",
	"Europe/Dublin",   // negative summer time
	"Europe/Istanbul", // changed for good in 2016
	"Europe/Volgograd",
	"America/New_York",
	"Pacific/Kwajalein",  // no 21 August 1993
	"Pacific/Kiritimati", // no 1 January 1995
	"Pacific/Chatham",    // 12:45
	"Asia/Kolkata",
	"UTC",
}

func drawZone(t *rapid.T) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	require.NoError(t, err)
	return zone
}

// drawMoment draws a Unix second: near a change of the clocks in the zone, or anywhere.
func drawMoment(t *rapid.T, zone *time.Location) int64 {
	from := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Unix() + int64(rapid.IntRange(0, 50*365).Draw(t, "day"))*secondsPerDay
	if rapid.IntRange(0, 3).Draw(t, "anywhere") == 0 {
		return from
	}
	for second := from; second < from+400*secondsPerDay; second += secondsPerDay {
		if offsetAt(zone, second) != offsetAt(zone, second+secondsPerDay) {
			return second
		}
	}
	return from
}

// drawWindows draws windows of one day: often on the hour, sometimes to the second, some past midnight.
func drawWindows(t *rapid.T, label string, most int) []Window {
	var windows []Window
	for range rapid.IntRange(0, most).Draw(t, label) {
		grain := rapid.SampledFrom([]int{3600, 3600, 1800, 1}).Draw(t, "grain")
		open := rapid.IntRange(0, (secondsPerDay-1)/grain).Draw(t, "open") * grain
		length := rapid.IntRange(1, secondsPerDay/grain).Draw(t, "length") * grain
		if rapid.IntRange(0, 2).Draw(t, "overnight") > 0 {
			length = min(length, secondsPerDay-open)
		}
		windows = append(windows, Window{open, open + length})
	}
	return windows
}

// drawTimetable draws a timetable whose dated entries lie within a few days of a Unix second.
func drawTimetable(t *rapid.T, zone *time.Location, near int64) *timetable {
	table := &timetable{
		zone: zone, shifts: map[Date][]Window{}, special: map[Date]special{}, breaks: map[Date][]Window{},
	}
	whole := rapid.IntRange(0, 4).Draw(t, "whole week") == 0
	for day := range table.week {
		table.week[day] = drawWindows(t, "weekly windows", 2)
		if whole {
			table.week[day] = []Window{{0, secondsPerDay}}
		}
		if rapid.IntRange(0, 2).Draw(t, "with breaks") == 0 {
			table.weekBreaks[day] = withinDay(drawWindows(t, "weekly breaks", 1))
		}
	}
	holidays := map[Date][]string{}
	for range rapid.IntRange(0, 6).Draw(t, "dated") {
		d := drawDate(t, near)
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			table.shifts[d] = drawWindows(t, "shift", 2)
		case 1:
			table.special[d] = special{"special", drawWindows(t, "special", 2)}
		case 2:
			table.breaks[d] = withinDay(drawWindows(t, "break", 2))
		case 3:
			holidays[d] = []string{"holiday"}
		}
	}
	table.holidays = func(year int) map[Date][]string {
		found := map[Date][]string{}
		for d, names := range holidays {
			if d.Year == year {
				found[d] = names
			}
		}
		return found
	}
	return table
}

func drawDate(t *rapid.T, near int64) Date {
	return DateOf(time.Unix(near, 0).UTC()).AddDays(rapid.IntRange(-3, 4).Draw(t, "date"))
}

// withinDay cuts windows at the end of their date, as breaks are.
func withinDay(windows []Window) []Window {
	for i := range windows {
		windows[i].Close = min(windows[i].Close, secondsPerDay)
	}
	return windows
}

// drawCalendar draws a timetable or a join of calendars, with a second near which they differ from week to week.
func drawCalendar(t *rapid.T, depth int) (Calendar, int64) {
	zone := drawZone(t)
	near := drawMoment(t, zone)
	return drawCalendarNear(t, zone, near, depth), near
}

func drawCalendarNear(t *rapid.T, zone *time.Location, near int64, depth int) Calendar {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 6).Draw(t, "calendar")
	}
	part := func() Calendar { return drawCalendarNear(t, drawZone(t), near, depth-1) }
	switch kind {
	case 3:
		return Union(part(), part())
	case 4:
		return Intersect(part(), part())
	case 5:
		return Subtract(part(), part())
	case 6:
		at := time.Unix(near, int64(rapid.IntRange(0, 999_999_999).Draw(t, "nanoseconds")))
		c, err := Versions(part(), Switch{at, part()})
		require.NoError(t, err)
		return c
	}
	return build(plan{table: drawTimetable(t, zone, near)})
}

// drawInstant draws an instant to the nanosecond: within days of a second, or decades away from it.
func drawInstant(t *rapid.T, near int64) time.Time {
	reach := int64(rapid.SampledFrom([]int{1, 5, 40, 10000}).Draw(t, "days away"))
	grain := rapid.SampledFrom([]int64{3600, 1}).Draw(t, "grain")
	second := rapid.Int64Range(-reach*secondsPerDay/grain, reach*secondsPerDay/grain).Draw(t, "away") * grain
	nano := rapid.SampledFrom([]int64{0, 0, 1, 123_456_789, 999_999_999}).Draw(t, "nanoseconds")
	zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("east", 14*3600), time.FixedZone("west", -9*3600)}).Draw(t, "location")
	return time.Unix(near-near%grain+second, nano).In(zone)
}

// drawDuration draws a duration above zero, from a nanosecond to years.
func drawDuration(t *rapid.T) time.Duration {
	unit := rapid.SampledFrom([]time.Duration{1, time.Second, time.Minute, time.Hour, 1000 * time.Hour}).Draw(t, "unit")
	return time.Duration(rapid.Int64Range(1, 40).Draw(t, "units")) * unit
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}
