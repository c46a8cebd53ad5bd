package sla_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/sla"
)

// twin is a state, perhaps a clone of another or cloned itself, beside one that went through the same and shares nothing.
type twin struct{ shares, alone *sla.State }

func (w twin) clone(t require.TestingT) twin { return twin{w.shares.Clone(), apart(t, w.alone)} }

// apart returns a copy that shares nothing.
func apart(t require.TestingT, st *sla.State) *sla.State {
	c := &sla.State{}
	require.NoError(t, json.Unmarshal([]byte(document(t, st)), c))
	return c
}

// copyTo overwrites another twin.
func (w twin) copyTo(t require.TestingT, to twin) twin {
	w.shares.CopyTo(to.shares)
	return twin{to.shares, apart(t, w.alone)}
}

func (w twin) step(t require.TestingT, p *sla.Policies, ev sla.Event) {
	for _, st := range []*sla.State{w.shares, w.alone} {
		_, err := p.Step(st, ev, nil)
		require.NoError(t, err)
	}
}

func (w twin) advance(t require.TestingT, p *sla.Policies, now sla.Instant) {
	for _, st := range []*sla.State{w.shares, w.alone} {
		_, err := p.Advance(st, now, nil)
		require.NoError(t, err)
	}
}

// themes are kinds of events that fill one list of a state or another.
var themes = [][]sla.Kind{
	nil, {sla.StatusSet, sla.Message}, {sla.Pause, sla.Resume}, {sla.Start, sla.Stop, sla.Reset}, {sla.Attach, sla.Detach, sla.Changed},
	{sla.Retargeted, sla.Recalendar, sla.StatusSet, sla.Reset},
}

// drawLife draws a story and a state that has lived through some of it, a clone of a clone at each event as a desk makes them, or
// one that was just read.
func drawLife(t *rapid.T) (y story, old *sla.State, rest []sla.Event) {
	y = drawStory(t, shape{sequential: true, kinds: pick(t, "theme", themes...), events: 24})
	past := even(len(y.events)).Draw(t, "past")
	r := y.open()
	clones := rapid.Bool().Draw(t, "clones")
	for _, ev := range y.events[:past+1] {
		r.step(t, ev)
		if clones {
			r.st = r.st.Clone()
		}
	}
	if chance(t, "just read", 4) {
		r.st = apart(t, r.st)
	}
	return y, r.st, y.events[past:]
}

// Sharing: however states are cloned from each other, each lives as one that shares nothing, whatever becomes of the others and
// in whatever order: steps from one old state disturb neither it nor each other.
func TestLawClonesLiveApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, old, rest := drawLife(t)
		family := []twin{{old, apart(t, old)}}
		for range rapid.IntRange(1, 40).Draw(t, "moves") {
			w := pick(t, "who", family...)
			switch pick(t, "does", "step", "step", "step", "step", "look", "clone", "clone", "copy") {
			case "step":
				ev := pick(t, "event", rest...)
				ev.Key += pick(t, "key", "", "a", "b", "c")
				w.step(t, y.p, ev)
			case "look":
				w.advance(t, y.p, drawInstant(t, y.start))
			case "clone":
				family = append(family, w.clone(t))
			case "copy":
				to := even(len(family)).Draw(t, "to")
				family[to] = w.copyTo(t, family[to])
			}
		}
		for i, w := range family {
			require.Equal(t, document(t, w.alone), document(t, w.shares), "state %d", i)
		}
	})
}

// Sharing by length: a clone has no capacity behind what it shares, where a list may be appended to by others.
func TestLawClonesHaveNoRoomToShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, old, _ := drawLife(t)
		old.Closed, old.Restated, old.Pins = slices.Grow(old.Closed, 1), slices.Grow(old.Restated, 1), slices.Grow(old.Pins, 1)
		old.Rules, old.Emitted = slices.Grow(old.Rules, 1), slices.Grow(old.Emitted, 1)
		old.Log, old.Retracted = slices.Grow(old.Log, 1), slices.Grow(old.Retracted, 1)
		for i := range old.Clocks {
			old.Clocks[i].Spans = slices.Grow(old.Clocks[i].Spans, 1)
		}
		c := old.Clone()
		spare := []int{
			cap(c.Closed) - len(c.Closed), cap(c.Restated) - len(c.Restated), cap(c.Pins) - len(c.Pins), cap(c.Rules) - len(c.Rules),
			cap(c.Emitted) - len(c.Emitted), cap(c.Log) - len(c.Log), cap(c.Retracted) - len(c.Retracted),
		}
		for i := range c.Clocks {
			spare = append(spare, cap(c.Clocks[i].Spans)-len(c.Clocks[i].Spans))
		}
		require.Equal(t, make([]int, len(spare)), spare)
	})
}

// Sharing at once: steps from one old state by many goroutines, while others read it, race for nothing and give what each would
// give alone. It says most under the race detector.
func TestLawClonesStepAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, old, rest := drawLife(t)
		before := document(t, old)
		var group sync.WaitGroup
		lives := make([]twin, 4)
		for i := range lives {
			lives[i] = twin{old.Clone(), apart(t, old)}
			group.Go(func() {
				for _, ev := range rest {
					ev.Key += fmt.Sprint(" of ", i)
					lives[i].step(quiet{}, y.p, ev)
					lives[i].shares = lives[i].shares.Clone()
				}
				_ = document(quiet{}, old)
			})
		}
		group.Wait()
		for i, w := range lives {
			require.Equal(t, document(t, w.alone), document(t, w.shares), "life %d", i)
		}
		require.Equal(t, before, document(t, old))
	})
}
