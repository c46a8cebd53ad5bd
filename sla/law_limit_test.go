package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// limits are the seconds for which a clock may be paused: by the status pending, by the reason vendor, and in all.
type limits struct{ pending, vendor, all int }

// pauser counts, second by second, how long limited pauses let a clock run.
type pauser struct {
	limits
	status                       string
	reasons                      map[string]bool
	usedPending, usedVendor, sum int
	ran                          []bool // of each second
}

func (p *pauser) second() {
	pending := p.status == "pending" && (p.pending == 0 || p.usedPending < p.pending)
	vendor := p.reasons["vendor"] && (p.vendor == 0 || p.usedVendor < p.vendor)
	if p.all > 0 && p.sum >= p.all || !pending && !vendor && !p.reasons["holiday"] {
		p.ran = append(p.ran, true)
		return
	}
	p.ran = append(p.ran, false)
	p.sum++
	if pending {
		p.usedPending++
	}
	if vendor {
		p.usedVendor++
	}
}

func (l limits) policies(t require.TestingT) *sla.Policies {
	seconds := func(n int) sla.Duration { return sla.Duration(time.Duration(n) * time.Second) }
	target := sla.TargetSpec{
		Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(time.Hour)}, MaxPause: seconds(l.all),
		Pause: []sla.PauseSpec{{Status: "pending", Max: seconds(l.pending)}},
	}
	if l.vendor > 0 {
		target.Pause = append(target.Pause, sla.PauseSpec{Reason: "vendor", Max: seconds(l.vendor)})
	}
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "all", Calendar: "always", Targets: []sla.TargetSpec{target},
	}}}, nil, map[string]calendar.Calendar{"always": {}})
	require.NoError(t, err)
	return policies
}

// TestLawLimitsOfEachReason: a limited status, a limited reason, an unlimited reason and the limit of the cycle pause a clock
// for exactly the seconds that a count second by second allows, and each limit that lets it run says so once, at its instant.
func TestLawLimitsOfEachReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 12)
		p := pauser{
			limits: limits{most.Draw(t, "pending"), most.Draw(t, "vendor"), 2 * most.Draw(t, "all")}, reasons: map[string]bool{},
		}
		policies, st, start := p.policies(t), sla.NewState("42"), at("02 09:00")
		told, acted := map[int]int{}, map[int]bool{}
		hear := func(effects []sla.Effect) {
			for _, e := range effects {
				if e.Kind == sla.PauseLimit {
					told[int(e.At.Sub(start)/time.Second)]++
				}
			}
		}
		step := func(second int, ev sla.Event) {
			ev.Key, ev.At = fmt.Sprintf("%03d", len(st.Log)), start.Add(time.Duration(second)*time.Second)
			effects, err := policies.Step(st, ev, nil)
			require.NoError(t, err)
			hear(effects)
			acted[second] = true
		}
		step(0, sla.Event{Kind: sla.Created, By: sla.Customer, Status: "open"})
		for second := range 60 {
			switch act := rapid.IntRange(0, 20).Draw(t, "act"); act {
			case 0, 1:
				p.status = []string{"open", "pending"}[act]
				step(second, sla.Event{Kind: sla.StatusSet, Status: p.status})
			case 2, 3, 4, 5:
				reason, kind := []string{"vendor", "holiday"}[act%2], sla.Pause
				p.reasons[reason] = act < 4
				if act >= 4 {
					kind = sla.Resume
				}
				step(second, sla.Event{Kind: kind, Clock: "resolution", Reason: reason})
			case 6:
				effects, err := policies.Advance(st, start.Add(time.Duration(second)*time.Second), nil)
				require.NoError(t, err)
				hear(effects)
			}
			p.second()
		}
		end := start.Add(time.Minute)
		effects, err := policies.Advance(st, end, nil)
		require.NoError(t, err)
		hear(effects)
		v, err := policies.View(st, "resolution", end)
		require.NoError(t, err)
		require.Equal(t, sla.Duration(time.Duration(60-p.sum)*time.Second), v.Elapsed)
		require.Equal(t, sla.Duration(time.Duration(p.sum)*time.Second), v.PausedWall)
		for second := 1; second < 60; second++ {
			want := 0
			if !p.ran[second-1] && p.ran[second] {
				want = 1
			}
			if !acted[second] { // an event may end the pause at the very instant
				require.Equal(t, want, told[second], "second %d", second)
			}
		}
	})
}
