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

const (
	aDay       = 24 * time.Hour
	bruteReach = 2 * aDay
)

// minuteDesk answers the questions of coverage minute by minute.
type minuteDesk struct {
	agents      []routing.AgentSpec
	cals, plain map[string]calendar.Calendar // with and without holidays and special dates
	names       map[string]string            // of holidays and special dates by calendar and date
	from, until time.Time
	need        routing.CoverageNeed
	moves       map[string]time.Duration // by agent: how much later the hours are
	crew        []routing.AgentSpec
	eras        [][]time.Duration // how far each agent's zone is ahead of the promise's, in the order of time
	starts      []time.Time
	runs        map[string][][2]time.Time
}

func zoneOf(c calendar.Calendar, at time.Time) time.Duration {
	_, seconds := at.In(c.Zone()).Zone()
	return time.Duration(seconds) * time.Second
}

// prepare finds the crew and the eras.
func (b *minuteDesk) prepare() {
	b.crew = nil
	for _, a := range b.agents {
		if (b.need.Skill == "" || a.Skills[b.need.Skill] >= max(1, b.need.Level)) && (b.need.Team == "" || slices.Contains(a.Teams, b.need.Team)) &&
			(b.need.Language == "" || len(a.Languages) == 0 || slices.Contains(a.Languages, b.need.Language)) {
			b.crew = append(b.crew, a)
		}
	}
	b.eras, b.starts = nil, nil
	for at := b.from.Add(-366 * aDay); at.Before(b.until.Add(366 * aDay)); at = at.Add(aDay) {
		if len(b.eras) > 0 && slices.Equal(b.eras[len(b.eras)-1], b.ahead(at.Add(aDay))) {
			continue // no clock changes twice a day
		}
		for half := at; half.Before(at.Add(aDay)); half = half.Add(30 * time.Minute) {
			if n := len(b.eras); n == 0 || !slices.Equal(b.eras[n-1], b.ahead(half)) {
				b.eras, b.starts = append(b.eras, b.ahead(half)), append(b.starts, half)
			}
		}
	}
}

// ahead is how far the clock of each agent of the crew is ahead of that of the promise.
func (b *minuteDesk) ahead(at time.Time) (ahead []time.Duration) {
	for _, a := range b.crew {
		ahead = append(ahead, zoneOf(b.cals[a.Hours], at)-zoneOf(b.cals[b.need.During], at))
	}
	return ahead
}

func (b *minuteDesk) onLeave(a routing.AgentSpec, at time.Time) (name string, on bool) {
	if len(a.Leave) == 0 {
		return "", false
	}
	date := at.In(b.cals[a.Hours].Zone()).Format(time.DateOnly)
	for _, l := range a.Leave {
		if l.From <= date && date <= l.Until {
			return l.Name, true
		}
	}
	return "", false
}

// shift is what the hours of an agent are called.
func (b *minuteDesk) shift(a routing.AgentSpec) string {
	name := cmp.Or(a.Hours, "always")
	if by := b.moves[a.ID]; by != 0 {
		name += " moved by " + sla.Duration(by).String()
	}
	return name
}

// takenAway is what is imagined not to be.
type takenAway struct {
	leave, holidays bool
	era             int // 0: the clocks are as they are
}

// shown is what the wall clock of an agent shows.
func (b *minuteDesk) shown(i int, at time.Time, s takenAway) time.Time {
	if s.era == 0 {
		return at.Add(zoneOf(b.cals[b.crew[i].Hours], at))
	}
	return at.Add(zoneOf(b.cals[b.need.During], at) + b.eras[s.era-1][i])
}

// onShift says whether an agent is on shift.
func (b *minuteDesk) onShift(i int, at time.Time, s takenAway) bool {
	name, by := b.crew[i].Hours, b.moves[b.crew[i].ID]
	open := func(t time.Time) bool {
		t = t.Add(-by)
		return b.cals[name].IsOpen(t) || s.holidays && b.plain[name].IsOpen(t)
	}
	if s.era == 0 {
		return open(at)
	}
	key := fmt.Sprint(name, by, s.holidays)
	runs, ok := b.runs[key]
	if !ok {
		runs = b.civilRuns(b.cals[name], open)
		b.runs[key] = runs
	}
	shown := b.shown(i, at, s)
	return slices.ContainsFunc(runs, func(r [2]time.Time) bool { return !shown.Before(r[0]) && shown.Before(r[1]) })
}

// civilRuns finds the open times and reads their ends on the calendar's clock.
func (b *minuteDesk) civilRuns(c calendar.Calendar, open func(time.Time) bool) (runs [][2]time.Time) {
	var since time.Time
	end := b.until.Add(bruteReach)
	for at := b.from.Add(-bruteReach); !at.After(end); at = at.Add(time.Minute) {
		switch is := at.Before(end) && open(at); {
		case is && since.IsZero():
			since = at
		case !is && !since.IsZero():
			runs = append(runs, [2]time.Time{since.Add(zoneOf(c, since)), at.Add(zoneOf(c, at))})
			since = time.Time{}
		}
	}
	return runs
}

func (b *minuteDesk) on(i int, at time.Time, s takenAway) bool {
	_, away := b.onLeave(b.crew[i], at)
	return (s.leave || !away) && b.onShift(i, at, s)
}

func (b *minuteDesk) count(at time.Time, s takenAway) (n int) {
	for i := range b.crew {
		if b.on(i, at, s) {
			n++
		}
	}
	return n
}

// cure tries what to take away, in the documented order.
func (b *minuteDesk) cure(at time.Time) takenAway {
	now := 0
	for now+1 < len(b.starts) && !b.starts[now+1].After(at) {
		now++
	}
	var others []int
	for away := 1; away < len(b.eras); away++ {
		for _, i := range []int{now - away, now + away} {
			if i >= 0 && i < len(b.eras) && !slices.Equal(b.eras[i], b.eras[now]) {
				others = append(others, i+1)
			}
		}
	}
	none := []int{0}
	for _, try := range []struct {
		leave, holidays bool
		eras            []int
	}{
		{true, false, none}, {false, true, none}, {false, false, others}, {true, true, none}, {true, false, others}, {false, true, others}, {true, true, others},
	} {
		for _, e := range try.eras {
			if s := (takenAway{try.leave, try.holidays, e}); b.count(at, s) >= max(1, b.need.Agents) {
				return s
			}
		}
	}
	return takenAway{}
}

// causes says why too few are on.
func (b *minuteDesk) causes(at time.Time) []routing.GapCause {
	s := b.cure(at)
	if s == (takenAway{}) {
		if len(b.crew) < max(1, b.need.Agents) {
			return []routing.GapCause{{Kind: routing.NoShift, Name: fmt.Sprintf("%d can serve it, %d asked for", len(b.crew), max(1, b.need.Agents))}}
		}
		return []routing.GapCause{{Kind: routing.NoShift}}
	}
	var leave, holidays, clocks []routing.GapCause
	put := func(list []routing.GapCause, c routing.GapCause) []routing.GapCause {
		if slices.Contains(list, c) {
			return list
		}
		return append(list, c)
	}
	for i, a := range b.crew {
		if !b.onShift(i, at, s) {
			continue
		}
		if name, away := b.onLeave(a, at); away && s.leave {
			leave = put(leave, routing.GapCause{Kind: routing.OnLeave, Name: name, Agent: a.ID})
		}
		if b.onShift(i, at, takenAway{}) {
			continue
		}
		if s.holidays && !b.onShift(i, at, takenAway{era: s.era}) {
			date := b.shown(i, at, s).Add(-b.moves[a.ID])
			name := b.names[a.Hours+date.UTC().Format(time.DateOnly)]
			if name == "" {
				name = b.names[a.Hours+date.UTC().Add(-aDay).Format(time.DateOnly)]
			}
			holidays = put(holidays, routing.GapCause{Kind: routing.OnHoliday, Name: name, Calendar: b.shift(a)})
		}
		if s.era > 0 && !b.onShift(i, at, takenAway{holidays: s.holidays}) {
			now := b.shown(i, at, takenAway{}).Sub(at.Add(zoneOf(b.cals[b.need.During], at)))
			c := routing.GapCause{Kind: routing.ClockChange, Zone: b.cals[a.Hours].Zone().String(), Name: "it shows a time twice"}
			if now != b.eras[s.era-1][i] {
				c.Name = signed(now) + " from " + b.cals[b.need.During].Zone().String() + " in place of " + signed(b.eras[s.era-1][i])
			}
			clocks = put(clocks, c)
		}
	}
	for _, list := range [][]routing.GapCause{leave, holidays, clocks} {
		slices.SortFunc(list, func(a, b routing.GapCause) int {
			return cmp.Or(cmp.Compare(a.Calendar+a.Zone+a.Agent, b.Calendar+b.Zone+b.Agent), cmp.Compare(a.Name, b.Name))
		})
	}
	return slices.Concat(leave, holidays, clocks)
}

func signed(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign, d = "-", -d
	}
	return fmt.Sprintf("%s%02d:%02d", sign, d/time.Hour, d%time.Hour/time.Minute)
}

// cover counts the minutes.
func (b *minuteDesk) cover() routing.NeedCoverage {
	b.prepare()
	need := b.need
	need.Agents = max(1, need.Agents)
	got := routing.NeedCoverage{Need: need, Able: len(b.crew), Zone: b.cals[need.During].Zone().String()}
	alone := map[int][]routing.Stretch{}
	cells := map[int]*routing.WeekHour{}
	for at := b.from; at.Before(b.until); at = at.Add(time.Minute) {
		if !b.cals[need.During].IsOpen(at) {
			continue
		}
		minute := routing.Stretch{From: sla.At(at), Until: sla.At(at.Add(time.Minute))}
		on := b.count(at, takenAway{})
		b.total(&got, minute, at, on)
		if on == 1 {
			i := slices.IndexFunc(b.crew, func(a routing.AgentSpec) bool {
				return b.on(slices.IndexFunc(b.crew, func(o routing.AgentSpec) bool { return o.ID == a.ID }), at, takenAway{})
			})
			alone[i] = joined(alone[i], minute)
		}
		b.week(cells, at, on)
	}
	for i, a := range b.crew {
		if list := alone[i]; list != nil {
			one := routing.AloneAgent{Agent: a.ID, Stretches: list}
			for _, s := range list {
				one.Time += s.Length()
			}
			got.Alone = append(got.Alone, one)
		}
	}
	got.Handoffs = b.handoffs()
	for i := range 7 * 24 {
		if c := cells[i]; c != nil {
			got.Week = append(got.Week, *c)
		}
	}
	return got
}

func joined(list []routing.Stretch, s routing.Stretch) []routing.Stretch {
	if n := len(list); n > 0 && list[n-1].Until == s.From {
		list[n-1].Until = s.Until
		return list
	}
	return append(list, s)
}

func (b *minuteDesk) total(got *routing.NeedCoverage, minute routing.Stretch, at time.Time, on int) {
	one := sla.Duration(time.Minute)
	got.Promised += one
	if on == 0 {
		got.Nobody += one
	}
	if on >= max(1, b.need.Agents) {
		return
	}
	got.Uncovered += one
	g := routing.CoverageGap{Stretch: minute, Fewest: on, Causes: b.causes(at)}
	if n := len(got.Gaps); n > 0 && got.Gaps[n-1].Until == g.From && slices.Equal(got.Gaps[n-1].Causes, g.Causes) {
		got.Gaps[n-1].Until = g.Until
		got.Gaps[n-1].Fewest = min(got.Gaps[n-1].Fewest, on)
		return
	}
	got.Gaps = append(got.Gaps, g)
}

func (b *minuteDesk) week(cells map[int]*routing.WeekHour, at time.Time, on int) {
	local := at.In(b.cals[b.need.During].Zone())
	i := (int(local.Weekday())+6)%7*24 + local.Hour()
	c := cells[i]
	if c == nil {
		c = &routing.WeekHour{Day: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}[i/24], Hour: i % 24, Least: 1 << 30}
		cells[i] = c
	}
	if on < c.Least {
		c.Least, c.Worst = on, local.Format(time.DateOnly)
	}
	c.Promised += sla.Duration(time.Minute)
	if on < max(1, b.need.Agents) {
		c.Uncovered += sla.Duration(time.Minute)
	}
}

// sides returns, by team or in its place by calendar, on which minutes somebody is on, from bruteReach before the start.
func (b *minuteDesk) sides() (names []string, on map[string][]bool) {
	on = map[string][]bool{}
	for i, a := range b.crew {
		teams := a.Teams
		if len(teams) == 0 {
			teams = []string{b.shift(a)}
		}
		for _, team := range teams {
			if on[team] == nil {
				on[team] = make([]bool, int((b.until.Sub(b.from)+2*bruteReach)/time.Minute))
				names = append(names, team)
			}
			for m := range on[team] {
				on[team][m] = on[team][m] || b.on(i, b.from.Add(-bruteReach+time.Duration(m)*time.Minute), takenAway{})
			}
		}
	}
	slices.Sort(names)
	return names, on
}

// handoffs looks at each minute at which a team ends.
func (b *minuteDesk) handoffs() (list []routing.Handoff) {
	names, on := b.sides()
	first := int(bruteReach / time.Minute)
	last := first + int(b.until.Sub(b.from)/time.Minute)
	instant := func(m int) time.Time { return b.from.Add(time.Duration(m-first) * time.Minute) }
	began := func(team string, m int) int { // of the time that holds the minute
		for m > 0 && on[team][m-1] {
			m--
		}
		return m
	}
	for _, from := range names {
		for m := first; m < last; m++ {
			if !on[from][m-1] || on[from][m] || !b.cals[b.need.During].IsOpen(instant(m)) {
				continue
			}
			if to, starts := b.follower(names, on, began, from, m); to != "" && to != from {
				list = noted(list, routing.Handoff{From: from, To: to, Times: 1, LeastAt: sla.At(instant(m)), Least: sla.Duration(m-starts) * sla.Duration(time.Minute)})
			}
		}
	}
	slices.SortFunc(list, func(a, b routing.Handoff) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return list
}

// follower returns who takes over from a team at a minute, and the minute at which that one begins.
func (b *minuteDesk) follower(names []string, on map[string][]bool, began func(string, int) int, from string, m int) (to string, starts int) {
	for _, other := range names {
		if !on[other][m] {
			continue
		}
		since := began(other, m)
		if since <= began(from, m-1) {
			return "", 0
		}
		if to == "" || since < starts {
			to, starts = other, since
		}
	}
	for starts = max(starts, 0); to == ""; {
		if m++; m == len(on[from]) || !b.cals[b.need.During].IsOpen(b.from.Add(time.Duration(m-1)*time.Minute-bruteReach)) {
			return "", 0
		}
		for _, other := range slices.Backward(names) {
			if on[other][m] && (to == "" || to == from || other != from) {
				to, starts = other, m
			}
		}
	}
	return to, starts
}

func noted(list []routing.Handoff, h routing.Handoff) []routing.Handoff {
	h.Most = h.Least
	i := slices.IndexFunc(list, func(o routing.Handoff) bool { return o.From == h.From && o.To == h.To })
	if i < 0 {
		return append(list, h)
	}
	was := &list[i]
	was.Times++
	was.Most = max(was.Most, h.Most)
	if h.Least < was.Least {
		was.Least, was.LeastAt = h.Least, h.LeastAt
	}
	return list
}
