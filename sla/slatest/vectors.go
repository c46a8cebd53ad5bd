package slatest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// vector is one case of a list of vectors: so much business time from Start on is Want, which is empty for never.
type vector struct {
	ID       string            `yaml:"ID"`
	TZ       string            `yaml:"TZ"`
	Week     map[string]string `yaml:"Week"`
	Holidays json.RawMessage   `yaml:"Holidays"`
	Half     json.RawMessage   `yaml:"Half"`
	Start    moment            `yaml:"Start"`
	Dur      string            `yaml:"Dur"`
	Want     string            `yaml:"Want"`

	length time.Duration
	want   string
}

// readVectors reads the cases of a document and notes in it what is wrong.
func readVectors(d *pack.Document) []corpusCase {
	var list []vector
	d.Decode(&list)
	ids := make([]string, len(list))
	cases := make([]corpusCase, len(list))
	for i, v := range list {
		ids[i] = v.ID
		var problems calendar.Problems
		c := v.compile(&problems)
		d.Add(calendar.IndexPath("", i), problems.Err())
		cases[i] = corpusCase{v.ID, v.Start.Format(time.RFC3339) + " plus " + v.Dur, func(r *Result) { v.run(c, r) }}
	}
	uniqueIDs(d, "", "ID", ids)
	return cases
}

// compile checks the vector and returns its calendar.
func (v *vector) compile(problems *calendar.Problems) calendar.Calendar {
	spec := calendar.Spec{Zone: v.TZ, Closed: len(v.Week) == 0}
	for _, day := range slices.Sorted(maps.Keys(v.Week)) {
		if spec.Hours == nil {
			spec.Hours = map[string]string{}
		}
		spec.Hours[strings.ToLower(day)] = overnight(v.Week[day])
	}
	v.dates(&spec, problems)
	if v.Start.IsZero() {
		problems.Add("Start", "missing; write an instant")
	}
	length, err := time.ParseDuration(v.Dur)
	if v.length = length; err != nil || length < 0 {
		problems.Add("Dur", "%q is not a length of time; write one such as 7h30m", v.Dur)
	}
	v.want = never
	if v.Want != "" {
		var want moment
		problems.Merge("Want", want.UnmarshalText([]byte(v.Want)))
		v.want = instantText(want.Time)
	}
	c, err := calendar.Compile(spec, calendar.Sources{})
	problems.Merge("Week", weekOnly(err))
	return c
}

// dates adds holidays and half days, each of which may be null.
func (v *vector) dates(spec *calendar.Spec, problems *calendar.Problems) {
	var holidays []string
	if v.Holidays != nil && json.Unmarshal(v.Holidays, &holidays) != nil {
		problems.Add("Holidays", "must be a list of dates, or null")
	}
	var half map[string]string
	if v.Half != nil && json.Unmarshal(v.Half, &half) != nil {
		problems.Add("Half", "must map dates to hours, or be null")
	}
	if len(holidays) > 0 {
		list := calendar.HolidayList{Add: map[string]string{}}
		for _, date := range holidays {
			list.Add[date] = "holiday"
		}
		spec.Holidays = []calendar.HolidayList{list}
	}
	for _, date := range slices.Sorted(maps.Keys(half)) {
		spec.Special = append(spec.Special, calendar.Special{Date: date, Hours: overnight(half[date])})
	}
}

// weekOnly returns err, whose paths are those of a [calendar.Spec], as faults of the vector as a whole.
func weekOnly(err error) error {
	var problems calendar.Problems
	if !errors.As(err, &problems) {
		return err
	}
	var plain calendar.Problems
	for _, p := range problems {
		plain.Add("", "%s", p)
	}
	return plain
}

// overnight writes hours such as "22:00-30:00,31:00-32:00", which count on past midnight and stand between commas, as a
// [calendar.Spec] has them. What it does not understand it leaves for Compile to refuse.
func overnight(text string) string {
	words := strings.Split(text, ",")
	for i, w := range words {
		open, shut, _ := strings.Cut(w, "-")
		hour, minute, _ := strings.Cut(shut, ":")
		n, err := strconv.Atoi(hour)
		if next := fmt.Sprintf("%02d:%s", n-24, minute); err == nil && n >= 24 && shut != "24:00" && next <= open {
			words[i] = open + "-" + next
		}
	}
	return strings.Join(words, " ")
}

// run asks the calendar and compares.
func (v *vector) run(c calendar.Calendar, r *Result) {
	due, err := c.Add(v.Start.Time, v.length)
	switch {
	case errors.Is(err, calendar.ErrNever):
		r.assert("due", v.want, never)
	case err != nil:
		r.fail("due", err)
	default:
		r.assert("due", v.want, instantText(due))
	}
}
