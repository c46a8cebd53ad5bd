package slatest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// schedule is a calendar as a corpus of business time writes it.
type schedule struct {
	TZ           string            `yaml:"tz"`
	Weekly       map[string]pairs  `yaml:"weekly"`
	WeeklyBreaks map[string]pairs  `yaml:"weekly_breaks"`
	Breaks       map[string]pairs  `yaml:"breaks"`
	Shifts       map[string]pairs  `yaml:"shifts"`
	Special      map[string]pairs  `yaml:"special"`
	Holidays     []string          `yaml:"holidays"`
	Union        []string          `yaml:"union"`
	Intersect    []string          `yaml:"intersect"`
	Subtract     []string          `yaml:"subtract"`
	Versions     []scheduleVersion `yaml:"versions"`
}

// scheduleVersion says that another schedule holds from an instant on; null is since ever.
type scheduleVersion struct {
	From     json.RawMessage `yaml:"from"`
	Schedule string          `yaml:"schedule"`
}

// pairs are the windows of a date, each a list of an opening and a closing time.
type pairs [][]string

// text writes windows as a [calendar.Spec] has them.
func (p pairs) text() string {
	if len(p) == 0 {
		return "closed"
	}
	words := make([]string, len(p))
	for i, w := range p {
		words[i] = strings.Join(w, "-")
	}
	return strings.Join(words, " ")
}

// compileSchedules compiles all schedules and notes in the document what is wrong with them.
func compileSchedules(d *pack.Document, schedules map[string]schedule) map[string]calendar.Calendar {
	specs := map[string]calendar.Spec{}
	var problems calendar.Problems
	for _, name := range slices.Sorted(maps.Keys(schedules)) {
		specs[name] = schedules[name].spec(calendar.KeyPath("schedules", name), &problems)
	}
	calendars, err := calendar.CompileAll(specs, nil)
	problems.Merge("schedules", err)
	d.Add("", problems.Err())
	return calendars
}

// spec returns the schedule in the written form of calendars.
func (s schedule) spec(path string, problems *calendar.Problems) calendar.Spec {
	if s.Versions != nil {
		return s.versions(path, problems)
	}
	spec := calendar.Spec{
		Zone: s.TZ, Union: s.Union, Intersect: s.Intersect, Subtract: s.Subtract,
		Hours: texts(s.Weekly), Breaks: texts(s.WeeklyBreaks, s.Breaks), Shifts: texts(s.Shifts),
	}
	spec.Closed = spec.Hours == nil && s.TZ != ""
	for _, date := range slices.Sorted(maps.Keys(s.Special)) {
		spec.Special = append(spec.Special, calendar.Special{Date: date, Hours: s.Special[date].text()})
	}
	if len(s.Holidays) > 0 {
		list := calendar.HolidayList{Add: map[string]string{}}
		for _, date := range s.Holidays {
			list.Add[date] = "holiday"
		}
		spec.Holidays = []calendar.HolidayList{list}
	}
	return spec
}

// texts joins windows by days and dates.
func texts(several ...map[string]pairs) map[string]string {
	var all map[string]string
	for _, one := range several {
		for key, p := range one {
			if all == nil {
				all = map[string]string{}
			}
			all[key] = p.text()
		}
	}
	return all
}

// versions returns the spec of schedules that follow each other.
func (s schedule) versions(path string, problems *calendar.Problems) calendar.Spec {
	var spec calendar.Spec
	for i, v := range s.Versions {
		part := calendar.Spec{Union: []string{v.Schedule}}
		var from *moment
		at := calendar.IndexPath(path+".versions", i) + ".from"
		switch err := json.Unmarshal(v.From, &from); {
		case err != nil:
			problems.Add(at, "must be an instant, or null in the first version")
		case (from == nil) != (i == 0):
			problems.Add(at, "must be null in the first version and an instant in each other")
		case i == 0:
			spec = part
		default:
			spec.Versions = append(spec.Versions, calendar.Version{From: instantText(from.Time), Spec: part})
		}
	}
	return spec
}
