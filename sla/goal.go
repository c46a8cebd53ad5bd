package sla

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Unit says what a goal counts.
type Unit uint8

// The units of a goal.
const (
	Unset        Unit = iota // not written
	NoGoal                   // none: the clock runs and nothing falls due
	Business                 // elapsed time while the calendar is open
	Wall                     // elapsed time around the clock
	BusinessDays             // days on which the calendar opens
	WallDays                 // civil days in the calendar's zone
)

// Goal is how long a target allows. A goal of days becomes a due instant when its clock starts: the same time of day that
// many days on, or the close of that day; a start outside hours moves to the next opening first. With KeepTime only a start
// after the hours of a day does, and one on a day off moves to the next business day at its time of day.
type Goal struct {
	Unit     Unit
	Length   Duration // for Business and Wall
	Days     int      // for BusinessDays and WallDays
	EndOfDay bool     // for BusinessDays: the end of the day's hours instead of the time of day
	KeepTime bool     // for BusinessDays: a start before hours or on a day off keeps its time of day
}

// BusinessTime returns the goal of d of business time.
func BusinessTime(d time.Duration) Goal { return Goal{Unit: Business, Length: Duration(d)} }

// longestGoal keeps shares of a goal within the range of a Duration.
const longestGoal = 87_600 * time.Hour

const goalForms = "write business time such as 4h, wall time such as 4h wall, days such as 3 business days, " +
	"3 business days end of day, 3 business days keep time or 2 days, or none"

// ParseGoal reads a goal: 4h (business time), 4h wall, 3 business days, 3 business days end of day, 3 business days keep
// time, 2 days (civil days around the clock), or none. A length or a number must be more than zero.
func ParseGoal(s string) (Goal, error) {
	words := strings.Fields(s)
	rest := strings.Join(words[min(1, len(words)):], " ")
	switch {
	case len(words) == 0:
		return Goal{}, fmt.Errorf("a goal is missing: %s", goalForms)
	case rest == "" && words[0] == "none":
		return Goal{Unit: NoGoal}, nil
	case rest == "":
		return lengthGoal(words[0], Business)
	case rest == "wall":
		return lengthGoal(words[0], Wall)
	}
	unit, known := map[string]Goal{
		"business day":  {Unit: BusinessDays},
		"business days": {Unit: BusinessDays}, "business days end of day": {Unit: BusinessDays, EndOfDay: true},
		"business day end of day": {Unit: BusinessDays, EndOfDay: true},
		"business days keep time": {Unit: BusinessDays, KeepTime: true},
		"business day keep time":  {Unit: BusinessDays, KeepTime: true},
		"day":                     {Unit: WallDays}, "days": {Unit: WallDays},
	}[rest]
	if !known {
		return Goal{}, fmt.Errorf("%q is not a goal: %s", s, goalForms)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > 3660 {
		return Goal{}, fmt.Errorf("%q is not a number of days from 1 to 3660: %s", words[0], goalForms)
	}
	unit.Days = n
	return unit, nil
}

func lengthGoal(s string, unit Unit) (Goal, error) {
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		return Goal{}, fmt.Errorf("%q is not a goal: %s", s, goalForms)
	case d <= 0:
		return Goal{}, fmt.Errorf("must be more than zero, not %s", s)
	case d > longestGoal:
		return Goal{}, fmt.Errorf("%s is too long; write at most %s, which is ten years", s, Duration(longestGoal))
	}
	return Goal{Unit: unit, Length: Duration(d)}, nil
}

// String returns the goal as ParseGoal reads it.
func (g Goal) String() string {
	days := " days"
	if g.Days == 1 {
		days = " day"
	}
	switch g.Unit {
	case Business:
		return g.Length.String()
	case Wall:
		return g.Length.String() + " wall"
	case BusinessDays:
		s := strconv.Itoa(g.Days) + " business" + days
		if g.EndOfDay {
			s += " end of day"
		}
		if g.KeepTime {
			s += " keep time"
		}
		return s
	case WallDays:
		return strconv.Itoa(g.Days) + days
	}
	return "none"
}

// MarshalText writes what String returns.
func (g Goal) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads what ParseGoal reads.
func (g *Goal) UnmarshalText(text []byte) (err error) {
	*g, err = ParseGoal(string(text))
	return err
}

// check returns what is wrong with a goal that was not parsed: one that its own text does not give back.
func (g Goal) check() error {
	back, err := ParseGoal(g.String())
	if err == nil && back != g {
		err = fmt.Errorf("has a unit or parts that make no goal: %s", goalForms)
	}
	return err
}

// roundTheClock says whether the goal counts on no calendar but around the clock.
func (g Goal) roundTheClock() bool { return g.Unit == Wall || g.Unit == WallDays }

// onCalendar says whether the goal needs a calendar: its hours, or the zone of its days.
func (g Goal) onCalendar() bool { return g.Unit == Business || g.Unit > Wall }

// measure turns the goal into a length on the elapsed axis of a cycle that starts at start, and, for a goal of days, the
// instant it falls due when nothing pauses it. hours is the written calendar, also of a goal around the clock.
func (g Goal) measure(hours calendar.Calendar, start Instant) (length Duration, anchor Instant, err error) {
	switch g.Unit {
	case Business, Wall:
		return g.Length, 0, nil
	case WallDays:
		due := hours.WallDaysLater(start.Time(), g.Days)
		return Duration(due.Sub(start.Time())), At(due), nil
	case BusinessDays:
		due, err := g.businessDue(hours, start.Time())
		if err != nil {
			return 0, 0, err
		}
		return Duration(hours.Between(start.Time(), due)), At(due), nil
	}
	return 0, 0, nil
}

// businessDue counts business days from where a start outside hours moves to.
func (g Goal) businessDue(hours calendar.Calendar, start time.Time) (time.Time, error) {
	from, err := hours.NextOpen(start)
	if err == nil && g.KeepTime {
		from, err = keepTime(hours, start)
	}
	if err != nil {
		return time.Time{}, err
	}
	if g.EndOfDay {
		return hours.EndOfDay(from, g.Days)
	}
	return hours.DaysLater(from, g.Days)
}

// keepTime moves a start on a day off to the next business day at the same time of day, and then a start after the hours
// of a day to the next opening. A start before the hours, or in a break, stays.
func keepTime(hours calendar.Calendar, start time.Time) (time.Time, error) {
	at, err := hours.DaysLater(start, 0)
	if err != nil {
		return time.Time{}, err
	}
	open, err := hours.NextOpen(at)
	if err != nil {
		return time.Time{}, err
	}
	zone := hours.Zone()
	if calendar.DateOf(open.In(zone)) != calendar.DateOf(at.In(zone)) {
		return open, nil
	}
	return at, nil
}
