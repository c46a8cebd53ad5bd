package routing_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// row is the row of the matrix that a ticket is in, told from its name by the router's own table, or nil.
func (w world) row(q routing.Request) *routing.RowSpec {
	if w.spec.Matrix == nil {
		return nil
	}
	for i, r := range w.spec.Matrix.Rows {
		fits := true
		for field, values := range r.Is {
			value, known := q.Fields[field].(string), slices.Contains(worldTerms.Values(field), q.Fields[field].(string))
			fits = fits && (known && slices.Contains(values, value) || !known && slices.Contains(values, "other"))
		}
		if fits {
			return &w.spec.Matrix.Rows[i]
		}
	}
	return nil
}

// weight is what the ticket takes.
func (w world) weight(q routing.Request) int {
	row := w.row(q)
	if row != nil && row.Weight > 0 {
		return row.Weight
	}
	return max(1, w.spec.Channels[q.Fields["channel"].(string)].Weight)
}

// wrong says what is wrong with an agent for a ticket whatever the stage is, or nothing.
func (w world) wrong(q routing.Request, d routing.Decision) string {
	a, p, weight := w.agent(d.Agent), w.roster[d.Agent], w.weight(q)
	channel := w.spec.Channels[q.Fields["channel"].(string)]
	switch {
	case p.Away || p.Offline:
		return "away"
	case a.Hours != "" && !worldHours[a.Hours].IsOpen(q.Now.Time()):
		return "off shift"
	case w.onLeave(a, q.Now):
		return "on leave"
	case w.spec.Strategy.Fit && (a.Hours != "" || len(a.Leave) > 0) && w.tooLong(a, q):
		return "goes before it is done"
	case slices.Contains(q.Exclude, d.Agent) || q.Allow != nil && !q.Allow(d.Agent):
		return "excluded"
	case slices.Contains(q.Journey.Declined, d.Agent) && d.Queue != w.fallback():
		return "declined"
	case len(a.Channels) > 0 && q.Fields["channel"] != "" && !slices.Contains(a.Channels, q.Fields["channel"].(string)):
		return "takes no such channel"
	case d.Weight != weight:
		return fmt.Sprintf("weight %d instead of %d", d.Weight, weight)
	case a.Capacity > 0 && p.Load+weight > a.Capacity && d.Interrupts == 0:
		return "full"
	case d.Interrupts > 0 && (!channel.Interrupts || d.Interrupts > p.Interruptible || p.Load-d.Interrupts+weight != a.Capacity):
		return "interrupts too much"
	case !w.speaks(a, q):
		return "does not speak the language"
	}
	return w.unskilled(a, q)
}

// tooLong says whether the work of a ticket does not fit into what is left of an agent's shift, which leave ends as well, but would
// into the whole.
func (w world) tooLong(a routing.AgentSpec, q routing.Request) bool {
	work, minute := time.Duration(q.Expect), time.Minute
	there := func(t time.Time) bool {
		return (a.Hours == "" || worldHours[a.Hours].IsOpen(t)) && (len(a.Leave) == 0 || !w.onLeave(a, sla.At(t)))
	}
	stays := func(from time.Time) bool {
		for until := from.Add(work); from.Before(until); from = from.Add(minute) {
			if !there(from) {
				return false
			}
		}
		return true
	}
	now := q.Now.Time()
	began := now
	for now.Sub(began) < work && there(began.Add(-minute)) {
		began = began.Add(-minute)
	}
	return !stays(now) && stays(began)
}

// speaks says whether an agent works in the language or in one that some stage lets pass.
func (w world) speaks(a routing.AgentSpec, q routing.Request) bool {
	language := q.Fields["language"].(string)
	if language == "" || language == "unknown" || len(a.Languages) == 0 || slices.Contains(a.Languages, language) {
		return true
	}
	passing := slices.Clone(w.spec.Strategy.Fallback)
	for _, o := range w.spec.Overflows {
		for _, s := range o.Stages {
			passing = append(passing, s.Languages...)
		}
	}
	return slices.ContainsFunc(a.Languages, func(l string) bool { return slices.Contains(passing, l) })
}

// unskilled says which required skill an agent lacks.
func (w world) unskilled(a routing.AgentSpec, q routing.Request) string {
	row := w.row(q)
	if row == nil {
		return ""
	}
	for _, n := range row.Skills {
		level := max(1, n.Level)
		if n.Relax > 0 && (q.Arrived == 0 || q.Now >= q.Arrived.Add(time.Duration(n.Relax))) {
			level = 1
		}
		if !n.Preferred && a.Skills[n.Skill] < level {
			return fmt.Sprintf("has %s only at %d", n.Skill, a.Skills[n.Skill])
		}
	}
	return ""
}

func (w world) onLeave(a routing.AgentSpec, now sla.Instant) bool {
	zone := time.UTC
	if a.Hours != "" {
		zone = worldHours[a.Hours].Zone()
	}
	today := calendar.DateOf(now.Time().In(zone))
	for _, l := range a.Leave {
		from, _ := calendar.ParseDate(l.From)
		until, _ := calendar.ParseDate(l.Until)
		if !today.Before(from) && !until.Before(today) {
			return true
		}
	}
	return false
}

func (w world) fallback() string {
	return cmp.Or(w.spec.Limits.Fallback, w.spec.Queues[len(w.spec.Queues)-1].Name)
}
