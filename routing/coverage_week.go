package routing

import (
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// WeekHour is an hour of the week on the clock of the promise, over all weeks looked at.
type WeekHour struct {
	// Day is mon to sun, Hour 0 to 23.
	Day  string `json:"day"`
	Hour int    `json:"hour"`
	// Least is the fewest agents that were on at a promised instant of the hour, and Worst the first date on which it was so.
	Least int    `json:"least"`
	Worst string `json:"worst"`
	// Promised is the time asked for in this hour, Uncovered that with too few agents.
	Promised  sla.Duration `json:"promised"`
	Uncovered sla.Duration `json:"uncovered,omitempty"`
}

// days are the days of the week in order.
var days = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// week gathers hours of the week.
type week struct {
	clock *zoneClock
	cells [7 * 24]WeekHour
}

func newWeek(clock *zoneClock) *week { return &week{clock: clock} }

// note notes a stretch of promised time during which so many agents are on.
func (w *week) note(s Stretch, on, asked int) {
	const hour = sla.Instant(time.Hour)
	for _, part := range w.clock.split(s) {
		late := w.clock.offset(part.From)
		for part.From < part.Until {
			shown := part.From + late
			until := min(part.Until, part.From+hour-shown%hour)
			w.put(shown, sla.Duration(until-part.From), on, asked)
			part.From = until
		}
	}
}

// put notes a part of an hour at what the clock shows.
func (w *week) put(shown sla.Instant, long sla.Duration, on, asked int) {
	const hours = sla.Instant(time.Hour)
	const monday = 3 * 24 // 1970 began on a Thursday
	i := int((shown/hours + monday) % (7 * 24))
	cell := &w.cells[i]
	if cell.Promised == 0 || on < cell.Least {
		cell.Least, cell.Worst = on, calendar.DateOf(shown.Time()).String()
	}
	cell.Day, cell.Hour = days[i/24], i%24
	cell.Promised += long
	if on < asked {
		cell.Uncovered += long
	}
}

// hours returns the hours of which some are promised.
func (w *week) hours() (list []WeekHour) {
	for _, cell := range w.cells {
		if cell.Promised > 0 {
			list = append(list, cell)
		}
	}
	return list
}
