package calendar

import (
	"fmt"
	"strings"
)

// Parse reads a calendar from one line of text: a zone, then days with their windows, such as
//
//	Europe/Berlin mon-thu 09:00-12:00 13:00-17:30 fri 09:00-15:00
//
// On the dates of shut, from 00:00 to 24:00, it is closed. A faulty line gives Problems, with paths as in a Spec.
func Parse(line string, shut ...Date) (Calendar, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return Calendar{}, Problems{{"zone", "an empty line: write a zone, days and windows such as Europe/Berlin mon-fri 09:00-17:00"}}
	}
	spec := Spec{Zone: words[0], Hours: map[string]string{}, Holidays: shutDates(shut)}
	var problems Problems
	days := ""
	for _, word := range words[1:] {
		isDays := word != closedWord && !isDateKey(word)
		_, again := spec.Hours[word]
		switch {
		case isDays && again:
			problems.Add(KeyPath("hours", word), "stands twice: write the windows of these days once")
		case isDays:
			days, spec.Hours[word] = word, ""
		case days == "":
			problems.Add("hours", "%s stands before any day: write days first, such as mon-fri 09:00-17:00", word)
		default:
			spec.Hours[days] = strings.TrimSpace(spec.Hours[days] + " " + word)
		}
	}
	c, err := Compile(spec, Sources{})
	if all := withOwn(problems, err); all != nil {
		return Calendar{}, all
	}
	return c, nil
}

// MustParse is like Parse but panics on a faulty line. It is for lines that stand in the program's own text.
func MustParse(line string, shut ...Date) Calendar {
	c, err := Parse(line, shut...)
	if err != nil {
		panic(fmt.Sprintf("calendar: parse %q: %v", line, err))
	}
	return c
}

// Weekly returns the calendar of a host that keeps windows by weekday, the first being Sunday's as in package time. Windows
// need not be sorted, and may touch but not overlap. On the dates of shut, from 00:00 to 24:00, it is closed. Problems have
// paths as in a Spec.
func Weekly(zone string, week [7][]Window, shut ...Date) (Calendar, error) {
	spec := Spec{Zone: zone, Hours: map[string]string{}, Holidays: shutDates(shut)}
	var problems Problems
	for _, day := range weekOrder {
		before := len(problems)
		for _, w := range week[day] {
			if w.Open < 0 || w.Open >= secondsPerDay || w.Close <= w.Open || w.Close > w.Open+secondsPerDay {
				problems.Add(JoinPath("hours", dayNames[day]), "a window from second %d to second %d is none: open within the day and close at most 24 hours later", w.Open, w.Close)
			}
		}
		switch {
		case len(problems) > before:
			spec.Hours[dayNames[day]] = "" // a fault of the day, which stands in problems already
		case len(week[day]) > 0:
			spec.Hours[dayNames[day]] = windowsText(week[day])
		}
	}
	c, err := Compile(spec, Sources{})
	if all := withOwn(problems, err); all != nil {
		return Calendar{}, all
	}
	return c, nil
}

// shutDates returns the list of holidays that closes the dates.
func shutDates(dates []Date) []HolidayList {
	if len(dates) == 0 {
		return nil
	}
	add := make(map[string]string, len(dates))
	for _, d := range dates {
		add[d.String()] = "closure"
	}
	return []HolidayList{{Add: add}}
}
