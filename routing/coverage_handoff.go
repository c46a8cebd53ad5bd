package routing

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// Handoff is how one team follows another: at the end of a time of the first while the promise goes on, the other came
// later and goes on, or is the next to come. A team is on when one of its agents is; agents in no team count by their calendar.
// Of several that came later and go on, the first to come counts.
type Handoff struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Times is how often it happens.
	Times int `json:"times"`
	// Least is the shortest overlap and LeastAt the first end at which it was; less than zero is a pause. Most is the longest.
	Least   sla.Duration `json:"least"`
	LeastAt sla.Instant  `json:"least_at"`
	Most    sla.Duration `json:"most"`
}

// handoffs returns how the teams of a crew follow each other when the first of them ends during a stretch.
func (q *inquiry) handoffs(during Stretch) []Handoff {
	teams := q.teamTimes()
	var list []Handoff
	for from, times := range teams {
		for _, s := range times {
			if s.Until < during.From || s.Until >= during.Until || !covers(q.promised, s.Until) {
				continue
			}
			if to, starts := successor(teams, from, s); to != none && q.stays(s.Until, starts) {
				list = noteHandoff(list, q.teams[from], q.teams[to], s.Until, starts)
			}
		}
	}
	return list
}

// teamTimes returns when each team is on.
func (q *inquiry) teamTimes() [][]Stretch {
	teams := make([][]Stretch, len(q.teams))
	for _, sh := range q.shifts {
		whole := make([]bool, len(teams)) // that all of the shift is in already
		on := sh.on(variant{})
		for _, m := range sh.members {
			w := &q.watchers[m]
			there := on
			if len(w.off) > 0 {
				there = without(on, w.off)
			}
			for _, team := range w.teams {
				if !whole[team] {
					teams[team] = append(teams[team], there...)
				}
				whole[team] = whole[team] || len(w.off) == 0
			}
		}
	}
	for i := range teams {
		teams[i] = inOrder(teams[i])
	}
	return teams
}

// successor returns the team that goes on when a time of another ends, and when it began or begins. There is none when a
// team that was there all the time goes on, or when the same team is the next to come.
func successor(teams [][]Stretch, from int, s Stretch) (to int, starts sla.Instant) {
	to, waits := none, true
	for i, times := range teams {
		place, _ := slices.BinarySearchFunc(times, s.Until, func(o Stretch, end sla.Instant) int { return cmp.Compare(o.From, end+1) })
		if place > 0 && times[place-1].holds(s.Until) && i != from {
			switch began := times[place-1].From; {
			case began <= s.From:
				return none, 0
			case waits || began < starts:
				to, starts, waits = i, began, false
			}
			continue
		}
		if place == len(times) || !waits {
			continue
		}
		if next := times[place].From; to == none || next < starts || next == starts && to == from {
			to, starts = i, next
		}
	}
	if to == from {
		return none, 0
	}
	return to, starts
}

// stays says whether the promise goes on from the end of a team's time until the next one begins.
func (q *inquiry) stays(end, starts sla.Instant) bool {
	return starts <= end || length(shared(q.promised, []Stretch{{end, starts}})) == sla.Duration(starts-end)
}

// noteHandoff adds one handing over to a list.
func noteHandoff(list []Handoff, from, to string, end, starts sla.Instant) []Handoff {
	overlap := sla.Duration(end - starts)
	i := slices.IndexFunc(list, func(h Handoff) bool { return h.From == from && h.To == to })
	if i < 0 {
		return append(list, Handoff{from, to, 1, overlap, end, overlap})
	}
	h := &list[i]
	h.Times++
	if overlap < h.Least {
		h.Least, h.LeastAt = overlap, end
	}
	h.Most = max(h.Most, overlap)
	return list
}
