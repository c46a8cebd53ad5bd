package routing

import (
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// duty is the shift of the agents who work by the same hours: a calendar, moved by some time, or always.
type duty struct {
	name  string
	hours calendar.Calendar
	move  time.Duration
	clock *zoneClock
	term  Stretch // what is looked at

	known    map[variant][]Stretch
	holidays map[sla.Instant]string // names by civil date
	bare     *calendar.Calendar     // the hours without holidays and special dates, once asked for
}

// variant is a way to look at a duty.
type variant struct {
	bare bool // as if there were no holidays and no special dates
	// promise, unless nil, is a clock of which the duty's is taken to be always so far ahead.
	promise *zoneClock
	ahead   sla.Instant
}

func newDuty(name string, hours calendar.Calendar, move time.Duration, clock *zoneClock, term Stretch) *duty {
	return &duty{
		name: name, hours: hours, move: move, clock: clock, term: term,
		known: map[variant][]Stretch{}, holidays: map[sla.Instant]string{},
	}
}

// on returns when the duty is on, in a way to look at it.
func (d *duty) on(v variant) []Stretch {
	list, ok := d.known[v]
	if ok {
		return list
	}
	switch {
	case v.promise != nil:
		list = d.shifted(d.on(variant{bare: v.bare}), v.promise, v.ahead)
	case v.bare:
		list = inOrder(append(d.runs(d.ordinary()), d.on(variant{})...))
	default:
		list = d.runs(d.hours)
	}
	d.known[v] = list
	return list
}

// runs returns the open time of a calendar, moved.
func (d *duty) runs(hours calendar.Calendar) (list []Stretch) {
	from, until := d.term.From.Time().Add(-d.move), d.term.Until.Time().Add(-d.move)
	for open, shut := range hours.Runs(from, until) {
		list = append(list, Stretch{sla.At(open.Add(d.move)), sla.At(shut.Add(d.move))})
	}
	return list
}

// shifted returns when the duty's clock would show the times of stretches if it were always so far ahead of another.
func (d *duty) shifted(list []Stretch, promise *zoneClock, ahead sla.Instant) (moved []Stretch) {
	for _, part := range promise.split(d.term) {
		by := ahead + promise.offset(part.From)
		shown := make([]Stretch, len(list))
		for i, s := range list {
			shown[i] = Stretch{d.clock.civil(s.From) - by, d.clock.civil(s.Until) - by}
		}
		moved = append(moved, shared(inOrder(shown), []Stretch{part})...)
	}
	return inOrder(moved)
}

// ordinary returns the hours without holidays and special dates.
func (d *duty) ordinary() calendar.Calendar {
	if d.bare == nil {
		d.bare = &d.hours
		if spec, some := ordinarySpec(d.hours.Spec()); some {
			if plain, err := calendar.Compile(spec, calendar.Sources{}); err == nil {
				d.bare = &plain
			}
		}
	}
	return *d.bare
}

// dated says whether the hours have holidays or special dates.
func (d *duty) dated() bool { return d.ordinary() != d.hours }

// ordinarySpec returns a written calendar without holidays and special dates, and whether it had any.
func ordinarySpec(spec calendar.Spec) (bare calendar.Spec, some bool) {
	some = len(spec.Holidays)+len(spec.Special) > 0
	spec.Holidays, spec.Special = nil, nil
	for name, part := range spec.Calendars {
		inner, more := ordinarySpec(part)
		spec.Calendars[name] = inner
		some = some || more
	}
	for i, v := range spec.Versions {
		inner, more := ordinarySpec(v.Spec)
		spec.Versions[i].Spec = inner
		some = some || more
	}
	return spec, some
}

// holiday returns the name of what is special about a civil date, given as its midnight in Greenwich, or about the date
// before, of which a night may be left.
func (d *duty) holiday(date sla.Instant) string {
	name, ok := d.holidays[date]
	if !ok {
		if name = d.special(date); name == "" {
			name = d.special(date - day)
		}
		d.holidays[date] = name
	}
	return name
}

// special returns the name of the first holiday or special hours of a civil date, or "".
func (d *duty) special(date sla.Instant) string {
	why := d.hours.ExplainBetween(d.clock.reads(date).Time(), d.clock.reads(date+day).Time())
	for _, s := range why.Stretches {
		for _, c := range s.Causes {
			switch c.Kind {
			case calendar.HolidayDate, calendar.SpecialHours, calendar.ClosedDate:
				return c.Name
			}
		}
	}
	return ""
}
