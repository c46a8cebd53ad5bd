package escalation

import (
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// rotation is a compiled on-call schedule.
type rotation struct {
	members []string
	from    sla.Instant
	turn    time.Duration
	days    int               // of a turn that keeps its time of day, or 0
	zone    calendar.Calendar // whose wall clock such turns follow
	hours   calendar.Calendar
}

const day = 24 * time.Hour

// onTurn returns who is on call at an instant, or "" when nobody is.
func (r *rotation) onTurn(now sla.Instant) string {
	if now < r.from || !r.hours.IsOpen(now.Time()) {
		return ""
	}
	n := int(now.Sub(r.from) / r.turn)
	for r.days > 0 && n > 0 && r.starts(n) > now {
		n--
	}
	for r.days > 0 && r.starts(n+1) <= now {
		n++
	}
	return r.members[n%len(r.members)]
}

// starts returns when the n-th turn begins, for turns that keep their time of day.
func (r *rotation) starts(n int) sla.Instant {
	return sla.At(r.zone.WallDaysLater(r.from.Time(), n*r.days))
}
