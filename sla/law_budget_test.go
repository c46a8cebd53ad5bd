package sla_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

// spare is for how many more events the log of a budgetTicket has room.
const spare = 8

// budgetTicket is a ticket with three open clocks whose lists have room for more.
func budgetTicket(t *testing.T) (*sla.Policies, *sla.State) {
	p := desk(t)
	st, _, err := p.Rebuild("42", 0, conversation(7, monday))
	require.NoError(t, err)
	for i := range 10 {
		note := sla.Event{Key: fmt.Sprint("note", i), Kind: sla.Message, By: sla.System, At: monday.Add(8 * time.Minute)}
		_, err := p.Step(st, note, nil)
		require.NoError(t, err)
	}
	for i := range st.Clocks {
		st.Clocks[i].Spans = slices.Grow(st.Clocks[i].Spans, 64)
	}
	return p, st
}

// Budget: a step that says nothing allocates nothing while the log has room, be it a note or a message, or a pause and its end in
// three clocks.
func TestBudgetStepAllocatesNothing(t *testing.T) {
	for name, events := range map[string][]sla.Event{
		"messages": {
			{Kind: sla.Message, By: sla.Agent}, {Kind: sla.Message, By: sla.Bot, Public: true},
			{Kind: sla.Message, By: sla.Customer, Public: true}, {Kind: sla.Message, By: sla.System},
		},
		"pauses":   {{Kind: sla.StatusSet, Status: "pending"}, {Kind: sla.StatusSet, Status: "open"}},
		"assigned": {{Kind: sla.Assigned, Team: "a", Assignee: "ann"}, {Kind: sla.Assigned, Team: "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, st := budgetTicket(t)
			keys := strings.Split("abcdefgh", "")
			taken, out := 0, make([]sla.Effect, 0, 8)
			require.Zero(t, testing.AllocsPerRun(spare-1, func() {
				ev := events[taken%len(events)]
				ev.Key, ev.At = keys[taken], monday.Add(10*time.Minute+time.Duration(taken)*time.Second)
				taken++
				var err error
				if out, err = p.Step(st, ev, out[:0]); err != nil || len(out) > 0 {
					panic(fmt.Sprint(out, err))
				}
			}))
			require.Equal(t, spare, taken)
		})
	}
}

// Budget: a look allocates nothing, whatever the clock does, and neither does a sweep that finds nothing.
func TestBudgetViewAllocatesNothing(t *testing.T) {
	p, st := budgetTicket(t)
	paused := st.Clone()
	_, err := p.Step(paused, sla.Event{Key: "hold", Kind: sla.StatusSet, Status: "pending", At: monday.Add(10 * time.Minute)}, nil)
	require.NoError(t, err)
	now := monday.Add(11 * time.Minute)
	for _, st := range []*sla.State{st, paused} {
		for _, clock := range []string{"first_response", "next_response", "resolution"} {
			require.Zero(t, testing.AllocsPerRun(100, func() {
				if _, err := p.View(st, clock, now); err != nil {
					panic(err)
				}
			}), "%s", clock)
		}
		require.Zero(t, testing.AllocsPerRun(100, func() {
			if out, err := p.Advance(st, now, nil); err != nil || out != nil {
				panic(err)
			}
		}))
	}
}

// Budget: a clock takes at most 160 bytes in memory, beside what it points to.
func TestBudgetClockSize(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(sla.Clock{}), uintptr(160))
}

// Budget: a clone takes one piece of memory, however long the history is, and so does a step on it, beside the room of the log that
// doubles.
func TestBudgetCloneIsOnePiece(t *testing.T) {
	p := desk(t)
	st, _, err := p.Rebuild("42", 0, conversation(1000, monday))
	require.NoError(t, err)
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { _ = st.Clone() }))
	keys, taken := make([]string, 101), 0
	for i := range keys {
		keys[i] = fmt.Sprint("note", i)
	}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		st = st.Clone()
		note := sla.Event{Key: keys[taken], Kind: sla.Message, By: sla.System, At: monday.Add(24*time.Hour + time.Duration(taken))}
		taken++
		if _, err := p.Step(st, note, nil); err != nil {
			panic(err)
		}
	}), 1.0)
}

// Budget: the name of an effect is all that it takes.
func TestBudgetEffectID(t *testing.T) {
	e := sla.Effect{Ticket: "a/b", Clock: "c~d", Cycle: 1, Kind: sla.ThresholdReached, Threshold: "75%", Epoch: 12}
	require.Equal(t, "a~1b/c~0d/1/threshold:75%/12", e.ID())
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _ = e.ID() }), 1.0)
}
