package escalation

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Compile checks spec and returns the ladders. The error is [calendar.Problems] with every fault at its path, such as
// ladders[0].levels[2].at. clocks are the names of the clocks that the policies run. No terms are those of the empty
// sla.Vocabulary.
func Compile(spec Spec, terms *sla.Terms, calendars map[string]calendar.Calendar, clocks []string) (*Ladders, error) {
	if terms == nil {
		var err error
		if terms, err = (sla.Vocabulary{}).Compile(); err != nil {
			return nil, err
		}
	}
	c := compiler{terms: terms, calendars: calendars, subjects: append([]string{OnPaused, OnStuck, OnFailed}, clocks...)}
	l := &Ladders{staff: c.staff(spec), notices: spec.Limits.Notices}
	c.staffed = &l.staff
	fallback := c.limits(spec.Limits)
	if l.notices == 0 {
		l.notices = defaultNotices
	}
	for i := range spec.Ladders {
		path := calendar.IndexPath("ladders", i)
		c.ladderName(spec.Ladders, i, path)
		l.list = append(l.list, c.ladder(spec.Ladders[i], path, fallback))
	}
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	return l, nil
}

// compiler collects the problems of a Spec.
type compiler struct {
	terms     *sla.Terms
	calendars map[string]calendar.Calendar
	subjects  []string
	staffed   *staff
	problems  calendar.Problems
}

// limits checks the guardrails and returns the fallback, if one is named.
func (c *compiler) limits(s Limits) string {
	if s.Notices < 0 {
		c.problems.Add("limits.notices", "is negative; write how many notices a ticket may send a day")
	}
	if s.Fallback != "" {
		c.address("limits.fallback", s.Fallback)
	}
	return s.Fallback
}

func (c *compiler) ladderName(list []LadderSpec, i int, path string) {
	name := list[i].Name
	if name == "" {
		c.problems.Add(path+".name", "missing; give the ladder a name")
		return
	}
	for j := range i {
		if list[j].Name == name {
			c.problems.Add(path+".name", "%q is the name of ladders[%d] too; give each ladder a name of its own", name, j)
			return
		}
	}
}

func (c *compiler) ladder(s LadderSpec, path, fallback string) ladder {
	l := ladder{name: s.Name, on: s.On, when: c.condition(path+".when", s.When)}
	if s.On == "" {
		c.problems.Add(path+".on", "missing; name a clock, or write paused, stuck or failed")
	} else if !slices.Contains(c.subjects, s.On) {
		c.problems.Unknown(path+".on", "clock", s.On, c.subjects)
	}
	if s.Calendar != "" {
		l.hours = c.calendar(path+".calendar", s.Calendar)
		if _, err := l.hours.NextOpen(someday); err != nil {
			c.problems.Add(path+".calendar", "%q never opens, so that no business time would ever pass; name hours in which somebody works", s.Calendar)
		}
	}
	if s.Quiet != "" {
		l.quiet = c.quiet(path+".quiet", s.Quiet)
	}
	c.levels(&l, s, path)
	l.fallback = Person{Address: fallback}
	if fallback == "" {
		l.fallback.Address = lastAddress(l.levels)
	}
	return l
}

// someday is an instant from which on a calendar is asked whether it ever opens and closes.
var someday = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// quiet finds quiet hours. It refuses those that never begin, and those that never end: what they hold back would never be told.
func (c *compiler) quiet(path, name string) *calendar.Calendar {
	hours := c.calendar(path, name)
	if _, known := c.calendars[name]; !known {
		return &hours
	}
	if _, err := hours.NextOpen(someday); err != nil {
		c.problems.Add(path, "%q never opens, so that it is never quiet; name the hours of the night or remove the key", name)
	} else if _, err := hours.NextClose(someday); err != nil {
		c.problems.Add(path, "%q never closes, so that nothing but critical levels would ever be told; name the hours of the night", name)
	}
	return &hours
}

func (c *compiler) calendar(path, name string) calendar.Calendar {
	hours, ok := c.calendars[name]
	if !ok {
		c.problems.Unknown(path, "calendar", name, slices.Sorted(maps.Keys(c.calendars)))
	}
	return hours
}

// condition compiles a condition, nil for none, and notes each of its faults.
func (c *compiler) condition(path, source string) *sla.Condition {
	if strings.TrimSpace(source) == "" {
		return nil
	}
	when, err := c.terms.Condition(source)
	var faults sla.ConditionErrors
	if errors.As(err, &faults) {
		for _, f := range faults {
			c.problems.Add(path, "%s", f.Error())
		}
	} else if err != nil {
		c.problems.Add(path, "%s", err)
	}
	return when
}

func (c *compiler) address(path, address string) {
	if !isAddress(address) {
		c.problems.Add(path, "%q is not an address; write scheme:rest without spaces, such as mailto:ana@example.com or slack:support", address)
	}
}

// length checks a length that was not parsed, and that there is a calendar to count it.
func (c *compiler) length(path string, l Length, hours string) {
	switch {
	case l.For <= 0 || l.For > sla.Duration(longest):
		c.problems.Add(path, "must be more than zero and at most %s", sla.Duration(longest))
	case !l.Wall && hours == "":
		c.problems.Add(path, "counts business time without a calendar; name the ladder's calendar, or write %s wall", l)
	}
}
