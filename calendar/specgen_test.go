package calendar_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

var sources = calendar.Sources{Holidays: holidays.All{}}

var genZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "America/Havana",
	"Antarctica/Troll", "Africa/Casablanca", "Asia/Kathmandu",
}

var genDayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// genWindows draws sorted windows of one date that do not overlap, in steps of half an hour.
func genWindows(t *rapid.T, least int, overnight bool) []calendar.Window {
	var windows []calendar.Window
	n := rapid.IntRange(least, 3).Draw(t, "windows")
	at := 0
	for range n {
		open := at + rapid.IntRange(0, 8).Draw(t, "wait")
		shut := open + rapid.IntRange(1, 14).Draw(t, "length")
		if open > 47 || shut > 48 && !overnight {
			break
		}
		windows = append(windows, calendar.Window{Open: open * 1800, Close: shut * 1800})
		at = shut
	}
	if len(windows) < least {
		windows = []calendar.Window{{Open: 9 * 3600, Close: 17 * 3600}}
	}
	return windows
}

func textOf(windows []calendar.Window) string {
	if len(windows) == 0 {
		return "closed"
	}
	words := make([]string, len(windows))
	for i, w := range windows {
		words[i] = w.String()
	}
	return strings.Join(words, " ")
}

func genDate(t *rapid.T) calendar.Date {
	return calendar.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 120).Draw(t, "day"))
}

// genDates draws keys of dates that do not meet, each with a text.
func genDates(t *rapid.T, text func() string) map[string]string {
	out := map[string]string{}
	d := genDate(t)
	for range rapid.IntRange(0, 3).Draw(t, "dates") {
		last := d.AddDays(rapid.IntRange(0, 3).Draw(t, "range"))
		key := d.String()
		if last != d {
			key += ".." + last.String()
		}
		out[key] = text()
		d = last.AddDays(rapid.IntRange(1, 30).Draw(t, "gap"))
	}
	return out
}

// genLeaf draws a timetable. Weekly windows end by midnight, so that those of two days never overlap.
func genLeaf(t *rapid.T) calendar.Spec {
	spec := calendar.Spec{
		Zone:   rapid.SampledFrom(genZones).Draw(t, "zone"),
		Hours:  map[string]string{"mon": "09:00-17:00"},
		Breaks: map[string]string{},
	}
	for _, day := range genDayNames[1:] {
		if rapid.Bool().Draw(t, day) {
			spec.Hours[day] = textOf(genWindows(t, 1, false))
		}
		if rapid.IntRange(0, 3).Draw(t, "break") == 0 {
			spec.Breaks[day] = textOf(genWindows(t, 1, false))
		}
	}
	for key, text := range genDates(t, func() string { return textOf(genWindows(t, 1, false)) }) {
		spec.Breaks[key] = text
	}
	spec.Shifts = genDates(t, func() string { return textOf(genWindows(t, 0, true)) })
	for key, text := range genDates(t, func() string { return textOf(genWindows(t, 0, true)) }) {
		name := rapid.SampledFrom([]string{"", "Move", "Fair"}).Draw(t, "name")
		spec.Special = append(spec.Special, calendar.Special{Name: name, Date: key, Hours: text})
	}
	if rapid.Bool().Draw(t, "holidays") {
		spec.Holidays = append(spec.Holidays, calendar.HolidayList{
			Country: rapid.SampledFrom([]string{"us", "gb", "de-be", "au-nsw"}).Draw(t, "country"),
			Days:    rapid.SampledFrom([]string{"", "observed", "actual", "both"}).Draw(t, "days"),
		})
	}
	if add := genDates(t, func() string { return "day off" }); len(add) > 0 {
		add["03-17"] = "every year"
		spec.Holidays = append(spec.Holidays, calendar.HolidayList{Add: add})
	}
	return spec
}

// genSpec draws a timetable, a composition or versions, nested a little.
func genSpec(t *rapid.T, depth int) calendar.Spec {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 || kind < 2 {
		return genLeaf(t)
	}
	spec := calendar.Spec{Calendars: map[string]calendar.Spec{}}
	var names []string
	for i := range rapid.IntRange(2, 3).Draw(t, "parts") {
		name := fmt.Sprintf("part%d", i)
		names = append(names, name)
		spec.Calendars[name] = genSpec(t, depth-1)
	}
	switch kind {
	case 2:
		spec.Union = names
	case 3:
		spec.Intersect = names
	case 4:
		spec.Subtract = names
	default:
		spec.Union = names[:1]
		from := genDate(t)
		for _, name := range names[1:] {
			spec.Versions = append(spec.Versions, calendar.Version{From: from.String(), Spec: calendar.Spec{Calendars: spec.Calendars, Union: []string{name}}})
			from = from.AddDays(rapid.IntRange(3, 60).Draw(t, "version"))
		}
	}
	return spec
}

// compiled compiles a spec that must be sound.
func compiled(t interface {
	Helper()
	Fatalf(string, ...any)
}, spec calendar.Spec) calendar.Calendar {
	t.Helper()
	c, err := calendar.Compile(spec, sources)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	return c
}
