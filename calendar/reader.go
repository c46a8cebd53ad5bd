package calendar

import (
	"fmt"
	"time"
)

// reader turns the keys of one spec into civil data and notes what is wrong with them.
type reader struct {
	path     string
	problems *Problems
}

// at returns the path of a key of the spec.
func (r reader) at(key string) string { return JoinPath(r.path, key) }

// timetable returns the hours of spec.
func (r reader) timetable(spec Spec, src HolidaySource) *timetable {
	t := &timetable{zone: r.zone(spec.Zone)}
	r.week(spec, t)
	t.weekBreaks, t.breaks = r.breaks(spec.Breaks)
	t.shifts = r.dated(spec.Shifts, "shifts", false)
	t.special = r.special(spec.Special)
	t.holidays = holidaysOf(r.holidays(spec.Holidays, src))
	return t
}

// zone loads the zone of that name, or UTC when there is none.
func (r reader) zone(name string) *time.Location {
	zone, err := loadZone(name)
	if err != nil {
		r.problems.Merge(r.at("zone"), err)
		return time.UTC
	}
	return zone
}

// loadZone loads a zone by a name that means the same on every machine.
func loadZone(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, fmt.Errorf("no zone: write an IANA name such as Europe/Berlin")
	case "Local", "localtime", "posixrules":
		return nil, fmt.Errorf("the zone %s is another one on each machine: write an IANA name such as Europe/Berlin", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("unknown zone %q: write an IANA name such as Europe/Berlin", name)
	}
	return zone, nil
}

// week reads the weekly windows.
func (r reader) week(spec Spec, t *timetable) {
	path, known := r.at("hours"), len(*r.problems)
	t.week = r.byDay(spec.Hours, path, false)
	open := false
	for _, windows := range t.week {
		open = open || len(windows) > 0
	}
	if spec.Closed && len(spec.Hours) > 0 {
		r.problems.Add(r.at("closed"), "a closed week has no hours: leave out closed or hours")
	}
	if !spec.Closed && !open && len(*r.problems) == known {
		r.problems.Add(path, "the week is empty: write windows such as mon-fri 09:00-17:00, or closed: true")
	}
	r.overnight(t.week, path)
}

// overnight notes the windows of a day that run into the windows of the next.
func (r reader) overnight(week [7][]Window, path string) {
	for _, day := range weekOrder {
		next := (day + 1) % 7
		if len(week[day]) == 0 || len(week[next]) == 0 {
			continue
		}
		last, first := week[day][len(week[day])-1], week[next][0]
		if last.Close > secondsPerDay+first.Open {
			r.problems.Add(path, "%s of %s runs into %s of %s: join them or move one", last, dayNames[day], first, dayNames[next])
		}
	}
}

// byDay reads windows by keys of days. Each day may stand once.
func (r reader) byDay(text map[string]string, path string, isBreak bool) (week [7][]Window) {
	var owner [7]string
	for _, key := range sortedKeys(text) {
		at := KeyPath(path, key)
		if isDateKey(key) {
			r.problems.Add(at, "a date has no weekly hours: write it under shifts or special")
			continue
		}
		windows := r.windows(text[key], at, isBreak)
		for _, d := range parseDays(key, at, r.problems) {
			if owner[d] != "" {
				r.problems.Add(at, "%s is in %s already: write each day once", dayNames[d], owner[d])
				continue
			}
			owner[d], week[d] = key, windows
		}
	}
	return week
}

// windows reads the windows of one key.
func (r reader) windows(text, at string, isBreak bool) []Window {
	windows, err := ParseWindows(text)
	r.problems.Merge(at, err)
	if isBreak && text == closedWord {
		r.problems.Add(at, "a break needs windows: write them or leave the key out")
	}
	if n := len(windows); n > 0 && isBreak && windows[n-1].Close > secondsPerDay {
		r.problems.Add(at, "%s runs into the next day: a break ends on its own day, write the rest under the next", windows[n-1])
	}
	return windows
}

// breaks reads breaks by days and by dates.
func (r reader) breaks(text map[string]string) ([7][]Window, map[Date][]Window) {
	weekly, dated := map[string]string{}, map[string]string{}
	for key, windows := range text {
		if isDateKey(key) {
			dated[key] = windows
		} else {
			weekly[key] = windows
		}
	}
	return r.byDay(weekly, r.at("breaks"), true), r.dated(dated, "breaks", true)
}

// dated reads windows by keys of dates. Each date may stand once.
func (r reader) dated(text map[string]string, key string, isBreak bool) map[Date][]Window {
	out, owner := map[Date][]Window{}, map[Date]string{}
	for _, k := range sortedKeys(text) {
		at := KeyPath(r.at(key), k)
		windows := r.windows(text[k], at, isBreak)
		for d := range r.dates(k, at).all() {
			if o, ok := owner[d]; ok {
				r.problems.Add(at, "%s is in %s already: write each date once", d, o)
				break
			}
			owner[d], out[d] = k, windows
		}
	}
	return out
}

// dates reads a date or a range of dates; a faulty one has no dates.
func (r reader) dates(text, at string) dateRange {
	dates, err := parseDates(text)
	if err != nil {
		r.problems.Merge(at, err)
		return dateRange{}
	}
	return dates
}

// special reads dates with hours of their own.
func (r reader) special(list []Special) map[Date]special {
	out, owner := map[Date]special{}, map[Date]int{}
	for i, s := range list {
		at := IndexPath(r.at("special"), i)
		windows := r.windows(s.Hours, JoinPath(at, "hours"), false)
		for d := range r.dates(s.Date, JoinPath(at, "date")).all() {
			if o, ok := owner[d]; ok {
				r.problems.Add(JoinPath(at, "date"), "%s is in %s already: write each date once", d, IndexPath("special", o))
				break
			}
			owner[d], out[d] = i, special{s.Name, windows}
		}
	}
	return out
}
