package slatest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// run lives through the scenario once, event by event as the host learns of them, with its sweeps and with each check at
// its instant; each check is asked again of a state rebuilt from the events known then.
func (s scenario) run(policies *sla.Policies, r *Result) {
	l := life{policies: policies, state: sla.NewState(s.ID), result: r, keys: map[string]bool{}}
	for _, step := range s.steps() {
		if err := step.do(&l); err != nil {
			r.fail("at "+instantText(step.at.Time()), err)
			return
		}
	}
}

// life is a ticket on its way through a scenario.
type life struct {
	policies *sla.Policies
	state    *sla.State
	result   *Result
	known    []sla.Event // each once
	keys     map[string]bool
	told     []sla.Effect // not yet reported by a sweep
}

// step is what happens at an instant.
type step struct {
	at sla.Instant
	do func(*life) error
}

// steps returns events and sweeps in the order in which the host learns of them, and each check after what is learned at
// its instant.
func (s scenario) steps() []step {
	var steps []step
	first := map[string]int{}
	for i, e := range s.Events {
		if e.Type == sweep {
			steps = append(steps, step{e.learned(), func(l *life) error { return l.sweep(e.learned(), s.Sweeps) }})
			continue
		}
		if _, again := first[e.ID]; !again {
			first[e.ID] = i
		}
		ev := e.event(first[e.ID])
		steps = append(steps, step{e.learned(), func(l *life) error { return l.learn(ev) }})
	}
	for _, c := range s.Checks {
		at := sla.At(c.At.Time)
		steps = append(steps, step{at, func(l *life) error { return l.check(c, at) }})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return steps
}

func (l *life) learn(ev sla.Event) (err error) {
	if !l.keys[ev.Key] {
		l.keys[ev.Key] = true
		l.known = append(l.known, ev)
	}
	l.told, err = l.policies.Step(l.state, ev, l.told)
	return err
}

// sweep advances and compares what it is the first to report with what the scenario lists for it.
func (l *life) sweep(now sla.Instant, listed []sweepEffect) (err error) {
	if l.told, err = l.policies.Advance(l.state, now, l.told); err != nil {
		return err
	}
	var reported, later []sla.Effect
	for _, e := range l.told {
		switch {
		case e.Kind != sla.ThresholdReached && e.Kind != sla.Breached:
		case e.At < now:
			reported = append(reported, e)
		default:
			later = append(later, e)
		}
	}
	l.told = later
	slices.SortStableFunc(reported, func(a, b sla.Effect) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Clock, b.Clock), cmp.Compare(effectText(a), effectText(b)))
	})
	for _, sw := range listed {
		if sla.At(sw.Sweep.Time) == now {
			l.result.assert("sweep at "+instantText(now.Time()), listText(sw.Effects, clockEffect.text), listText(reported, effectText))
		}
	}
	return nil
}

func listText[E any](list []E, text func(E) string) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = text(e)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// check asks the state as it was lived and then a rebuilt one.
func (l *life) check(c clockCheck, at sla.Instant) error {
	what := fmt.Sprintf("%s at %s: ", c.Clock, instantText(at.Time()))
	if err := l.look(l.state, c, at, func(key, want, got string) { l.result.assert(what+key, want, got) }); err != nil {
		return err
	}
	rebuilt, _, err := l.policies.Rebuild(l.state.Ticket, 0, l.known)
	if err != nil {
		return err
	}
	return l.look(rebuilt, c, at, func(key, want, got string) {
		if want != got {
			l.result.mismatch(what+key+", rebuilt", want, got)
		}
	})
}

func (l *life) look(st *sla.State, c clockCheck, at sla.Instant, assert func(key, want, got string)) error {
	v, err := l.policies.View(st, c.Clock, at)
	if err != nil {
		return err
	}
	if c.Cycles != nil {
		assert("cycles", strconv.Itoa(*c.Cycles), strconv.Itoa(v.Cycle))
	}
	if c.Cycle != 0 {
		if v, err = l.policies.ViewCycle(st, c.Clock, c.Cycle, at); err != nil {
			return err
		}
	}
	var thresholds map[string]sla.Instant
	if c.ThresholdAt != nil {
		if thresholds, err = l.thresholds(st, v, at); err != nil {
			return err
		}
	}
	c.compare(v, thresholds, assert)
	return nil
}

// thresholds returns when the thresholds of a cycle fired or, of a clock that is not paused, will fire if nothing happens
// any more: what a copy of the state says of the ten years to come.
func (l *life) thresholds(st *sla.State, v sla.View, now sla.Instant) (map[string]sla.Instant, error) {
	later := st.Clone()
	until := now
	if v.Phase != sla.Paused {
		until = now.Add(10 * 365 * 24 * time.Hour)
	}
	if _, err := l.policies.Advance(later, until, nil); err != nil {
		return nil, err
	}
	all := map[string]sla.Instant{}
	for _, e := range later.Emitted {
		if e.Kind == sla.ThresholdReached && e.Op != sla.Retract && e.Clock == v.Clock && int(e.Cycle) == v.Cycle {
			all[e.Threshold] = e.At
		}
	}
	return all, nil
}
