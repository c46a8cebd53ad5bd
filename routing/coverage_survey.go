package routing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

const (
	// coverageMargin is how far around what is asked about shifts are looked at: further than a clock change moves one.
	coverageMargin = 48 * sla.Instant(time.Hour)
	// coverageYear is how far around the clocks are looked at.
	coverageYear = 366 * day
)

// The first instant that may be asked about and the last one: the year around them still has instants, and calendars have
// hours.
var (
	coverageFirst = sla.At(time.Date(1972, 1, 1, 0, 0, 0, 0, time.UTC))
	coverageLast  = sla.At(time.Date(2199, 12, 1, 0, 0, 0, 0, time.UTC))
)

// survey is what several needs have in common: shifts and clocks, each worked out once.
type survey struct {
	during, wide, year Stretch
	calendars          map[string]calendar.Calendar
	duties             map[dutyKey]*duty
	clocks             map[string]*zoneClock
	room               coverRoom
}

// dutyKey is what agents with the same shift share.
type dutyKey struct {
	hours string // the name of a calendar
	also  nameList
	move  sla.Duration
}

// nameList is names in their order, each once and on a line of its own, so that lists compare.
type nameList string

// and returns the list with one more name, or with none.
func (l nameList) and(name string) nameList {
	names := append(l.names(), name)
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
	return nameList(strings.Join(names, "\n"))
}

// names returns the names.
func (l nameList) names() []string {
	if l == "" {
		return nil
	}
	return strings.Split(string(l), "\n")
}

// String returns how the shift is called.
func (k dutyKey) String() string {
	name := cmp.Or(k.hours, "always")
	for _, also := range k.also.names() {
		name += " and " + also
	}
	if k.move != 0 {
		name += " moved by " + k.move.String()
	}
	return name
}

func newSurvey(calendars map[string]calendar.Calendar, during Stretch) *survey {
	return &survey{
		during:    during,
		wide:      Stretch{during.From - coverageMargin, during.Until + coverageMargin},
		year:      Stretch{during.From - coverageYear, during.Until + coverageYear},
		calendars: calendars, duties: map[dutyKey]*duty{}, clocks: map[string]*zoneClock{},
	}
}

// cover returns how needs are covered by the agents of a router who work these shifts.
func (s *survey) cover(r *Router, keys []dutyKey, needs []CoverageNeed) Coverage {
	cover := Coverage{Stretch: s.during}
	for _, need := range needs {
		c := s.staffing(r, keys, need)
		q := inquiry{c, erasOf(c, s.year)}
		one := q.survey(s.during)
		cover.Needs = append(cover.Needs, one)
		cover.Uncovered += one.Uncovered
		cover.Nobody += one.Nobody
	}
	return cover
}

// staffing returns the staffing of a need. Its order does not depend on that of the agents.
func (s *survey) staffing(r *Router, keys []dutyKey, need CoverageNeed) *staffing {
	agents := r.serving(need)
	slices.SortFunc(agents, func(a, b int) int { return cmp.Compare(r.agents[a].id, r.agents[b].id) })
	need.Agents = max(need.Agents, 1)
	hours := s.calendars[need.During]
	c := &staffing{need: need, known: map[situation]tally{}, clock: s.clock(hours.Zone()), room: &s.room}
	c.promised = newDuty("", hours, 0, c.clock, s.wide).on(variant{})
	for _, a := range agents {
		c.teams = append(c.teams, r.sides(a, keys)...)
	}
	slices.Sort(c.teams)
	c.teams = slices.Compact(c.teams)
	for _, a := range agents {
		w := watcher{id: r.agents[a].id}
		for i, l := range r.agents[a].leave {
			w.leave = append(w.leave, absence{Stretch{l.from, l.till}, r.agents[a].spec.Leave[i].Name})
		}
		for _, name := range r.sides(a, keys) {
			at, _ := slices.BinarySearch(c.teams, name)
			w.teams = append(w.teams, at)
		}
		c.join(w, s.duty(keys[a]))
	}
	c.leaves()
	return c
}

// join adds a watcher who has a duty.
func (c *staffing) join(w watcher, d *duty) {
	at := slices.IndexFunc(c.shifts, func(sh coverShift) bool { return sh.duty == d })
	if at < 0 {
		at = len(c.shifts)
		c.shifts = append(c.shifts, coverShift{duty: d})
	}
	m := len(c.watchers)
	c.shifts[at].members = append(c.shifts[at].members, m)
	c.shifts[at].sum += m
	c.watchers = append(c.watchers, w)
}

// sides returns the teams that an agent counts for, or in their place the shift.
func (r *Router) sides(agent int, keys []dutyKey) []string {
	if teams := r.agents[agent].spec.Teams; len(teams) > 0 {
		return teams
	}
	return []string{keys[agent].String()}
}

// duty returns the shift of a key.
func (s *survey) duty(key dutyKey) *duty {
	d, ok := s.duties[key]
	if ok {
		return d
	}
	hours := s.calendars[key.hours]
	for _, also := range key.also.names() {
		hours = calendar.Union(hours, s.calendars[also])
	}
	d = newDuty(key.String(), hours, time.Duration(key.move), s.clock(hours.Zone()), s.wide)
	s.duties[key] = d
	return d
}

// clock returns the wall clock of a zone.
func (s *survey) clock(zone *time.Location) *zoneClock {
	c, ok := s.clocks[zone.String()]
	if !ok {
		c = clockOf(zone, s.year.From, s.year.Until)
		s.clocks[zone.String()] = c
	}
	return c
}
