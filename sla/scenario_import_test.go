package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

// history is the past of one of many open tickets: opened at some hour, now and then put on hold.
func history(t *testing.T, i int) []sla.Event {
	start := when(t, "Mon 09:00").Add(time.Duration(i%31) * time.Hour)
	events := []sla.Event{{Key: "created", Kind: sla.Created, At: start, By: sla.Customer, Status: "open"}}
	for j := range i % 4 {
		hold := start.Add(time.Duration(3*j+1) * time.Hour)
		events = append(events,
			sla.Event{Key: fmt.Sprintf("hold %d", j), Kind: sla.StatusSet, At: hold, Status: "pending"},
			sla.Event{Key: fmt.Sprintf("go %d", j), Kind: sla.StatusSet, At: hold.Add(time.Hour), Status: "open"})
	}
	return events
}

// Import of history: fifty thousand half-elapsed tickets come to the states that a live run would have come to. What was late
// before the import is flagged, so that nobody is paged; a dry run on clones tells what the import would say and changes nothing.
func TestScenarioImportOfHistory(t *testing.T) {
	d := open(t, sla.TargetSpec{
		Metric: sla.Resolution, Within: within(16 * time.Hour), Pause: []sla.PauseSpec{{Status: "waiting"}},
	})
	imported, later := when(t, "Wed 12:00"), when(t, "+Fri 12:00")
	late, paged := 0, 0
	for i := range 50_000 {
		id, events := fmt.Sprint(i), history(t, i)
		st, effects, err := d.p.Rebuild(id, imported, events)
		require.NoError(t, err)
		effects, err = d.p.Advance(st, imported+1, effects)
		require.NoError(t, err)

		dry := st.Clone()
		report, err := d.p.Advance(dry, later, nil)
		require.NoError(t, err)
		told, err := d.p.Advance(st, later, nil)
		require.NoError(t, err)
		if i%500 == 0 {
			require.Equal(t, report, told)
			require.Equal(t, document(t, dry), document(t, st))
			live := sla.NewState(id)
			live.Imported = imported
			for _, ev := range events {
				_, err := d.p.Advance(live, ev.At, nil)
				require.NoError(t, err)
				_, err = d.p.Step(live, ev, nil)
				require.NoError(t, err)
			}
			_, err = d.p.Advance(live, later, nil)
			require.NoError(t, err)
			require.Equal(t, document(t, live), document(t, st))
		}
		for _, e := range append(effects, told...) {
			if e.Imported != (e.At <= imported) {
				require.Fail(t, "flagged wrongly", "%+v", e)
			}
			if e.Imported {
				late++
			} else {
				paged++
			}
		}
	}
	require.Positive(t, late)
	require.Equal(t, 50_000, late+paged, "each ticket is late once")
}

// Import of a figure: where the host only knows what has elapsed, the clock goes on from there. One that is over its target
// is late as of the import, flagged, and pages nobody.
func TestScenarioImportOfElapsedFigure(t *testing.T) {
	for _, row := range []struct {
		elapsed  time.Duration
		due      string
		breached bool
	}{
		{0, "Thu 12:00", false},
		{6 * time.Hour, "Wed 14:00", false},
		{8 * time.Hour, "Wed 12:00", false}, // used up exactly: late a moment later
		{9 * time.Hour, "Wed 12:00", true},
	} {
		d := open(t, sla.TargetSpec{Metric: sla.Resolution, Within: within(8 * time.Hour)})
		d.st.Imported = when(t, "Wed 12:00")
		d.tell("Wed 12:00", "created", sla.Event{Kind: sla.Created, By: sla.System, Status: "open"})
		d.tell("Wed 12:00", "figure", sla.Event{Kind: sla.Carry, Clock: "resolution", Change: &sla.Change{Elapsed: sla.Duration(row.elapsed)}})
		v := d.view("Wed 12:00", "resolution")
		require.Equal(t, row.elapsed, time.Duration(v.Elapsed))
		require.Equal(t, when(t, row.due), v.Due, "%s", row.elapsed)
		require.Equal(t, row.breached, v.Breached)
		for _, e := range d.effects {
			require.True(t, e.Imported)
		}
		require.Len(t, d.effects, map[bool]int{true: 1}[row.breached])
		require.Equal(t, row.elapsed+3*time.Hour, time.Duration(d.view("Wed 15:00", "resolution").Elapsed))
	}
}
