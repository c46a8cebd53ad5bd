package sla_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// model evaluates one clock slowly and by the text alone: it folds all facts from the first one on for each question, keeps
// every stretch of time with what it was, and adds them up anew each time. It shares no code with the package but calendars.
type model struct {
	spec   sla.TargetSpec
	cycles []*modelCycle

	goal  sla.Goal // that the next cycle starts with
	hours string

	status, team, assignee string
	gone, spoke, answered  bool
	waiting                []sla.Instant // messages of the customer that nobody answered
	reasons                map[string]bool
	dead                   bool // detached
}

type stretchKind int

const (
	counting stretchKind = iota
	resting
	gap     // counted, but nothing falls due in it
	outside // closed or gone
)

type modelStretch struct {
	kind     stretchKind
	from, to sla.Instant
}

// modelTerms are what a cycle counts by from an instant on.
type modelTerms struct {
	from  sla.Instant
	goal  sla.Goal
	hours string
	floor sla.Instant // due not before
}

type modelCycle struct {
	phase          string
	team           string // that had the ticket when the cycle began or, once it is closed, ended
	status         string // in which it was fulfilled
	start, end     sla.Instant
	past           []modelStretch
	since          sla.Instant // of what goes on now
	terms          []modelTerms
	breach, due    sla.Instant
	capped, byGone bool
}

func hoursOf(goal sla.Goal, name string) calendar.Calendar {
	if goal.Unit == sla.Wall {
		return calendar.Calendar{}
	}
	return hoursByName[name]
}

// modelRank is the order of facts of one instant.
func modelRank(ev sla.Event) int {
	switch {
	case ev.Kind == sla.Created:
		return 0
	case ev.Kind == sla.Message && ev.By == sla.Customer:
		return 1
	case ev.Kind == sla.Retargeted, ev.Kind == sla.Changed, ev.Kind == sla.Detach:
		return 2
	case ev.Kind == sla.Message && ev.By != sla.Agent:
		return 3
	case ev.Kind == sla.Message:
		return 4
	case ev.Kind == sla.Assigned, ev.Kind == sla.Resume:
		return 5
	case ev.Kind == sla.Start, ev.Kind == sla.Reset:
		return 6
	case ev.Kind == sla.Pause:
		return 7
	case ev.Kind == sla.StatusSet:
		return 8
	case ev.Kind == sla.Stop, ev.Kind == sla.Exempted, ev.Kind == sla.TicketRestored:
		return 9
	}
	return 10
}

// modelAt folds the facts up to an instant, in whatever order they are listed.
func modelAt(spec sla.TargetSpec, events []sla.Event, now sla.Instant) *model {
	m := &model{spec: spec, goal: spec.Within.All, hours: spec.Calendar, reasons: map[string]bool{}}
	if spec.OnTerminal == "" {
		m.spec.OnTerminal = map[sla.Metric]sla.OnTerminal{
			sla.PeriodicUpdate: sla.TerminalCancel, sla.FirstResponse: sla.TerminalFulfil, sla.NextResponse: sla.TerminalFulfil,
			sla.Resolution: sla.TerminalFulfil, sla.Ownership: sla.TerminalFulfil,
		}[spec.Metric]
	}
	list := slices.Clone(events)
	slices.SortFunc(list, func(a, b sla.Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(modelRank(a), modelRank(b)), cmp.Compare(a.Key, b.Key))
	})
	for _, ev := range list {
		if ev.At <= now {
			m.pass(ev.At)
			m.fact(ev)
		}
	}
	m.pass(now)
	return m
}

func (m *model) last() *modelCycle {
	if len(m.cycles) == 0 {
		return &modelCycle{phase: "idle"}
	}
	return m.cycles[len(m.cycles)-1]
}

func (c *modelCycle) open() bool { return c.phase == "running" || c.phase == "paused" }

func (m *model) terminal() bool { return resolvedStatus(m.status) }

func resolvedStatus(status string) bool { return status == "solved" || status == "closed" }

// leftWhileGone says whether the ticket was resolved before it was gone and is not now.
func (m *model) leftWhileGone() bool {
	c := m.last()
	return c.phase == "fulfilled" && !m.dead && !m.terminal() && resolvedStatus(c.status)
}

// pass lets time run: pauses end when their limit is spent, and a due instant that is over is a breach.
func (m *model) pass(now sla.Instant) {
	c := m.last()
	if limit := m.spec.MaxPause; c.phase == "paused" && limit > 0 {
		if end := c.since.Add(time.Duration(limit - c.paused(c.since))); end < now {
			c.turn("running", end)
			c.capped = true
		}
	}
	if due := c.dueNow(); c.phase == "running" && c.breach == 0 && due != 0 && due < now {
		c.breach = due
	}
}

// turn ends what goes on and begins another phase.
func (c *modelCycle) turn(phase string, at sla.Instant) {
	kind := map[string]stretchKind{"running": counting, "paused": resting}
	if k, ok := kind[c.phase]; ok {
		c.past = append(c.past, modelStretch{k, c.since, at})
	} else if c.phase != "" {
		c.past = append(c.past, modelStretch{outside, c.since, at})
	}
	c.phase, c.since = phase, at
}

// stretches lists everything up to an instant.
func (c *modelCycle) stretches(now sla.Instant) []modelStretch {
	list := slices.Clone(c.past)
	if c.phase == "running" {
		list = append(list, modelStretch{counting, c.since, now})
	}
	return list
}

func (c *modelCycle) paused(now sla.Instant) (sum sla.Duration) {
	list := c.past
	if c.phase == "paused" {
		list = append(slices.Clone(list), modelStretch{resting, c.since, now})
	}
	for _, s := range list {
		if s.kind == resting {
			sum += sla.Duration(s.to - s.from)
		}
	}
	return sum
}

// elapsed adds up what counted until an instant, each stretch on the hours of the terms that held.
func (c *modelCycle) elapsed(now sla.Instant) (sum sla.Duration) {
	for i, terms := range c.terms {
		until := now
		if i+1 < len(c.terms) {
			until = min(now, c.terms[i+1].from)
		}
		for _, s := range c.stretches(now) {
			if from, to := max(s.from, terms.from), min(s.to, until); (s.kind == counting || s.kind == gap) && from < to {
				sum += sla.Duration(hoursOf(terms.goal, terms.hours).Between(from.Time(), to.Time()))
			}
		}
	}
	return sum
}

// dueNow is the earliest instant of a counting stretch at which the target is used up, if the clock runs on.
func (c *modelCycle) dueNow() sla.Instant {
	if c.phase != "running" {
		return 0
	}
	return c.dueWithin(append(slices.Clone(c.past), modelStretch{counting, c.since, sla.Instant(1 << 62)}))
}

func (c *modelCycle) dueWithin(list []modelStretch) sla.Instant {
	terms := c.terms[len(c.terms)-1]
	hours, target := hoursOf(terms.goal, terms.hours), terms.goal.Length
	used := c.elapsed(terms.from)
	for _, s := range list {
		if s.to <= terms.from || s.kind == resting || s.kind == outside {
			continue
		}
		from := max(s.from, terms.from)
		at := from
		if target > used {
			t, err := hours.Add(from.Time(), time.Duration(target-used))
			if err != nil {
				return 0
			}
			at = sla.At(t)
		}
		if s.kind == counting && at < s.to {
			return max(at, terms.floor)
		}
		used += sla.Duration(hours.Between(from.Time(), s.to.Time()))
	}
	return 0
}

// begin opens a cycle.
func (m *model) begin(at sla.Instant) {
	c := &modelCycle{phase: "running", team: m.team, start: at, since: at, terms: []modelTerms{{goal: m.goal, hours: m.hours}}}
	m.cycles = append(m.cycles, c)
	m.settle(at)
}

// settle pauses or resumes the open cycle as the reasons ask.
func (m *model) settle(at sla.Instant) {
	c := m.last()
	stop := len(m.reasons) > 0
	for _, p := range m.spec.Pause {
		stop = stop || p.Status == m.status
	}
	switch {
	case c.phase == "running" && stop && !c.capped:
		c.turn("paused", at)
	case c.phase == "paused" && !stop:
		c.turn("running", at)
	}
}

func (m *model) recurs() bool {
	return m.spec.Metric != sla.FirstResponse && m.spec.Metric != sla.Resolution && m.spec.Metric != sla.Assignment
}

func (m *model) start(at sla.Instant) {
	c := m.last()
	if m.gone || m.dead || c.open() || len(m.cycles) > 0 && !m.recurs() {
		return
	}
	m.begin(at)
}

func (m *model) fulfil(at sla.Instant) {
	c := m.last()
	if !c.open() {
		return
	}
	c.due = c.dueNow()
	if c.phase == "paused" {
		c.due = c.dueWithin(append(slices.Clone(c.past), modelStretch{counting, at, sla.Instant(1 << 62)}))
	}
	c.turn("fulfilled", at)
	c.end, c.team, c.status = at, m.team, m.status
}

func (m *model) cancel(at sla.Instant, byGone bool) {
	if c := m.last(); c.open() {
		c.turn("cancelled", at)
		if c.end, c.byGone = at, byGone; !byGone {
			c.team = m.team
		}
	}
}

// again lets a closed cycle run on.
func (m *model) again(at sla.Instant) {
	c := m.last()
	c.turn("running", at)
	c.end, c.byGone, c.due = 0, false, 0
	m.settle(at)
}

// view is what there is to compare.
type modelView struct {
	Phase      string
	Cycles     int
	Started    sla.Instant
	Ended      sla.Instant
	Due        sla.Instant
	Elapsed    sla.Duration
	PausedWall sla.Duration
	BreachedAt sla.Instant
}

func (m *model) view(now sla.Instant) modelView {
	c := m.last()
	if m.dead && len(m.cycles) == 0 || m.gone && len(m.cycles) == 0 {
		return modelView{Phase: "cancelled"}
	}
	v := modelView{Phase: c.phase, Cycles: len(m.cycles), Started: c.start, Ended: c.end, BreachedAt: c.breach}
	if len(m.cycles) == 0 {
		return v
	}
	v.Elapsed, v.PausedWall = c.elapsed(max(now, c.since)), c.paused(now)
	switch c.phase {
	case "running":
		v.Due = c.dueNow()
	case "fulfilled":
		v.Due = c.due
	case "exempt":
		v.Due, v.BreachedAt = c.due, 0
	}
	return v
}
