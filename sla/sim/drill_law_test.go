package sim

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// Two drills of one scenario are one: their figures and the digests of all that happened are equal.
func TestLawDrillRepeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Drill{Scenario: drawScenario(t), Seeds: 2, Loads: []float64{1.5}, Strategies: some(t, "strategies", Strategies())}
		first, err := d.Run()
		require.NoError(t, err)
		second, err := d.Run()
		require.NoError(t, err)
		one, err := json.Marshal(first)
		require.NoError(t, err)
		two, err := json.Marshal(second)
		require.NoError(t, err)
		require.Equal(t, string(one), string(two))
		for _, line := range first.Loads[0].Lines {
			require.Len(t, line.Digests, 2)
			if first.Loads[0].Tickets.Mean > 0 {
				require.NotEqual(t, line.Digests[0], line.Digests[1], "other seeds are other tickets")
			}
		}
	})
}

// Each ticket waits, is in one hand, or is done; nobody holds more than fits or begins off shift; work begun is
// finished; and no ticket waits for somebody who has room for it.
func TestLawDrillConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		c := compile(&s)
		tickets := c.demand(rapid.Uint64Range(1, 5).Draw(t, "seed"), 1.5)
		chosen := rapid.SampledFrom(slices.Concat(strategies, staged(), staged())).Draw(t, "strategy")
		m := newModel(t, &s, chosen, tickets)
		newFloor(mustPlan(t, c, chosen), tickets, m.see).run()
		require.Less(t, m.now, c.end.Add(longestDrain), "the drill ends")
		m.end()
	})
}

// staged returns the strategies with stages, which have the most to go wrong.
func staged() []strategy {
	return slices.DeleteFunc(slices.Clone(strategies), func(s strategy) bool { return !s.staged })
}

func mustPlan(t require.TestingT, c *scene, chosen strategy) *plan {
	p, err := c.plan(chosen)
	require.NoError(t, err)
	return p
}

// model follows a drill by what happens and by the written scenario alone.
type model struct {
	t        *rapid.T
	s        *Scenario
	strategy strategy
	tickets  []asked
	now      sla.Instant
	stands   []standing
	agents   []modelAgent
}

type standing struct {
	phase  string // "", waits, works, aside, done
	agent  int
	since  sla.Instant
	worked time.Duration
}

type modelAgent struct {
	on    bool
	used  int // units at work
	soft  int // of those, of e-mail and web
	aside int // tickets set aside
}

func newModel(t *rapid.T, s *Scenario, chosen strategy, tickets []asked) *model {
	return &model{
		t: t, s: s, strategy: chosen, tickets: tickets, now: s.Start,
		stands: make([]standing, len(tickets)), agents: make([]modelAgent, len(s.Agents)),
	}
}

func (m *model) units(ticket int) int { return m.s.Channels[m.tickets[ticket].channel].Units }

func (m *model) softUnits(ticket int) int {
	if m.s.Channels[m.tickets[ticket].channel].ID == "email" {
		return m.units(ticket)
	}
	return 0
}

// see takes in one happening.
func (m *model) see(h happening) {
	require.GreaterOrEqual(m.t, h.at, m.now, "time goes on")
	if h.at > m.now {
		m.quiet()
		m.now = h.at
	}
	switch h.kind {
	case comesOn, goesOff:
		require.NotEqual(m.t, h.kind == comesOn, m.agents[h.worker].on)
		m.agents[h.worker].on = h.kind == comesOn
		if h.kind == comesOn {
			require.True(m.t, m.onShift(h.worker))
		}
		return
	}
	m.move(h)
}

// move takes in what happens to a ticket.
func (m *model) move(h happening) {
	st := &m.stands[h.ticket]
	change := func(from, to string) {
		require.Equal(m.t, from, st.phase, "%v", h)
		if from != "" && from != "waits" {
			require.Equal(m.t, st.agent, h.worker, "in one hand")
		}
		st.phase = to
	}
	switch h.kind {
	case arrives:
		change("", "waits")
		require.Equal(m.t, m.tickets[h.ticket].at, h.at)
	case begins:
		change("waits", "works")
		st.agent = h.worker
		require.True(m.t, m.onShift(h.worker), "begun on shift")
		require.True(m.t, m.mayTake(h.ticket, h.worker), "begun by somebody who may")
		m.take(h.ticket, h.worker)
	case resumes:
		change("aside", "works")
		m.agents[h.worker].aside--
		m.take(h.ticket, h.worker)
	case setAside:
		change("works", "aside")
		require.Contains(m.t, []string{"email", "web"}, m.s.Channels[m.tickets[h.ticket].channel].ID)
		require.True(m.t, m.strategy.interrupts)
		m.agents[h.worker].aside++
		m.leave(h.ticket, h.worker)
	case finishes:
		change("works", "done")
		m.leave(h.ticket, h.worker)
		require.InDelta(m.t, m.handling(h.ticket, h.worker), st.worked, 2, "work begun is finished, and no more")
	}
}

func (m *model) take(ticket, agent int) {
	m.stands[ticket].since = m.now
	m.agents[agent].used += m.units(ticket)
	m.agents[agent].soft += m.softUnits(ticket)
	require.LessOrEqual(m.t, m.agents[agent].used, m.s.Agents[agent].CapacityUnits, "over capacity")
}

func (m *model) leave(ticket, agent int) {
	m.stands[ticket].worked += m.now.Sub(m.stands[ticket].since)
	m.agents[agent].used -= m.units(ticket)
	m.agents[agent].soft -= m.softUnits(ticket)
}

// handling is how long an agent needs for a ticket.
func (m *model) handling(ticket, agent int) time.Duration {
	need := float64(m.tickets[ticket].work) * m.s.Agents[agent].Proficiency
	if !slices.Contains(m.s.Agents[agent].Languages, m.language(ticket)) {
		need *= m.s.EnglishFallbackHandleFactor
	}
	return time.Duration(need)
}

// language finds the language among those that some region speaks, in alphabetical order.
func (m *model) language(ticket int) string {
	var names []string
	for _, r := range m.s.Regions {
		for name := range r.Languages {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names[m.tickets[ticket].language]
}

// fits says whether an agent may ever take a ticket.
func (m *model) fits(ticket, agent int) bool {
	a, who := &m.tickets[ticket], &m.s.Agents[agent]
	native := slices.Contains(who.Languages, m.language(ticket))
	switch {
	case !m.strategy.skilled && !slices.Contains(who.Skills, m.s.IssueTypes[a.issue].ID):
		return false
	case m.strategy.home && who.Region != m.s.Regions[a.region].ID:
		return false
	}
	return native || a.english && slices.Contains(who.Languages, "en")
}

// onShift says whether an agent is on shift now.
func (m *model) onShift(agent int) bool {
	a := &m.s.Agents[agent]
	region := m.s.Regions[slices.IndexFunc(m.s.Regions, func(r Region) bool { return r.ID == a.Region })]
	local := m.now.Time().Add(time.Duration(region.UTCOffsetMin) * time.Minute)
	for back := range 3 {
		date := time.Date(local.Year(), local.Month(), local.Day()-back, 0, 0, 0, 0, time.UTC)
		if !slices.Contains(a.Shift.Days, (int(date.Weekday())+6)%7) || slices.Contains(region.Holidays, date.Format(time.DateOnly)) {
			continue
		}
		minute := local.Sub(date).Minutes()
		if float64(a.Shift.StartMin) <= minute && minute < float64(a.Shift.EndMin) {
			return true
		}
	}
	return false
}

// quiet checks, before time goes on, that no ticket waits for an agent who may take it and has room.
func (m *model) quiet() {
	for ticket, st := range m.stands {
		if st.phase != "waits" {
			continue
		}
		for agent := range m.agents {
			if m.mayTake(ticket, agent) {
				require.False(m.t, m.hasRoom(ticket, agent), "ticket %d waits for agent %d, who has room", ticket, agent)
			}
		}
	}
}

// hasRoom says whether an agent has room for a ticket.
func (m *model) hasRoom(ticket, agent int) bool {
	who, units := &m.agents[agent], m.units(ticket)
	a := &m.tickets[ticket]
	if m.strategy.interrupts && m.s.Channels[a.channel].ID == "chat" && m.waited(ticket, 50) {
		return who.used-who.soft+units <= m.s.Agents[agent].CapacityUnits
	}
	return who.aside == 0 && who.used+units <= m.s.Agents[agent].CapacityUnits
}

// waited says whether a ticket has waited for so many percent of its target.
func (m *model) waited(ticket, percent int) bool {
	a := &m.tickets[ticket]
	return m.now.Sub(a.at)*100 >= a.target*time.Duration(percent)
}

// mayTake says whether an agent on shift may take a ticket now.
func (m *model) mayTake(ticket, agent int) bool {
	if !m.agents[agent].on || !m.fits(ticket, agent) {
		return false
	}
	switch m.stageOf(ticket, agent) {
	case 2:
		return m.reached(ticket, 0, 25) && m.reached(ticket, 1, 60)
	case 1:
		return m.reached(ticket, 0, 25)
	}
	return true
}

// reached says whether a ticket has passed a stage: by time, or for want of anybody on shift.
func (m *model) reached(ticket, stage, percent int) bool {
	for agent := range m.agents {
		if m.agents[agent].on && m.fits(ticket, agent) && m.stageOf(ticket, agent) <= stage {
			return m.waited(ticket, percent)
		}
	}
	return true
}

// stageOf returns the stage from which on an agent may take a ticket.
func (m *model) stageOf(ticket, agent int) int {
	who := &m.s.Agents[agent]
	switch {
	case !m.strategy.staged:
		return 0
	case !slices.Contains(who.Languages, m.language(ticket)):
		return 2
	case who.Region != m.s.Regions[m.tickets[ticket].region].ID:
		return 1
	}
	return 0
}

// end checks that all is done that somebody can do.
func (m *model) end() {
	for ticket, st := range m.stands {
		anybody := false
		for agent := range m.agents {
			anybody = anybody || m.fits(ticket, agent)
		}
		want := "done"
		if !anybody {
			want = "waits"
		}
		require.Equal(m.t, want, st.phase, "ticket %d", ticket)
	}
}
