package escalation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// TestLawLookingIsNotChanging: a look before anything is due changes nothing, and so does a second look at the same instant.
func TestLawLookingIsNotChanging(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		l.live(func(m moment) {
			until := m.now + sla.Instant(40*time.Hour)
			if wake := l.progress.Wake(); wake != 0 {
				until = min(until, wake-1)
			}
			if wake, ok := l.s.State.Wake(); ok {
				until = min(until, wake-1)
			}
			before := l.json()
			for _, now := range []sla.Instant{m.now, m.now + (until-m.now)/3, until} {
				require.Empty(t, l.step(now, nil))
				require.Equal(t, before, l.json())
			}
			l.s.Now = m.now
		})
	})
}

// TestLawLevelFiresOnce: a level fires at most once on a cycle and epoch of its subject, and for one instant of a cycle whatever
// its epoch; no two notices have one key.
func TestLawLevelFiresOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		type fired struct {
			rung  rungKey
			level int
			at    sla.Instant
		}
		seen := map[fired]bool{}
		l.live(func(m moment) {
			for i := range m.actions {
				a := &m.actions[i]
				if a.Kind != escalation.Fire {
					continue
				}
				once, ever := fired{keyOf(a), a.Level, 0}, fired{keyOf(a), a.Level, a.At}
				ever.rung.epoch = 0
				require.False(t, seen[once] || seen[ever], line(a))
				seen[once], seen[ever] = true, true
			}
			keys := slices.Clone(l.keys)
			slices.Sort(keys)
			require.Len(t, slices.Compact(keys), len(l.keys))
		})
	})
}

// TestLawNothingIsToldOutOfPlace: nobody is told while the clock does not run, while it is quiet and the level is not critical,
// or while somebody has acknowledged that level or a higher one.
func TestLawNothingIsToldOutOfPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		l.live(func(m moment) {
			critical := map[rungKey]bool{}
			for i := range m.actions {
				a := &m.actions[i]
				if a.Kind == escalation.Unstaffed && a.Spec.Critical {
					critical[keyOf(a)] = true
				}
				if len(a.To) == 0 {
					continue
				}
				if c := l.s.State.Clock(a.Subject); c != nil {
					require.Equal(t, sla.Running, c.Phase)
				}
				if night := l.quiet(a.Ladder) && calendars["night"].IsOpen(m.now.Time()); night {
					require.True(t, a.Spec.Critical || critical[keyOf(a)], line(a))
				}
				if r := rung(&m.before, keyOf(a)); r != nil && r.Acked != 0 && a.Level <= r.Level {
					require.True(t, r.Until != 0 && r.Until <= m.now, line(a))
				}
			}
		})
	})
}

func (l *life) quiet(ladder string) bool {
	return slices.ContainsFunc(l.spec.Ladders, func(s escalation.LadderSpec) bool { return s.Name == ladder && s.Quiet != "" })
}

// TestLawDayHasItsLimit: in 24 hours from the first notice no more than the limit go out, beside one to the fallback.
func TestLawDayHasItsLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		limit := l.spec.Limits.Notices
		if limit == 0 {
			limit = 50
		}
		var first sla.Instant
		told, fallback := 0, 0
		l.live(func(m moment) {
			for _, a := range m.actions {
				if n := len(a.To); n > 0 || a.Kind == escalation.Limit {
					if first == 0 || m.now.Sub(first) >= 24*time.Hour {
						first, told, fallback = m.now, 0, 0
					}
					if a.Kind == escalation.Limit {
						fallback += n
					} else {
						told += n
					}
				}
			}
			require.LessOrEqual(t, told, limit)
			require.LessOrEqual(t, fallback, 1)
		})
	})
}

// TestLawGapTellsOnce: whatever was missed, one step tells at most one thing a rung, and whoever was to hear, somebody does.
func TestLawGapTellsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		l.live(func(m moment) {
			told, missing := map[rungKey]int{}, map[rungKey]bool{}
			for i := range m.actions {
				a := &m.actions[i]
				switch {
				case len(a.To) > 0 || a.Kind == escalation.Limit:
					told[keyOf(a)]++
					missing[keyOf(a)] = false
				case a.Kind == escalation.Unstaffed:
					missing[keyOf(a)] = true
				case a.Kind == escalation.Fire:
					require.True(t, missing[keyOf(a)] || len(a.Spec.Notify) == 0, line(a))
				}
			}
			for k, n := range told {
				require.LessOrEqual(t, n, 1, k)
			}
			for k, none := range missing {
				require.False(t, none, k)
			}
		})
	})
}

// TestLawReachedLevelsAreAccountedFor: each reached level whose condition holds was fired, skipped, left unstaffed, expired or
// limited, first of all and once, or waits for the end of quiet hours.
func TestLawReachedLevelsAreAccountedFor(t *testing.T) {
	final := []escalation.ActionKind{escalation.Fire, escalation.Skip, escalation.Unstaffed, escalation.Expire, escalation.Limit}
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		accounts := map[rungKey]map[int][]escalation.ActionKind{}
		l.live(func(m moment) {
			for i := range m.actions {
				a := &m.actions[i]
				k := keyOf(a)
				if accounts[k] == nil {
					accounts[k] = map[int][]escalation.ActionKind{}
				}
				if slices.Contains(final, a.Kind) {
					again := accounts[k][a.Level]
					require.False(t, len(again) > 0 && (a.Kind == escalation.Fire || a.Kind == escalation.Skip), "%s after %s", line(a), again)
					accounts[k][a.Level] = append(again, a.Kind)
				}
			}
			for _, e := range l.ladders.Explain(&l.progress, &l.s) {
				l.accounted(&e, accounts)
			}
		})
	})
}

// accounted checks one level of one live clock.
func (l *life) accounted(e *escalation.LevelExplanation, accounts map[rungKey]map[int][]escalation.ActionKind) {
	c := l.s.State.Clock(e.Subject)
	ladder := l.spec.Ladders[slices.IndexFunc(l.spec.Ladders, func(s escalation.LadderSpec) bool { return s.Name == e.Ladder })]
	if c == nil || c.Phase != sla.Running || l.s.Closed || ladder.When != "" || ladder.Levels[e.Level-1].When != "" {
		return
	}
	k := rungKey{ladder: e.Ladder, subject: e.Subject, cycle: c.Cycle, epoch: c.Epoch}
	r := rung(&l.progress, k)
	when, err := l.s.Policies.Reach(l.s.State, e.Subject, e.At.Point)
	require.NoError(l.t, err)
	if when != 0 && when < l.s.Now {
		waits := r.Level == e.Level && r.Deferred != 0
		carried := len(r.Past) >= e.Level && r.Past[e.Level-1] != '-'
		require.True(l.t, len(accounts[k][e.Level]) > 0 || waits || carried, "%s: %s at %s", e, when, l.s.Now)
	}
}

// TestLawProgressSurvivesJSON: a progress read back from its JSON is the same and goes on the same way.
func TestLawProgressSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		l.live(func(m moment) {
			text, err := json.Marshal(m.before)
			require.NoError(t, err)
			var back escalation.Progress
			require.NoError(t, json.Unmarshal(text, &back))
			actions, err := l.ladders.Step(&back, &l.s, m.act, nil)
			require.NoError(t, err)
			require.Equal(t, m.actions, actions)
			after, err := json.Marshal(back)
			require.NoError(t, err)
			require.Equal(t, l.json(), string(after))
		})
	})
}

// TestLawWakeIsWhenSomethingIsDue: a wake lies after the step, and a step just then has something to say.
func TestLawWakeIsWhenSomethingIsDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		l.live(func(m moment) {
			wake := l.progress.Wake()
			if wake == 0 {
				return
			}
			require.Greater(t, wake, m.now)
			if clock, ok := l.s.State.Wake(); ok && clock < wake {
				return
			}
			trial := l.progress.Clone()
			situation, state := l.s, l.s.State.Clone()
			situation.Now, situation.State = wake, state
			_, err := l.s.Policies.Advance(state, wake, nil)
			require.NoError(t, err)
			actions, err := l.ladders.Step(&trial, &situation, nil, nil)
			require.NoError(t, err)
			require.NotEmpty(t, actions)
		})
	})
}

// TestLawClonesClimbApart: steps from one old progress, at once and with other acts, disturb neither it nor each other, and it
// makes no difference in whose memory they climb.
func TestLawClonesClimbApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		var room escalation.Progress
		l.live(func(moment) {
			old, now := fmt.Sprint(l.progress), l.wait()
			acts := []*escalation.Act{nil, nil, {Kind: escalation.Acknowledge, By: "ana"}}
			trials, alone := make([]escalation.Progress, len(acts)), make([]escalation.Progress, len(acts))
			var group sync.WaitGroup
			for i := range acts {
				trials[i], alone[i] = l.progress.Clone(), l.progress
				alone[i].Rungs = slices.Clone(l.progress.Rungs)
				if i == 1 {
					l.progress.CopyTo(&room)
					trials[i] = room
				}
				situation, state := l.s, l.s.State.Clone()
				situation.Now, situation.State = now, state
				_, err := l.s.Policies.Advance(state, now, nil)
				require.NoError(t, err)
				_, err = l.ladders.Step(&alone[i], &situation, acts[i], nil)
				require.NoError(t, err)
				group.Go(func() { _, _ = l.ladders.Step(&trials[i], &situation, acts[i], nil) })
			}
			group.Wait()
			room, trials[1] = trials[1], trials[1].Clone()
			require.Equal(t, fmt.Sprint(alone), fmt.Sprint(trials))
			require.Equal(t, old, fmt.Sprint(l.progress))
		})
	})
}

// TestLawKeysTellPartsApart: other parts make another key, whatever they hold.
func TestLawKeysTellPartsApart(t *testing.T) {
	part := rapid.StringOfN(rapid.SampledFrom([]rune("a/~01:")), 0, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		draw := func() [4]string {
			return [4]string{part.Draw(t, "ticket"), part.Draw(t, "subject"), part.Draw(t, "target"), part.Draw(t, "generation")}
		}
		a, b := draw(), draw()
		key := func(p [4]string) string { return escalation.Key(p[0], p[1], 1, 2, p[2], p[3]) }
		require.Equal(t, a == b, key(a) == key(b))
		require.Len(t, strings.Split(key(a), "/"), 6)
	})
}
