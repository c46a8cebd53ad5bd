package sla

import (
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
)

// maxThresholds is how many thresholds one target may have: one bit each in a Clock.
const maxThresholds = 32

func (c *compiler) target(ps PolicySpec, ts TargetSpec, path string, statuses statusSets) *target {
	t := &target{spec: ts, name: ts.Name, pauses: map[string]Duration{}, reasons: map[string]Duration{}, terminal: statuses.terminal}
	c.metric(&ts, path)
	if t.name == "" {
		t.name = string(ts.Metric)
	}
	if was, ok := c.metrics[t.name]; ok && was != ts.Metric {
		c.problems.Add(path+".metric", "the clock %q measures %s in another policy; give this clock another name", t.name, was)
	}
	c.metrics[t.name] = ts.Metric
	if ts.Within.Each != nil {
		t.by = ts.By
		if t.by == "" {
			t.by = "priority"
		}
	} else if ts.By != "" {
		c.problems.Add(path+".by", "is set but there is one goal for all; write a goal for each %s or remove it", ts.By)
	}
	ts.Within.check(&c.problems, path+".within", t.by, c.terms)
	c.hours(t, ps, path)
	c.pauses(t, path, statuses)
	c.thresholds(t, path)
	c.modes(&t.spec, path)
	t.variant = c.counts(ts.Counts, path)
	return t
}

func (c *compiler) metric(ts *TargetSpec, path string) {
	if ts.Metric == "" {
		c.problems.Add(path+".metric", "missing; write one of %s, or a name of your own for a clock that you drive", metricNames())
		return
	}
	plain := strings.IndexFunc(string(ts.Metric), func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}) < 0
	if !plain {
		c.problems.Add(path+".metric", "%q is not a name: use lower-case letters, digits and _", ts.Metric)
	} else if near := nearMetric(ts.Metric); near != "" {
		c.problems.Unknown(path+".metric", "metric", string(ts.Metric), []string{near})
	}
}

func metricNames() string {
	names := make([]string, len(Metrics))
	for i, m := range Metrics {
		names[i] = string(m)
	}
	return strings.Join(names, ", ")
}

// nearMetric returns the metric of which m is likely a misspelling, since an unknown name is a generic clock.
func nearMetric(m Metric) string {
	if slices.Contains(Metrics, m) {
		return ""
	}
	aliases := map[Metric]Metric{
		"first_reply": FirstResponse, "next_reply": NextResponse, "resolve": Resolution, "first_resolution": Resolution,
	}
	if a, ok := aliases[m]; ok {
		return string(a)
	}
	return calendar.Nearest(string(m), strings.Split(metricNames(), ", "))
}

// hours finds the calendar of a target. One is needed unless every goal is a length around the clock.
func (c *compiler) hours(t *target, ps PolicySpec, path string) {
	name, known := t.spec.Calendar, true
	if name != "" {
		_, known = c.calendar(path+".calendar", name)
	} else {
		name = ps.Calendar
	}
	if name != "" && known {
		t.hoursName, t.hours, t.hoursPrint = name, c.calendars[name], c.prints[name]
	}
	if name != "" {
		return
	}
	for _, g := range t.goals() {
		if g.onCalendar() {
			c.problems.Add(path+".calendar", "missing; the goal %s needs a calendar here or in the policy, or write it as wall time", g)
			return
		}
	}
}

// goals returns every goal of the target.
func (t *target) goals() []Goal {
	if t.spec.Within.Each == nil {
		return []Goal{t.spec.Within.All}
	}
	var goals []Goal
	for _, g := range t.spec.Within.Each {
		goals = append(goals, g)
	}
	slices.SortFunc(goals, func(a, b Goal) int { return strings.Compare(a.String(), b.String()) })
	return goals
}

func (c *compiler) pauses(t *target, path string, statuses statusSets) {
	for i, ps := range t.spec.Pause {
		at := calendar.IndexPath(path+".pause", i)
		if ps.Max < 0 {
			c.problems.Add(at+".max", "is negative; write a length of time such as 48h")
		}
		if ps.Reason != "" {
			c.reason(t, at, ps)
			continue
		}
		for _, status := range c.expand(at, ps.Status, statuses) {
			_, reason := t.reasons[status]
			if _, ok := t.pauses[status]; ok || reason {
				c.problems.Add(at, "%q pauses already by an entry above; remove one", status)
			}
			t.pauses[status] = ps.Max
		}
	}
	if t.spec.MaxPause < 0 {
		c.problems.Add(path+".max_pause", "is negative; write a length of time such as 48h")
	}
}

// reason takes the limit of a reason that the host gives. It may not be named like a pausing status, since each name has one
// account of what it spent.
func (c *compiler) reason(t *target, at string, ps PauseSpec) {
	_, status := t.pauses[ps.Reason]
	_, twice := t.reasons[ps.Reason]
	switch {
	case ps.Status != "":
		c.problems.Add(at, "names the status %q and the reason %q; write two entries", ps.Status, ps.Reason)
	case ps.Max == 0:
		c.problems.Add(at+".max", "missing; a reason that the host gives pauses without an entry, so set its limit or remove it")
	case status || twice:
		c.problems.Add(at+".reason", "%q pauses already by an entry above; give the reason another name or remove one", ps.Reason)
	}
	t.reasons[ps.Reason] = ps.Max
}

func (c *compiler) thresholds(t *target, path string) {
	if len(t.spec.Thresholds) > maxThresholds {
		c.problems.Add(path+".thresholds", "has %d entries; at most %d are possible", len(t.spec.Thresholds), maxThresholds)
		return
	}
	for i, ts := range t.spec.Thresholds {
		at := calendar.IndexPath(path+".thresholds", i)
		th := threshold{ts.Name, ts.At}
		if ts.At == (Point{}) {
			c.problems.Add(at+".at", "missing; %s", pointForms)
			continue
		}
		if th.name == "" {
			th.name = ts.At.String()
		}
		for j, other := range t.points {
			if other.name == th.name {
				c.problems.Add(at, "%q is the name of thresholds[%d] too; give each a name of its own", th.name, j)
			}
		}
		t.points = append(t.points, th)
	}
}

func (c *compiler) modes(ts *TargetSpec, path string) {
	word(c, path+".retarget", "mode", &ts.Retarget, KeepElapsed, Retroactive, Restart)
	word(c, path+".reopen", "mode", &ts.Reopen, ReopenResume, ReopenCountGap, ReopenNewCycle, ReopenIgnore)
	word(c, path+".recurrence", "recurrence", &ts.Recurrence, Independent, Sequential)
	if ts.OnTerminal == "" {
		ts.OnTerminal = defaultOnTerminal(ts.Metric)
	}
	word(c, path+".on_terminal", "action", &ts.OnTerminal, TerminalFulfil, TerminalCancel, TerminalNone)
	word(c, path+".attach", "origin", &ts.Attach, FromCreated, FromNow)
	word(c, path+".agent_created", "mode", &ts.AgentCreated, WaitCustomer, StartAtOnce)
}

// word checks an enumerated text and sets its default, the first of words, when it is empty.
func word[T ~string](c *compiler, path, kind string, v *T, words ...T) {
	if *v == "" {
		*v = words[0]
	}
	if slices.Contains(words, *v) {
		return
	}
	known := make([]string, len(words))
	for i, w := range words {
		known[i] = string(w)
	}
	c.problems.Unknown(path, kind, string(*v), known)
}

func defaultOnTerminal(m Metric) OnTerminal {
	switch m {
	case PeriodicUpdate:
		return TerminalCancel
	case FirstResponse, NextResponse, Resolution, Ownership:
		return TerminalFulfil
	}
	return TerminalNone
}

func (c *compiler) counts(list []string, path string) uint8 {
	variant := uint8(0)
	for i, w := range list {
		switch w {
		case "internal":
			variant |= countInternal
		case "bot":
			variant |= countBot
		default:
			c.problems.Unknown(calendar.IndexPath(path+".counts", i), "kind of message", w, []string{"internal", "bot"})
		}
	}
	return variant
}
