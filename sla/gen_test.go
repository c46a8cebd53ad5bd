package sla_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// hoursByName are the calendars of random policies: with breaks, over midnight, in zones whose clocks change within the
// random instants, always open, and never.
var hoursByName = map[string]calendar.Calendar{
	"always": {},
	"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-12:00 13:00-17:30"),
	"night":  calendar.MustParse("America/New_York mon-sun 22:00-06:00"),
	"week":   calendar.MustParse("Australia/Lord_Howe mon-sat 00:00-24:00"),
	"brief":  calendar.MustParse("UTC mon,thu 10:00-10:30", calendar.Date{Year: 2026, Month: 3, Day: 30}),
	"never":  shut(),
}

func shut() calendar.Calendar {
	c, err := calendar.Compile(calendar.Spec{Zone: "UTC", Closed: true}, calendar.Sources{})
	require.NoError(quiet{}, err)
	return c
}

var (
	openCalendars = []string{"office", "always", "night", "week", "brief"}
	allCalendars  = append(slices.Clone(openCalendars), "never")
	allMetrics    = append(slices.Clone(sla.Metrics), "queue")
	allStatuses   = []string{"open", "pending", "hold", "solved", "closed"}
	allUnits      = []sla.Unit{sla.Business, sla.Wall, sla.BusinessDays, sla.WallDays, sla.NoGoal}

	factKinds = []sla.Kind{
		sla.Message, sla.StatusSet, sla.Assigned, sla.Changed, sla.TicketMerged, sla.TicketDeleted, sla.TicketSpam,
		sla.TicketRestored,
	}
	actKinds = []sla.Kind{
		sla.Start, sla.Pause, sla.Resume, sla.Stop, sla.Reset, sla.Attach, sla.Detach, sla.Exempted, sla.Retargeted,
		sla.Recalendar, sla.SetDue, sla.Carry,
	}
	allKinds = append(append(append([]sla.Kind{}, factKinds...), factKinds...), actKinds...)
)

// shape bounds what is drawn; the zero shape draws everything but metric queues that wait for the cycle before.
type shape struct {
	metrics    []sla.Metric
	kinds      []sla.Kind
	units      []sla.Unit
	calendars  []string
	modes      []sla.Retarget
	events     int  // at most so many after the first
	sequential bool // clocks whose next cycle waits for the due instant of the one before
	plain      bool // one policy, one target, no limits, one goal for all
	lone       bool // one policy
	imports    bool // some tickets come with a figure of what has elapsed
}

func or[T any](list, other []T) []T {
	if list != nil {
		return list
	}
	return other
}

// even draws whole numbers from 0 up to n, each as often as the others, where rapid's own ranges favour the small ones.
func even(n int) *rapid.Generator[int] {
	return rapid.Custom(func(t *rapid.T) int {
		x := 0
		for reach := 1; reach < 8*n; reach *= 2 {
			x *= 2
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return x % n
	})
}

func pick[T any](t *rapid.T, label string, list ...T) T { return list[even(len(list)).Draw(t, label)] }

// chance is true once in n.
func chance(t *rapid.T, label string, n int) bool { return even(n).Draw(t, label) == n-1 }

// some draws from least to most different entries of a list.
func some[T comparable](list []T, least, most int) *rapid.Generator[[]T] {
	return rapid.Custom(func(t *rapid.T) []T {
		var drawn []T
		for range least + even(most-least+1).Draw(t, "number") {
			if x := pick(t, "entry", list...); !slices.Contains(drawn, x) {
				drawn = append(drawn, x)
			}
		}
		return drawn
	})
}

func drawGoal(t *rapid.T, s shape) sla.Goal {
	switch unit := pick(t, "unit", or(s.units, allUnits)...); unit {
	case sla.Business, sla.Wall:
		length := pick(t, "length", time.Hour, 4*time.Hour, 8*time.Hour, 40*time.Hour, 30*time.Minute, 90*time.Second, 1)
		return sla.Goal{Unit: unit, Length: sla.Duration(length)}
	case sla.BusinessDays:
		return sla.Goal{Unit: unit, Days: rapid.IntRange(1, 3).Draw(t, "days"), EndOfDay: rapid.Bool().Draw(t, "end of day")}
	case sla.WallDays:
		return sla.Goal{Unit: unit, Days: rapid.IntRange(1, 3).Draw(t, "days")}
	}
	return sla.Goal{Unit: sla.NoGoal}
}

var points = []string{
	"50%", "75%", "100%", "150%", "30m before", "2h before", "1h after", "1h before wall", "30m after wall", "100h before",
}

func drawTarget(t *rapid.T, s shape, metric sla.Metric, name string) sla.TargetSpec {
	ts := sla.TargetSpec{
		Metric: metric, Name: name, Calendar: pick(t, "calendar", or(s.calendars, allCalendars)...),
		Reopen:     pick(t, "reopen", sla.ReopenResume, sla.ReopenCountGap, sla.ReopenNewCycle, sla.ReopenIgnore),
		Retarget:   pick(t, "retarget", sla.KeepElapsed, sla.Retroactive, sla.Restart),
		OnTerminal: pick(t, "on terminal", "", "", sla.TerminalNone, sla.TerminalCancel, sla.TerminalFulfil),
	}
	ts.Within.All = drawGoal(t, s)
	ts.CountsInitial = rapid.Bool().Draw(t, "counts initial")
	if chance(t, "agent created starts", 3) {
		ts.AgentCreated = sla.StartAtOnce
	}
	if chance(t, "pauses", 2) {
		ts.Pause = append(ts.Pause, sla.PauseSpec{Status: "pending"})
	}
	if s.sequential && rapid.Bool().Draw(t, "sequential") {
		ts.Recurrence = sla.Sequential
	}
	if s.plain {
		return ts
	}
	if chance(t, "goals by priority", 2) {
		ts.Within = sla.Within{Each: map[string]sla.Goal{"urgent": drawGoal(t, s), sla.OtherValue: drawGoal(t, s)}}
	}
	if chance(t, "limited pauses", 3) {
		ts.Pause = append(ts.Pause, sla.PauseSpec{Status: "hold", Max: pick(t, "limit", sla.Duration(time.Hour), 20*sla.Duration(time.Hour))})
	}
	if chance(t, "limit of all pauses", 3) {
		ts.MaxPause = pick(t, "limit", sla.Duration(2*time.Hour), 30*sla.Duration(time.Hour), 1)
	}
	for _, text := range some(points, 0, 3).Draw(t, "thresholds") {
		at, err := sla.ParsePoint(text)
		require.NoError(t, err)
		ts.Thresholds = append(ts.Thresholds, sla.ThresholdSpec{At: at})
	}
	if chance(t, "attached from now", 4) {
		ts.Attach = sla.FromNow
	}
	ts.IgnorePauses = chance(t, "ignores pauses", 5)
	ts.Manual = chance(t, "manual", 8)
	if chance(t, "counts others", 5) {
		ts.Counts = []string{pick(t, "counts", "internal", "bot")}
	}
	return ts
}

// drawSpec draws one policy or two, the first of which asks for the tier gold.
func drawSpec(t *rapid.T, s shape) sla.Spec {
	spec := sla.Spec{}
	names := []string{"base"}
	if !s.plain && !s.lone && chance(t, "two policies", 3) {
		names = []string{"gold", "base"}
	}
	for _, name := range names {
		ps := sla.PolicySpec{Name: name}
		if name == "gold" {
			ps.When = `tier == "gold"`
		}
		metrics := []sla.Metric{pick(t, "metric", or(s.metrics, allMetrics)...)}
		if !s.plain {
			metrics = some(or(s.metrics, allMetrics), 1, 3).Draw(t, "metrics")
		}
		for _, m := range metrics {
			ps.Targets = append(ps.Targets, drawTarget(t, s, m, ""))
		}
		spec.Policies = append(spec.Policies, ps)
	}
	return spec
}

func compile(t require.TestingT, spec sla.Spec, hours map[string]calendar.Calendar) *sla.Policies {
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{"status": {Values: allStatuses}}}.Compile()
	require.NoError(t, err)
	p, err := sla.Compile(spec, terms, hours)
	require.NoError(t, err)
	return p
}

// eras are instants near which clocks change in one of the zones, or a year ends.
var eras = []time.Time{
	time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC), time.Date(2026, 3, 6, 8, 0, 0, 0, time.UTC),
	time.Date(2026, 10, 23, 8, 0, 0, 0, time.UTC), time.Date(2025, 12, 31, 8, 0, 0, 0, time.UTC),
}

// story is a ticket's life under policies: its events in canonical order.
type story struct {
	spec   sla.Spec
	p      *sla.Policies
	start  sla.Instant
	events []sla.Event
}

func drawStory(t *rapid.T, s shape) story {
	spec := drawSpec(t, s)
	y := story{spec: spec, p: compile(t, spec, hoursByName), start: sla.At(pick(t, "era", eras...))}
	y.events = drawEvents(t, s, spec, y.start)
	t.Logf("%s", y)
	return y
}

// drawOffset draws how far an instant lies after the start: on the hour, on the minute, or to the nanosecond.
func drawOffset(t *rapid.T, label string) time.Duration {
	grain := pick(t, "grain", time.Hour, time.Hour, 10*time.Minute)
	d := time.Duration(even(101).Draw(t, label)) * grain
	if chance(t, "odd", 6) {
		d += pick(t, "odd by", time.Duration(1), 999_999_999, 123_456_789_012)
	}
	return d
}

func drawInstant(t *rapid.T, start sla.Instant) sla.Instant {
	return start.Add(drawOffset(t, "instant"))
}

func drawEvents(t *rapid.T, s shape, spec sla.Spec, start sla.Instant) []sla.Event {
	created := sla.Event{
		Key: "e0", Kind: sla.Created, At: start, By: pick(t, "created by", sla.Customer, sla.Agent, sla.System),
		Status: pick(t, "status", "open", "open", "pending", "solved"), Team: pick(t, "team", "", "a"),
		Fields: sla.Fields{"tier": pick(t, "tier", "", "gold"), "priority": pick(t, "priority", "low", "urgent")},
	}
	events := []sla.Event{created}
	most := s.events
	if most == 0 {
		most = 9
	}
	for i := range even(most+1).Draw(t, "events") {
		ev := drawEvent(t, s, spec, start)
		ev.Key = fmt.Sprintf("e%d", i+1)
		events = append(events, ev)
	}
	return canonical(events)
}

// sorter knows no clock: it puts events in order and does nothing else.
var sorter = compile(quiet{}, sla.Spec{Policies: []sla.PolicySpec{{Name: "none", Targets: []sla.TargetSpec{
	{Metric: "order", Within: sla.Within{All: sla.Goal{Unit: sla.NoGoal}}, Manual: true},
}}}}, hoursByName)

// canonical puts events in the order in which a state keeps them.
func canonical(events []sla.Event) []sla.Event {
	st := sla.NewState("order")
	for _, ev := range events {
		if ev.Kind == sla.Attach { // lawful only for a clock that some policy has; a change of terms has the same rank
			ev.Kind, ev.Change = sla.Retargeted, &sla.Change{Mode: sla.KeepElapsed}
		}
		_, err := sorter.Step(st, ev, nil)
		require.NoError(quiet{}, err)
	}
	place := map[string]int{}
	for i, ev := range st.Log {
		place[ev.Key] = i
	}
	sorted := slices.Clone(events)
	slices.SortFunc(sorted, func(a, b sla.Event) int { return place[a.Key] - place[b.Key] })
	return sorted
}

// quiet turns a failed requirement outside of a test into a panic.
type quiet struct{}

func (quiet) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (quiet) FailNow()                          { panic("failed") }

func drawEvent(t *rapid.T, s shape, spec sla.Spec, start sla.Instant) sla.Event {
	ev := sla.Event{Kind: pick(t, "kind", or(s.kinds, allKinds)...), At: drawInstant(t, start)}
	var clocks []string
	for _, ps := range spec.Policies {
		for _, ts := range ps.Targets {
			clocks = append(clocks, clockName(ts))
		}
	}
	switch ev.Kind {
	case sla.Message:
		ev.By = pick(t, "by", sla.Customer, sla.Agent, sla.Customer, sla.Agent, sla.Bot, sla.System)
		ev.Public = !chance(t, "internal", 5)
	case sla.StatusSet:
		ev.Status = pick(t, "status", allStatuses...)
	case sla.Assigned:
		ev.Team, ev.Assignee = pick(t, "team", "", "a", "b"), pick(t, "assignee", "", "ann")
	case sla.Changed:
		name := pick(t, "field", "tier", "priority")
		value := map[string][]string{"tier": {"", "gold"}, "priority": {"low", "urgent"}}[name]
		ev.Fields = sla.Fields{name: pick(t, "value", value...)}
	case sla.TicketMerged, sla.TicketDeleted, sla.TicketSpam, sla.TicketRestored:
	default:
		ev.Clock = pick(t, "clock", clocks...)
		drawAct(t, s, &ev, start)
	}
	return ev
}

func drawAct(t *rapid.T, s shape, ev *sla.Event, start sla.Instant) {
	switch ev.Kind {
	case sla.Pause, sla.Resume, sla.Exempted:
		ev.Reason, ev.Actor = pick(t, "reason", "parts", "travel"), "ann"
	case sla.Attach:
		ev.Change = &sla.Change{From: pick(t, "from", sla.FromCreated, sla.FromNow, sla.FromInstant)}
		if ev.Change.From == sla.FromInstant {
			ev.Change.FromAt = drawInstant(t, start)
		}
		ev.Change.IgnorePauses = chance(t, "ignores pauses", 3)
	case sla.Retargeted:
		ev.Change = &sla.Change{Goal: drawGoal(t, s), Mode: drawMode(t, s)}
		if chance(t, "calendar too", 4) {
			ev.Change.Calendar = pick(t, "calendar", or(s.calendars, allCalendars)...)
		}
	case sla.Recalendar:
		ev.Change = &sla.Change{Calendar: pick(t, "calendar", or(s.calendars, allCalendars)...), Mode: drawMode(t, s)}
	case sla.SetDue:
		ev.Change = &sla.Change{Due: drawInstant(t, start), Snap: rapid.Bool().Draw(t, "snap")}
	case sla.Carry:
		ev.Change = &sla.Change{Elapsed: sla.Duration(drawOffset(t, "elapsed"))}
	}
}

func drawMode(t *rapid.T, s shape) sla.Retarget {
	return pick(t, "mode", or(s.modes, []sla.Retarget{sla.KeepElapsed, sla.Retroactive, sla.Restart, sla.Reconstruct})...)
}

func clockName(ts sla.TargetSpec) string {
	if ts.Name != "" {
		return ts.Name
	}
	return string(ts.Metric)
}

// String lists the policies and the events for a counter-example.
func (y story) String() string {
	var b strings.Builder
	spec, _ := json.Marshal(y.spec)
	fmt.Fprintf(&b, "policies %s\n", spec)
	for _, ev := range y.events {
		line, _ := json.Marshal(ev)
		fmt.Fprintf(&b, "  %s\n", line)
	}
	return b.String()
}

// clocks returns the names of all clocks that the policies may have.
func (y story) clocks() []string {
	var names []string
	for _, ps := range y.spec.Policies {
		for _, ts := range ps.Targets {
			if name := clockName(ts); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// end is an instant after every event, and mostly after what they lead to.
func (y story) end() sla.Instant { return y.start.Add(400 * time.Hour) }

// told is a state with all effects that it has reported so far.
type told struct {
	p       *sla.Policies
	st      *sla.State
	effects []sla.Effect
}

func (y story) open() *told { return &told{p: y.p, st: sla.NewState("T")} }

func (r *told) step(t require.TestingT, events ...sla.Event) {
	for _, ev := range events {
		out, err := r.p.Step(r.st, ev, nil)
		require.NoError(t, err)
		r.effects = append(r.effects, out...)
	}
}

func (r *told) advance(t require.TestingT, now sla.Instant) {
	out, err := r.p.Advance(r.st, now, nil)
	require.NoError(t, err)
	r.effects = append(r.effects, out...)
}

// live returns the effects that hold after all retractions and amendments, as an observer keeps them.
func (r *told) live(t require.TestingT) map[string]sla.Effect { return observe(t, r.effects) }

// observe applies effects one after the other, as a host with a unique index on ID and Revision does.
func observe(t require.TestingT, effects []sla.Effect) map[string]sla.Effect {
	live := map[string]sla.Effect{}
	seen := map[string]bool{}
	for _, e := range effects {
		id := fmt.Sprintf("%s#%d", e.ID(), e.Revision)
		require.False(t, seen[id], "the id %s is used twice", id)
		seen[id] = true
		_, held := live[e.ID()]
		switch e.Op {
		case sla.Emit:
			require.False(t, held, "%s is emitted although it holds", id)
		default:
			require.True(t, held, "%s: %s of what does not hold", id, e.Op)
		}
		if e.Op == sla.Retract {
			delete(live, e.ID())
			continue
		}
		e.Op, e.Revision = sla.Emit, 0
		live[e.ID()] = e
	}
	return live
}

// run steps through events in their order, with a look at the world up to the end of the story after them.
func (y story) run(t require.TestingT, events []sla.Event) *told {
	r := y.open()
	r.step(t, events...)
	r.advance(t, y.end())
	return r
}

// document is the state as JSON.
func document(t require.TestingT, st *sla.State) string {
	data, err := json.MarshalIndent(st, "", " ")
	require.NoError(t, err)
	return string(data)
}

// substance is the state as JSON without how often effects were taken back: what does not depend on the order of arrival.
func substance(t require.TestingT, st *sla.State) string {
	c := st.Clone()
	c.Retracted, c.Emitted, c.Log = nil, slices.Clone(c.Emitted), slices.Clone(c.Log)
	for i := range c.Emitted {
		c.Emitted[i].Op, c.Emitted[i].Revision = sla.Emit, 0
	}
	for i := range c.Log {
		c.Log[i].RecordedAt = 0
	}
	return document(t, c)
}

func views(t require.TestingT, p *sla.Policies, st *sla.State, now sla.Instant) map[string]sla.View {
	list, err := p.Views(st, now)
	require.NoError(t, err)
	byName := map[string]sla.View{}
	for _, v := range list {
		byName[v.Clock] = v
	}
	return byName
}

// TestStoriesAreRich sees that random stories reach every phase and every kind of effect, so that the laws mean something.
func TestStoriesAreRich(t *testing.T) {
	phases, kinds := map[sla.Phase]int{}, map[sla.EffectKind]int{}
	told := rapid.Custom(func(t *rapid.T) bool {
		y := drawStory(t, shape{})
		r := y.run(t, y.events)
		for _, v := range views(t, y.p, r.st, y.end()) {
			phases[v.Phase]++
		}
		for _, e := range r.effects {
			kinds[e.Kind]++
		}
		return true
	})
	for seed := range 2000 {
		require.True(t, told.Example(seed))
	}
	for phase := sla.Idle; phase <= sla.Exempt; phase++ {
		require.NotZero(t, phases[phase], "no clock is %s", phase)
	}
	for _, kind := range []sla.EffectKind{
		sla.ThresholdReached, sla.Breached, sla.BreachVoided, sla.Met, sla.Late, sla.WasCancelled, sla.WasExempted,
		sla.PauseLimit, sla.ClockFault,
	} {
		require.NotZero(t, kinds[kind], "no effect is %s", kind)
	}
}
