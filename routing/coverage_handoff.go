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

// teamTime is a time of a team; team is its place.
type teamTime struct {
	Stretch
	team int
}

// handoffs returns how the teams of a staffing follow each other when the first of them ends during a stretch, by their names.
func (q *inquiry) handoffs(during Stretch) []Handoff {
	teams, all := q.teamTimes(), 0
	for _, list := range teams {
		all += len(list)
	}
	times := make([]teamTime, 0, all)
	for team, list := range teams {
		for _, s := range list {
			times = append(times, teamTime{s, team})
		}
	}
	byEnd := slices.Clone(times)
	slices.SortFunc(byEnd, func(a, b teamTime) int { return cmp.Or(cmp.Compare(a.Until, b.Until), cmp.Compare(a.team, b.team)) })
	slices.SortFunc(times, func(a, b teamTime) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.team, b.team)) })
	l := line{times: times}
	found := map[[2]int]*Handoff{}
	promised := q.promised
	for _, ended := range byEnd {
		for len(promised) > 0 && promised[0].Until <= ended.Until {
			promised = promised[1:]
		}
		if ended.Until < during.From || ended.Until >= during.Until || len(promised) == 0 || !promised[0].holds(ended.Until) {
			continue
		}
		if next, ok := l.follower(ended); ok && q.stays(ended.Until, next.From) {
			q.noteHandoff(found, ended, next)
		}
	}
	var list []Handoff
	for _, h := range found {
		list = append(list, *h)
	}
	slices.SortFunc(list, func(a, b Handoff) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
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

// line is the times of teams in the order in which they begin, on the way through the time.
type line struct {
	times []teamTime
	begun int   // how many have begun
	on    []int // places of some that have begun, among them all that go on, in the order in which they began
}

// follower returns the time that follows one that has ended: of those that go on the first to begin, or else the next to
// begin. There is none when that one was there all the time, or is of the same team.
func (l *line) follower(ended teamTime) (next teamTime, ok bool) {
	for l.begun < len(l.times) && l.times[l.begun].From <= ended.Until {
		l.on = append(l.on, l.begun)
		l.begun++
	}
	for len(l.on) > 0 && l.times[l.on[0]].Until <= ended.Until {
		l.on = l.on[1:]
	}
	if len(l.on) > 0 {
		next = l.times[l.on[0]]
		return next, next.From > ended.From
	}
	for i := l.begun; i < len(l.times) && l.times[i].From == l.times[l.begun].From; i++ {
		if next = l.times[i]; next.team != ended.team {
			return next, true
		}
	}
	return next, false
}

// stays says whether the promise goes on from the end of a team's time until the next one begins.
func (q *inquiry) stays(end, starts sla.Instant) bool {
	return starts <= end || length(shared(q.promised, []Stretch{{end, starts}})) == sla.Duration(starts-end)
}

// noteHandoff notes that a team followed another.
func (q *inquiry) noteHandoff(found map[[2]int]*Handoff, ended, next teamTime) {
	overlap := sla.Duration(ended.Until - next.From)
	h := found[[2]int{ended.team, next.team}]
	if h == nil {
		h = &Handoff{From: q.teams[ended.team], To: q.teams[next.team], Least: overlap, LeastAt: ended.Until, Most: overlap}
		found[[2]int{ended.team, next.team}] = h
	}
	h.Times++
	if overlap < h.Least {
		h.Least, h.LeastAt = overlap, ended.Until
	}
	h.Most = max(h.Most, overlap)
}
