package sla_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// fact is what a fact or an act does to the clock of the model.
func (m *model) fact(ev sla.Event) {
	switch ev.Kind {
	case sla.Created:
		m.opened(ev)
	case sla.Message:
		m.message(ev)
	case sla.StatusSet:
		m.statusSet(ev)
	case sla.Assigned:
		m.assigned(ev)
	case sla.TicketMerged, sla.TicketDeleted, sla.TicketSpam:
		m.gone = true
		m.cancel(ev.At, true)
	case sla.TicketRestored:
		m.restored(ev.At)
	default:
		m.act(ev)
	}
}

func (m *model) opened(ev sla.Event) {
	m.status, m.team, m.assignee, m.spoke = ev.Status, ev.Team, ev.Assignee, ev.By != sla.Agent
	customer := ev.By == sla.Customer
	if customer {
		m.waiting = append(m.waiting, ev.At)
	}
	starts := map[sla.Metric]bool{
		sla.FirstResponse:  ev.By != sla.Agent || m.spec.AgentCreated == sla.StartAtOnce,
		sla.NextResponse:   customer && m.spec.CountsInitial,
		sla.PeriodicUpdate: customer && m.spec.CountsInitial,
		sla.Resolution:     true, sla.Assignment: true, sla.Ownership: ev.Team != "" && !m.terminal(),
	}
	if starts[m.spec.Metric] {
		m.start(ev.At)
	}
	if m.spec.Metric == sla.Assignment && ev.Assignee != "" {
		m.fulfil(ev.At)
	}
	if m.terminal() {
		m.resolved(ev.At)
	}
}

func (m *model) message(ev sla.Event) {
	switch {
	case !ev.Public:
	case ev.By == sla.Customer:
		m.heard(ev.At)
	case ev.By == sla.Agent:
		m.waiting = nil
		m.answered = m.answered || m.spoke
		if m.spec.Metric == sla.FirstResponse || m.spec.Metric == sla.NextResponse || m.spec.Metric == sla.PeriodicUpdate {
			m.fulfil(ev.At)
		}
		if m.spec.Metric == sla.PeriodicUpdate && !m.terminal() {
			m.start(ev.At)
		}
	}
}

func (m *model) heard(at sla.Instant) {
	m.spoke = true
	m.waiting = append(m.waiting, at)
	switch {
	case m.asleep():
	case m.spec.Metric == sla.FirstResponse && !m.answered, m.spec.Metric == sla.NextResponse && m.isNext():
		m.start(at)
	}
}

func (m *model) isNext() bool { return m.answered || m.spec.CountsInitial }

func (m *model) awaits() bool {
	first := m.spec.Metric == sla.FirstResponse && !m.answered && len(m.cycles) == 0
	return first || m.spec.Metric == sla.NextResponse && m.isNext()
}

func (m *model) asleep() bool {
	return m.terminal() && m.spec.OnTerminal != sla.TerminalNone && m.spec.OnTerminal != ""
}

func (m *model) resolved(at sla.Instant) {
	switch m.spec.OnTerminal {
	case sla.TerminalFulfil:
		m.fulfil(at)
	case sla.TerminalCancel:
		m.cancel(at, false)
	}
}

func (m *model) statusSet(ev sla.Event) {
	was := m.terminal()
	m.status = ev.Status
	switch {
	case m.terminal():
		m.resolved(ev.At)
	case was && !m.gone:
		m.reopened(ev.At)
	}
	m.settle(ev.At)
}

func (m *model) reopened(at sla.Instant) {
	c := m.last()
	switch {
	case m.spec.Metric == sla.Ownership && m.team != "":
		m.start(at)
	case m.awaits() && !c.open() && !m.dead:
		m.wakes(at)
	case m.spec.Metric == sla.Resolution && c.phase == "fulfilled" && !m.dead:
		m.reopenedResolution(at)
	}
}

// wakes opens the cycle of the oldest message since the last cycle; until the reopening nothing falls due.
func (m *model) wakes(at sla.Instant) {
	for _, since := range m.waiting {
		if since <= m.last().end {
			continue
		}
		m.begin(since)
		if c := m.last(); c.phase == "paused" && len(m.reasons) == 0 {
			c.phase, c.past = "running", nil // the status that stops it now came later
		}
		if c := m.last(); c.phase == "running" && since < at {
			c.past = append(c.past, modelStretch{gap, since, at})
			c.since = at
		}
		return
	}
}

func (m *model) reopenedResolution(at sla.Instant) {
	c := m.last()
	switch m.spec.Reopen {
	case sla.ReopenResume:
		m.again(at)
	case sla.ReopenCountGap:
		c.past = append(c.past, modelStretch{gap, c.end, at})
		c.since = at
		c.phase = ""
		m.again(at)
		if c.breach == 0 && c.elapsed(at) > c.terms[len(c.terms)-1].goal.Length {
			c.breach = at
		}
	case sla.ReopenNewCycle:
		m.begin(at)
	}
}

func (m *model) assigned(ev sla.Event) {
	before := m.team
	m.team, m.assignee = ev.Team, ev.Assignee
	switch {
	case m.spec.Metric == sla.Assignment && m.assignee != "":
		m.fulfil(ev.At)
	case m.spec.Metric == sla.Ownership && before != m.team:
		m.fulfil(ev.At)
		if m.team != "" && !m.terminal() {
			m.start(ev.At)
		}
	}
}

func (m *model) restored(at sla.Instant) {
	m.gone = false
	if c := m.last(); c.phase == "cancelled" && c.byGone && !m.dead {
		m.again(at)
	}
	done := map[sla.Metric]bool{
		sla.FirstResponse: m.answered, sla.NextResponse: len(m.waiting) == 0, sla.Assignment: m.assignee != "",
	}
	if done[m.spec.Metric] {
		m.fulfil(at)
	} else if n := len(m.waiting); n > 0 && m.waiting[n-1] > m.last().end && m.awaits() && !m.asleep() {
		m.start(at)
	}
	if m.spec.Metric == sla.Resolution && m.leftWhileGone() {
		m.reopenedResolution(at)
	}
	if c := m.last(); m.spec.Metric == sla.Ownership && !m.dead && (c.team != m.team || m.leftWhileGone()) {
		m.fulfil(at)
		if m.team != "" && !m.terminal() {
			m.start(at)
		}
	}
	if m.terminal() {
		m.resolved(at)
	}
}

func (m *model) act(ev sla.Event) {
	c, at := m.last(), ev.At
	switch ev.Kind {
	case sla.Start:
		m.start(at)
	case sla.Stop:
		m.fulfil(at)
	case sla.Pause:
		m.reasons[ev.Reason] = true
		m.settle(at)
	case sla.Resume:
		delete(m.reasons, ev.Reason)
		m.settle(at)
	case sla.Reset:
		if !m.dead && !m.gone {
			m.cancel(at, false)
			m.begin(at)
		}
	case sla.Detach:
		m.cancel(at, false)
		m.dead = true
	case sla.Exempted:
		if c.open() || c.phase == "fulfilled" && c.breach != 0 {
			if c.open() {
				c.end, c.team = at, m.team
			}
			c.turn("exempt", at)
		}
	case sla.Retargeted:
		m.retarget(ev)
	}
}

func (m *model) retarget(ev sla.Event) {
	c, at := m.last(), ev.At
	if c.phase != "idle" && !c.open() || m.dead || m.gone {
		return
	}
	goal, hours := ev.Change.Goal, m.hours
	if ev.Change.Calendar != "" {
		hours = ev.Change.Calendar
	}
	m.goal, m.hours = goal, hours
	if c.phase == "idle" {
		return
	}
	now := c.terms[len(c.terms)-1]
	same := goal.Unit == now.goal.Unit && (goal.Unit == sla.Wall || hours == now.hours) && goal.Length == now.goal.Length
	switch ev.Change.Mode {
	case sla.Restart:
		if same {
			c.terms[len(c.terms)-1].goal = goal
			return
		}
		m.cancel(at, false)
		m.begin(at)
	case sla.KeepElapsed:
		if same {
			c.terms[len(c.terms)-1].goal = goal
			return
		}
		c.terms = append(c.terms, modelTerms{from: at, goal: goal, hours: hours, floor: at})
		if c.breach == 0 && c.elapsed(at) > goal.Length {
			c.breach = at
		}
	case sla.Retroactive:
		c.terms = []modelTerms{{goal: goal, hours: hours}}
		c.breach = 0
		list := c.stretches(at)
		counted := slices.DeleteFunc(slices.Clone(list), func(s modelStretch) bool {
			return s.from == s.to || s.kind != counting && s.kind != gap
		})
		if due := c.dueWithin(list); due != 0 {
			c.breach = due
		} else if n := len(counted); n > 0 && counted[n-1].kind == gap && c.elapsed(at) > goal.Length {
			c.breach = counted[n-1].to // the gap used up the target, and a pause began as it ended
		}
	}
}

// Model: for random histories of one clock the package says what a second, slow reading of the text says: phase, cycles, due,
// elapsed, paused and breached, at any instant after any event.
func TestLawModelAgrees(t *testing.T) {
	s := shape{
		plain: true, units: []sla.Unit{sla.Business, sla.Business, sla.Wall}, calendars: openCalendars,
		modes: []sla.Retarget{sla.KeepElapsed, sla.Retroactive, sla.Restart},
		kinds: []sla.Kind{
			sla.Message, sla.Message, sla.Message, sla.StatusSet, sla.StatusSet, sla.StatusSet, sla.Assigned, sla.Changed,
			sla.TicketMerged, sla.TicketRestored, sla.Start, sla.Pause, sla.Resume, sla.Stop, sla.Reset, sla.Detach, sla.Exempted,
			sla.Retargeted,
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		spec := drawSpec(t, s)
		ts := &spec.Policies[0].Targets[0]
		if chance(t, "limit", 3) {
			ts.MaxPause = pick(t, "limit of pauses", sla.Duration(2*3600e9), 30*sla.Duration(3600e9))
		}
		y := story{spec: spec, p: compile(t, spec, hoursByName), start: sla.At(pick(t, "era", eras...))}
		s := s
		if rapid.Bool().Draw(t, "what moves it most") {
			s.kinds = moving(ts.Metric)
		}
		y.events = drawEvents(t, s, spec, y.start)
		t.Logf("%s", y)
		name := y.clocks()[0]
		r := y.open()
		for i, ev := range y.events {
			r.step(t, ev)
			until := y.end()
			if i+1 < len(y.events) {
				until = y.events[i+1].At
			}
			for _, now := range instants(t, ev.At, until) {
				if now == until && i+1 < len(y.events) {
					continue
				}
				agree(t, y, r.st, *ts, name, y.events[:i+1], now)
			}
		}
	})
}

// moving are the kinds of event that move a metric most.
func moving(m sla.Metric) []sla.Kind {
	kinds := []sla.Kind{sla.StatusSet, sla.TicketMerged, sla.TicketRestored}
	switch m {
	case sla.Ownership, sla.Assignment:
		return append(kinds, sla.Assigned, sla.Assigned, sla.Assigned)
	case sla.Resolution:
		return append(kinds, sla.StatusSet, sla.StatusSet, sla.Retargeted)
	case "queue":
		return append(kinds, sla.Start, sla.Pause, sla.Resume, sla.Stop, sla.Retargeted)
	}
	return append(kinds, sla.Message, sla.Message, sla.Message)
}

func agree(t *rapid.T, y story, st *sla.State, ts sla.TargetSpec, name string, events []sla.Event, now sla.Instant) {
	v := views(t, y.p, st, now)[name]
	got := modelView{
		Phase: v.Phase.String(), Cycles: v.Cycle, Started: v.Started, Ended: v.Ended, Due: v.Due, Elapsed: v.Elapsed,
		PausedWall: v.PausedWall, BreachedAt: v.BreachedAt,
	}
	if v.Cycle == 0 {
		got.Ended = 0
	}
	require.Equal(t, modelAt(ts, events, now).view(now), got, "at %s", now)
}
