package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Coverage is who is there when somebody was promised to be, between two instants.
type Coverage struct {
	Stretch
	// Needs are in the order in which they were asked for.
	Needs []NeedCoverage `json:"needs"`
	// Uncovered is the promised time with too few agents, Nobody that with none, summed over the needs.
	Uncovered sla.Duration `json:"uncovered"`
	Nobody    sla.Duration `json:"nobody"`
	// Changes say by need what the edits change; none when nothing was edited.
	Changes []CoverageChange `json:"changes,omitempty"`
}

// NeedCoverage is how one need is covered.
type NeedCoverage struct {
	Need CoverageNeed `json:"need"`
	// Able is how many agents can serve it at all. Zone is that of the promised hours, in which the week is told.
	Able int    `json:"able"`
	Zone string `json:"zone"`
	// Promised is the time that is asked for. In Uncovered too few agents are on, in Nobody none.
	Promised  sla.Duration `json:"promised"`
	Uncovered sla.Duration `json:"uncovered"`
	Nobody    sla.Duration `json:"nobody"`
	// Gaps are the uncovered time in order, each for as long as its causes stay the same.
	Gaps []CoverageGap `json:"gaps,omitempty"`
	// Week are the hours of the week of which some are promised, from Monday 00:00 on.
	Week []WeekHour `json:"week,omitempty"`
	// Alone are the agents without whom nobody would be on at times, by id.
	Alone []AloneAgent `json:"alone,omitempty"`
	// Handoffs are the ends of shifts while the promise goes on, by the teams.
	Handoffs []Handoff `json:"handoffs,omitempty"`
}

// CoverageGap is promised time with too few agents.
type CoverageGap struct {
	Stretch
	// Fewest is the least number of agents who are on in it.
	Fewest int `json:"fewest"`
	// Causes are what has to be taken away for the gap to close, twenty at the most, ordered by kind. More is how many there
	// are beyond.
	Causes []GapCause `json:"causes"`
	More   int        `json:"more,omitempty"`
}

// AloneAgent is an agent who was at times the only one on: a single point of failure.
type AloneAgent struct {
	Agent string       `json:"agent"`
	Time  sla.Duration `json:"time"`
	// Stretches are the promised times, in order.
	Stretches []Stretch `json:"stretches"`
}

// Coverage returns how needs are covered from one instant until another by the agents of the router, each on their hours
// and not on leave. With edits it returns what they make of it, and in Changes the difference. The error is
// [calendar.Problems] with every fault of needs and edits at its path, such as needs[1].during, edits[0].agent or until.
//
// The answer is exact to the nanosecond and costs as many steps as shifts begin and end: no minute is counted.
func (r *Router) Coverage(needs []CoverageNeed, from, until sla.Instant, edits ...CoverageEdit) (Coverage, error) {
	var problems calendar.Problems
	after, keys := r.edited(edits, &problems)
	problems.Merge("", CheckNeeds(needs, after.spec, r.terms, r.calendars))
	if from < coverageFirst || until <= from || until > coverageLast {
		problems.Add("until", "must come after from, and both must lie in the years 1972 to 2199, not %q and %q", from, until)
	}
	if err := problems.Err(); err != nil {
		return Coverage{}, err
	}
	s := newSurvey(r.calendars, Stretch{from, until})
	cover := s.cover(after, keys, needs)
	if len(edits) == 0 {
		return cover, nil
	}
	before := s.cover(r, r.duties(nil), needs)
	for i := range cover.Needs {
		cover.Changes = append(cover.Changes, changeOf(before.Needs[i], cover.Needs[i]))
	}
	return cover, nil
}

// sweep goes through the promised time of a staffing once and notes what there is to say.
type sweep struct {
	*inquiry
	found NeedCoverage
	alone map[int][]Stretch
}

// survey returns how a need is covered during a stretch.
func (q *inquiry) survey(during Stretch) NeedCoverage {
	s := sweep{inquiry: q, alone: map[int][]Stretch{}}
	s.found = NeedCoverage{Need: q.need, Able: len(q.watchers), Zone: q.clock.zone.String()}
	week := newWeek(q.clock)
	promised := shared(q.promised, []Stretch{during})
	on := q.tally(situation{}, q.eras)
	for _, p := range promised {
		on.within(p, func(part Stretch, now tallied) {
			s.note(part, now)
			week.note(part, now.on, q.need.Agents)
		})
	}
	q.dated = len(q.short) > 0 && slices.ContainsFunc(q.shifts, func(sh coverShift) bool { return sh.dated() })
	for _, gap := range q.short {
		s.found.Gaps = append(s.found.Gaps, q.explain(gap)...)
	}
	s.found.Week = week.hours()
	s.found.Alone = s.single()
	s.found.Handoffs = q.handoffs(during)
	return s.found
}

// note notes a part of the promised time during which the same agents are on.
func (s *sweep) note(part Stretch, now tallied) {
	long := part.Length()
	s.found.Promised += long
	if now.on < s.need.Agents {
		s.found.Uncovered += long
		s.short = attach(s.short, part)
	}
	switch now.on {
	case 0:
		s.found.Nobody += long
	case 1:
		s.alone[now.sum] = attach(s.alone[now.sum], part)
	}
}

// single returns the agents who were at times alone.
func (s *sweep) single() (list []AloneAgent) {
	for i, w := range s.watchers {
		if spans := s.alone[i]; spans != nil {
			list = append(list, AloneAgent{w.id, length(spans), spans})
		}
	}
	return list
}
