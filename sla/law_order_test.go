package sla_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// Replay: after every prefix of a story, with looks in between, the state is the one that a rebuild gives, to the byte.
func TestLawReplayIsIncremental(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r := y.open()
		for i, ev := range y.events {
			r.step(t, ev)
			if i+1 < len(y.events) && rapid.Bool().Draw(t, "look") {
				r.advance(t, min(y.events[i+1].At, ev.At.Add(drawOffset(t, "after"))))
			}
			st, effects, err := y.p.Rebuild("T", 0, y.events[:i+1])
			require.NoError(t, err)
			fresh := &told{p: y.p, st: st, effects: effects}
			now := ev.At + 1
			if i+1 < len(y.events) {
				now = y.events[i+1].At
			}
			live := &told{p: y.p, st: r.st.Clone(), effects: append([]sla.Effect{}, r.effects...)}
			live.advance(t, now)
			fresh.advance(t, now)
			require.Equal(t, document(t, fresh.st), document(t, live.st), "after %s", ev.Key)
			require.Equal(t, fresh.live(t), live.live(t), "after %s", ev.Key)
		}
	})
}

// Arrival: whatever the order in which events come to be known, the same state is reached, and who keeps the effects with
// their amendments and retractions holds what a rebuild tells.
func TestLawArrivalOrderConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		straight := y.run(t, y.events)
		r := y.open()
		for _, ev := range rapid.Permutation(y.events).Draw(t, "arrival") {
			r.step(t, ev)
			if chance(t, "look", 3) {
				r.advance(t, drawInstant(t, y.start))
			}
		}
		r.advance(t, y.end())
		require.Equal(t, substance(t, straight.st), substance(t, r.st))
		require.Equal(t, straight.live(t), r.live(t))
	})
}

// Duplicates: an event told again, at any time, changes nothing and says nothing.
func TestLawKeyTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		r := y.open()
		for i, ev := range y.events {
			r.step(t, ev)
			before := document(t, r.st)
			again := y.events[rapid.IntRange(0, i).Draw(t, "again")]
			again.At += sla.Instant(rapid.IntRange(0, 1).Draw(t, "with another instant"))
			out, err := y.p.Step(r.st, again, nil)
			require.NoError(t, err)
			require.Empty(t, out)
			require.Equal(t, before, document(t, r.st))
		}
	})
}

// Schedule: when and how often anybody looks changes neither the effects nor the state.
func TestLawLookingIsNotChanging(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		lazy, keen := y.run(t, y.events), y.open()
		for i, ev := range y.events {
			keen.step(t, ev)
			until := y.end()
			if i+1 < len(y.events) {
				until = y.events[i+1].At
			}
			for range rapid.IntRange(0, 3).Draw(t, "looks") {
				keen.advance(t, min(until, ev.At.Add(drawOffset(t, "after"))))
			}
		}
		keen.advance(t, y.end())
		require.Equal(t, document(t, lazy.st), document(t, keen.st))
		require.ElementsMatch(t, lazy.effects, keen.effects)
		keen.advance(t, y.end())
		require.Len(t, keen.effects, len(lazy.effects), "a second look at one instant says something")
	})
}

// Lateness: looks of the future, and events that turn out to lie before them, end where looks in time would have ended.
func TestLawEarlyLooksAreMended(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		straight, r := y.run(t, y.events), y.open()
		for _, ev := range y.events {
			r.step(t, ev)
			if rapid.Bool().Draw(t, "look ahead") {
				r.advance(t, ev.At.Add(drawOffset(t, "ahead")))
			}
		}
		r.advance(t, y.end())
		require.Equal(t, substance(t, straight.st), substance(t, r.st))
		require.Equal(t, straight.live(t), r.live(t))
	})
}

// Storage: a state that is written and read between any two calls goes on as if it never had been.
func TestLawStoredStateGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawStory(t, shape{sequential: true})
		kept, stored := y.open(), y.open()
		arrival := y.events
		if rapid.Bool().Draw(t, "in disorder") {
			arrival = rapid.Permutation(y.events).Draw(t, "arrival")
		}
		for _, ev := range arrival {
			kept.step(t, ev)
			stored.step(t, ev)
			data, err := json.Marshal(stored.st)
			require.NoError(t, err)
			back := &sla.State{}
			require.NoError(t, json.Unmarshal(data, back))
			require.Equal(t, document(t, stored.st), document(t, back))
			stored.st = back
		}
		kept.advance(t, y.end())
		stored.advance(t, y.end())
		require.Equal(t, document(t, kept.st), document(t, stored.st))
		require.Equal(t, kept.effects, stored.effects)
		require.Equal(t, views(t, y.p, kept.st, y.end()), views(t, y.p, stored.st, y.end()))
	})
}
