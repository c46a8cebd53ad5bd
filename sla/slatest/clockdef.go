package slatest

import (
	"maps"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// metrics are the metrics of the corpus.
var metrics = map[string]sla.Metric{
	"first_reply": sla.FirstResponse, "next_reply": sla.NextResponse, "periodic_update": sla.PeriodicUpdate,
	"resolution": sla.Resolution, "ownership": sla.Ownership, "generic": "generic",
}

// onTerminal are the words for what a terminal status does.
var onTerminal = map[string]sla.OnTerminal{
	"": "", "fulfill": sla.TerminalFulfil, "cancel": sla.TerminalCancel, "none": sla.TerminalNone,
}

// check notes what in the definition of a clock is missing or not known.
func (c clockDef) check(path string, calendars []string, problems *calendar.Problems) {
	if c.ID == "" {
		problems.Add(path+".id", "missing; give each clock a name")
	}
	if _, ok := metrics[c.Metric]; !ok {
		problems.Unknown(path+".metric", "metric", c.Metric, sortedKeys(metrics))
	}
	if !slices.Contains(calendars, c.Calendar) {
		problems.Unknown(path+".calendar", "calendar", c.Calendar, calendars)
	}
	if (c.TargetS != nil) == (c.BusinessDays != 0) {
		problems.Add(path+".target_s", "write either target_s or business_days")
	}
	if _, ok := onTerminal[c.OnTerminal]; !ok {
		problems.Unknown(path+".on_terminal", "action", c.OnTerminal, sortedKeys(onTerminal)[1:])
	}
	if c.EndOfDay && c.BusinessDays == 0 {
		problems.Add(path+".end_of_day", "belongs to business_days; write both or remove it")
	}
	checkLength(path+".target_s", c.TargetS, 1, problems)
	checkLength(path+".max_pause_s", &c.MaxPauseS, 0, problems)
	for i, t := range c.Thresholds {
		t.check(calendar.IndexPath(path+".thresholds", i), problems)
	}
}

// check notes a threshold without a name, without a point or with two.
func (t clockThreshold) check(path string, problems *calendar.Problems) {
	n := 0
	for _, given := range []bool{t.Pct != nil, t.BeforeS != nil, t.AfterS != nil, t.BeforeWallS != nil} {
		if given {
			n++
		}
	}
	if n != 1 || t.ID == "" {
		problems.Add(path, "needs an id and one of pct, before_s, after_s and before_wall_s")
	}
	if t.Pct != nil && (*t.Pct <= 0 || *t.Pct > 1000) {
		problems.Add(path+".pct", "must be more than 0 and at most 1000")
	}
	checkLength(path+".before_s", t.BeforeS, 1, problems)
	checkLength(path+".after_s", t.AfterS, 1, problems)
	checkLength(path+".before_wall_s", t.BeforeWallS, 1, problems)
}

// maxSeconds is the longest length of time in a corpus, a little over a hundred years.
const maxSeconds = 3_200_000_000

// checkLength notes a number of seconds that is out of range.
func checkLength(path string, n *int64, least int64, problems *calendar.Problems) {
	if n != nil && (*n < least || *n > maxSeconds) {
		problems.Add(path, "must be %d to %d seconds", least, maxSeconds)
	}
}

// target returns the definition as a policy has it.
func (c clockDef) target(manual bool) sla.TargetSpec {
	ts := sla.TargetSpec{
		Metric: metrics[c.Metric], Name: c.ID, Within: sla.Within{All: c.goal()}, Calendar: c.Calendar,
		MaxPause: sla.Duration(seconds(c.MaxPauseS)), Reopen: sla.Reopen(c.Reopen), OnTerminal: onTerminal[c.OnTerminal],
		AgentCreated: sla.AgentCreated(c.AgentCreated), CountsInitial: c.CountsInitial,
		Recurrence: sla.Recurrence(c.Recurrence), Manual: manual,
	}
	for _, status := range c.PauseStatuses {
		ts.Pause = append(ts.Pause, sla.PauseSpec{Status: status})
	}
	for _, t := range c.Thresholds {
		ts.Thresholds = append(ts.Thresholds, sla.ThresholdSpec{Name: t.ID, At: t.point()})
	}
	return ts
}

func (c clockDef) goal() sla.Goal {
	if c.BusinessDays != 0 {
		return sla.Goal{Unit: sla.BusinessDays, Days: c.BusinessDays, EndOfDay: c.EndOfDay}
	}
	if c.TargetS == nil {
		return sla.Goal{}
	}
	return sla.BusinessTime(seconds(*c.TargetS))
}

func (t clockThreshold) point() sla.Point {
	switch {
	case t.Pct != nil:
		return sla.Point{Share: int64(*t.Pct * 10_000)}
	case t.BeforeS != nil:
		return sla.Point{Offset: sla.Duration(-seconds(*t.BeforeS))}
	case t.AfterS != nil:
		return sla.Point{Offset: sla.Duration(seconds(*t.AfterS))}
	case t.BeforeWallS != nil:
		return sla.Point{Offset: sla.Duration(-seconds(*t.BeforeWallS)), Wall: true}
	}
	return sla.Point{}
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
