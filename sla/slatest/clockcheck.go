package slatest

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// checkKeys are the keys of a check that assert a value.
var checkKeys = []string{
	"state", "due", "due_if_resumed_now", "elapsed_s", "elapsed_wall_s", "remaining_s", "overdue_s", "pct", "paused_wall_s",
	"breached", "breached_at", "started_at", "fulfilled_at", "cycles", "threshold_at",
}

// states are what a clock can be seen as.
var states = []string{"idle", "running", "paused", "met", "late", "cancelled", "exempt"}

// check notes what in a check is missing or not known.
func (c clockCheck) check(d *pack.Document, path string, clocks []string, problems *calendar.Problems) {
	if c.At == nil {
		problems.Add(path+".at", "missing; each check needs an instant")
	}
	if !slices.Contains(clocks, c.Clock) {
		problems.Unknown(path+".clock", "clock", c.Clock, clocks)
	}
	if !slices.ContainsFunc(checkKeys, func(key string) bool { return d.Has(path + "." + key) }) {
		problems.Add(path, "asserts nothing; write a value or remove it")
	}
	if c.State != nil && !slices.Contains(states, *c.State) {
		problems.Unknown(path+".state", "state", *c.State, states)
	}
	for _, i := range c.instants() {
		if _, err := wantedInstant(i.want); err != nil {
			problems.Add(path+"."+i.key, "%s", err)
		}
	}
	for id, want := range c.ThresholdAt {
		if _, err := wantedInstant(want); err != nil {
			problems.Add(calendar.KeyPath(path+".threshold_at", id), "%s", err)
		}
	}
}

// wantedAt is an instant that a check may assert.
type wantedAt struct {
	key  string
	want json.RawMessage
	got  func(sla.View) sla.Instant
}

// instants returns the instants that the check can assert; those without a want are not asserted.
func (c clockCheck) instants() []wantedAt {
	return []wantedAt{
		{"due", c.Due, func(v sla.View) sla.Instant { return v.Due }},
		{"due_if_resumed_now", c.DueIfResumedNow, func(v sla.View) sla.Instant { return v.DueIfResumed }},
		{"breached_at", c.BreachedAt, func(v sla.View) sla.Instant { return v.BreachedAt }},
		{"started_at", c.StartedAt, func(v sla.View) sla.Instant { return v.Started }},
		{"fulfilled_at", c.FulfilledAt, fulfilledAt},
	}
}

func fulfilledAt(v sla.View) sla.Instant {
	if v.Phase != sla.Fulfilled {
		return 0
	}
	return v.Ended
}

// wantedInstant returns an instant as mismatches show it; null is never.
func wantedInstant(data json.RawMessage) (string, error) {
	var m *moment
	if len(data) > 0 && json.Unmarshal(data, &m) != nil {
		return "", errors.New("must be an instant, or null for none")
	}
	if m == nil {
		return never, nil
	}
	return instantText(m.Time), nil
}

// compare asserts what the check says of a view. Thresholds gives the instants at which the clock's thresholds fire.
func (c clockCheck) compare(v sla.View, thresholds map[string]sla.Instant, assert func(key, want, got string)) {
	if c.State != nil {
		assert("state", *c.State, stateOf(v))
	}
	for _, i := range c.instants() {
		if want, err := wantedInstant(i.want); err == nil && len(i.want) > 0 {
			assert(i.key, want, instantText(i.got(v).Time()))
		}
	}
	c.compareLengths(v, assert)
	if c.Pct != nil {
		assert("pct", percentText(*c.Pct), percentText(v.Percent))
	}
	if c.Breached != nil {
		assert("breached", strconv.FormatBool(*c.Breached), strconv.FormatBool(v.Breached))
	}
	for _, id := range sortedKeys(c.ThresholdAt) {
		if want, err := wantedInstant(c.ThresholdAt[id]); err == nil {
			assert("threshold_at."+id, want, instantText(thresholds[id].Time()))
		}
	}
}

func (c clockCheck) compareLengths(v sla.View, assert func(key, want, got string)) {
	for _, l := range []struct {
		key  string
		want *float64
		got  sla.Duration
	}{
		{"elapsed_s", c.ElapsedS, v.Elapsed}, {"elapsed_wall_s", c.ElapsedWallS, v.ElapsedWall},
		{"remaining_s", c.RemainingS, v.Remaining}, {"overdue_s", c.OverdueS, v.Overdue},
		{"paused_wall_s", c.PausedWallS, v.PausedWall},
	} {
		if l.want != nil {
			assert(l.key, sla.Duration(secondsOf(*l.want)).String(), l.got.String())
		}
	}
}

// stateOf returns what a clock is seen as: fulfilled is met or late.
func stateOf(v sla.View) string {
	switch {
	case v.Phase == sla.Fulfilled && v.Breached:
		return "late"
	case v.Phase == sla.Fulfilled:
		return "met"
	}
	return v.Phase.String()
}

func percentText(p float64) string { return strconv.FormatFloat(p, 'f', 6, 64) }
