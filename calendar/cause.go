package calendar

import (
	"slices"
	"time"
)

// Cause is a reason why a stretch of time counts or does not.
type Cause struct {
	// Kind is what sort of reason it is.
	Kind CauseKind `json:"kind"`
	// Name is the holiday's, the special date's, the version's or the calendar's name, or how the clock changes. It may be
	// empty.
	Name string `json:"name,omitempty"`
	// Calendar is the name of the part that the reason comes from, in a calendar that joins others.
	Calendar string `json:"calendar,omitempty"`
}

// CauseKind is a sort of reason.
type CauseKind string

// The sorts of reasons. The first two of them are the ordinary case, in which a text names no reason.
const (
	ClosedHours  CauseKind = "closed hours"  // outside the windows of a date that has some
	OpenHours    CauseKind = "open hours"    // the windows of another calendar, which this one leaves out
	Weekend      CauseKind = "weekend"       // a Saturday or a Sunday without windows
	DayOff       CauseKind = "day off"       // another day of the week without windows
	HolidayDate  CauseKind = "holiday"       // a holiday
	BreakTime    CauseKind = "break"         // a weekly or dated break
	SpecialHours CauseKind = "special hours" // a date with hours of its own
	ClosedDate   CauseKind = "closed"        // a special date that is closed
	ShiftHours   CauseKind = "shift"         // a shift in place of the weekly windows
	ClockChange  CauseKind = "clock change"  // the wall clock jumped
	NewVersion   CauseKind = "version"       // other hours begin
)

// causes returns why c is open, or closed, all the time between two instants.
func (c Calendar) causes(from, to time.Time, open bool) []Cause {
	var list causeList
	c.collect(&list, from, to, open)
	return list
}

// causeList holds causes in the order of time, each once.
type causeList []Cause

func (l *causeList) add(c Cause) {
	if !slices.Contains(*l, c) {
		*l = append(*l, c)
	}
}

// collect adds the causes of a stretch.
func (c Calendar) collect(list *causeList, from, to time.Time, open bool) {
	if c.c == nil || !from.Before(to) {
		return
	}
	p := &c.c.plan
	switch p.op {
	case opUnion, opIntersect:
		for _, part := range p.parts {
			part.collectPart(list, from, to, open)
		}
	case opSubtract:
		p.parts[0].collectPart(list, from, to, open)
		if !open {
			p.takenOut(list, from, to)
		}
	case opVersions:
		p.versionCauses(list, from, to, open)
	default:
		if p.table == nil {
			list.add(Cause{Kind: ClosedHours})
			return
		}
		if open {
			p.table.openCauses(list, from, to)
		} else {
			p.table.closedCauses(list, from, to)
		}
	}
}

// collectPart adds the causes of those parts of a stretch in which c is open, or closed, and says that they are of c.
func (c Calendar) collectPart(list *causeList, from, to time.Time, open bool) {
	var own causeList
	at := from
	for opening, closing := range c.Runs(from, to) {
		if open {
			c.collect(&own, opening, closing, true)
		} else {
			c.collect(&own, at, opening, false)
		}
		at = closing
	}
	if !open {
		c.collect(&own, at, to, false)
	}
	for _, cause := range own {
		if cause.Calendar == "" {
			cause.Calendar = c.Name()
		}
		list.add(cause)
	}
}

// takenOut adds the calendars that a subtraction leaves out of a stretch.
func (p *plan) takenOut(list *causeList, from, to time.Time) {
	for _, part := range p.parts[1:] {
		for range part.Runs(from, to) {
			list.add(Cause{Kind: OpenHours, Name: part.Name()})
			break
		}
	}
}

// versionCauses adds the causes that each version has in its time, and the switches within the stretch or at its ends.
func (p *plan) versionCauses(list *causeList, from, to time.Time, open bool) {
	for i, part := range p.parts {
		first, last := from, to
		if i > 0 && p.starts[i].After(from) {
			first = p.starts[i]
		}
		if i+1 < len(p.parts) && p.starts[i+1].Before(to) {
			last = p.starts[i+1]
		}
		if i > 0 && !p.starts[i].Before(from) && p.starts[i].Before(to) {
			list.add(Cause{Kind: NewVersion, Name: part.Name()})
		}
		part.collect(list, first, last, open)
	}
}
