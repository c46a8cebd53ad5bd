package main

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

// hours are the flags that say on which calendar to count: one of a pack, or one line with lists of holidays.
type hours struct{ pack, name, line, holidays string }

// declare declares the flags.
func (h *hours) declare(flags *flag.FlagSet) {
	flags.StringVar(&h.pack, "pack", "", "`FILE` with the calendars")
	flags.StringVar(&h.name, "calendar", "", "`NAME` of a calendar of the pack; may be left out when it has one only")
	flags.StringVar(&h.line, "hours", "", "`LINE` of zone, days and windows, in place of a pack")
	flags.StringVar(&h.holidays, "holidays", "", "`CODES` of holiday lists for -hours, with commas between, such as de-be")
}

// find returns the calendar that the flags name.
func (h *hours) find(c *call) (calendar.Calendar, error) {
	switch {
	case (h.pack == "") == (h.line == ""):
		return calendar.Calendar{}, misuse("needs a calendar: either -pack and -calendar, or -hours")
	case h.pack != "" && h.holidays != "":
		return calendar.Calendar{}, misuse("-holidays goes with -hours; a calendar of a pack names its own")
	case h.line != "" && h.name != "":
		return calendar.Calendar{}, misuse("-calendar goes with -pack; -hours has no names")
	case h.pack != "":
		return h.fromPack(c)
	}
	return h.fromLine()
}

// fromPack returns a calendar of the pack.
func (h *hours) fromPack(c *call) (calendar.Calendar, error) {
	p, err := c.readPack(h.pack)
	if err != nil {
		return calendar.Calendar{}, err
	}
	names := slices.Sorted(maps.Keys(p.Calendars))
	switch found, ok := p.Calendars[h.name]; {
	case ok:
		return found, nil
	case h.name != "":
		return calendar.Calendar{}, misuse("-calendar: %s", unknown("calendar", h.name, names))
	case len(names) == 0:
		return calendar.Calendar{}, misuse("-pack: %s holds no calendar", shown(h.pack))
	case len(names) > 1:
		return calendar.Calendar{}, misuse("-calendar is missing; %s holds %s", shown(h.pack), strings.Join(names, ", "))
	}
	return p.Calendars[names[0]], nil
}

// fromLine returns the calendar of the line, without the holidays of the lists.
func (h *hours) fromLine() (calendar.Calendar, error) {
	c, err := calendar.Parse(h.line)
	if err != nil {
		return calendar.Calendar{}, flagFaults("-hours", err)
	}
	spec := c.Spec()
	for code := range strings.SplitSeq(h.holidays, ",") {
		if code = strings.TrimSpace(code); code != "" {
			spec.Holidays = append(spec.Holidays, calendar.HolidayList{Country: code})
		}
	}
	c, err = calendar.Compile(spec, calendar.Sources{Holidays: holidays.All{}})
	return c, flagFaults("-holidays", err)
}

// flagFaults says of each fault in which flag it stands.
func flagFaults(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s", name, strings.ReplaceAll(err.Error(), "\n", "\n"+name+": "))
}
