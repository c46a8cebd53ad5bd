package sla_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

// signal is what a workflow waits for: an event at an instant of its virtual time.
type signal struct {
	when string
	ev   sla.Event
}

// workflow runs one ticket as a foreign engine would: it sleeps until the wake instant or the next signal, whichever comes
// first, keeps nothing but the JSON of the state, and returns what it said, each with the virtual time at which it did.
func workflow(t *testing.T, d *diary, signals []signal, until string) (said []string, stored []byte) {
	stored, err := json.Marshal(d.st)
	require.NoError(t, err)
	for {
		st := &sla.State{}
		require.NoError(t, json.Unmarshal(stored, st))
		now, next := when(t, until), -1
		if len(signals) > 0 {
			now, next = when(t, signals[0].when), 0
		}
		if wake, ok := st.Wake(); ok && wake < now {
			now, next = wake, -1
		} else if next < 0 {
			return said, stored
		}
		var out []sla.Effect
		if next == 0 {
			ev := signals[0].ev
			ev.At, signals = now, signals[1:]
			out, err = d.p.Step(st, ev, nil)
		} else {
			out, err = d.p.Advance(st, now, nil)
		}
		require.NoError(t, err)
		for _, e := range out {
			said = append(said, now.Time().Format("Mon 15:04:05.999999999")+" "+e.ID())
		}
		stored, err = json.Marshal(st)
		require.NoError(t, err)
	}
}

func repairs(t *testing.T) *diary {
	warning, err := sla.ParsePoint("75%")
	require.NoError(t, err)
	return open(t, sla.TargetSpec{
		Metric: "repair", Within: within(4 * time.Hour), MaxPause: sla.Duration(24 * time.Hour),
		Thresholds: []sla.ThresholdSpec{{Name: "warning", At: warning}},
	})
}

var repairSignals = []signal{
	{"Mon 09:00", sla.Event{Key: "1", Kind: sla.Created, By: sla.Customer, Status: "open"}},
	{"Mon 10:00", sla.Event{Key: "2", Kind: sla.Start, Clock: "repair"}},
	{"Mon 12:00", sla.Event{Key: "3", Kind: sla.Pause, Clock: "repair", Reason: "parts", Actor: "ann"}},
	{"Mon 14:00", sla.Event{Key: "4", Kind: sla.Resume, Clock: "repair", Reason: "parts", Actor: "ann"}},
	{"Mon 14:30", sla.Event{Key: "5", Kind: sla.Pause, Clock: "repair", Reason: "travel", Actor: "bob"}},
	{"Wed 16:00", sla.Event{Key: "6", Kind: sla.Stop, Clock: "repair"}},
}

// Another engine: a workflow sleeps until the wake instant and takes signals that pause and resume. It says everything at the
// instant after which it is true, and what it stored decodes to what it was.
func TestScenarioAnotherEngine(t *testing.T) {
	said, stored := workflow(t, repairs(t), repairSignals, "+Mon 09:00")
	require.Equal(t, []string{
		"Tue 12:30:00.000000001 42/repair/1/pause_limit/0", // 24 h of pauses: 2 h on Monday, 22 h until here
		"Tue 13:00:00.000000001 42/repair/1/threshold:warning/0",
		"Tue 14:00:00.000000001 42/repair/1/breach/0",
		"Wed 16:00:00 42/repair/1/late/0",
	}, said)
	golden(t, "testdata/state.golden.json", stored)
}

// golden compares a document with a file. A host stores such documents: what reads one must read it for good.
func golden(t *testing.T, file string, stored []byte) {
	t.Helper()
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, stored, "", "  "))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(file, append(indented.Bytes(), '\n'), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), indented.String()+"\n")

	st := &sla.State{}
	require.NoError(t, json.Unmarshal(want, st))
	again, err := json.Marshal(st)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(again))
}

// A stale job: one that wakes for what no longer holds finds nothing to say and changes nothing.
func TestScenarioStaleJob(t *testing.T) {
	d := repairs(t)
	d.opened("Mon 09:00")
	d.tell("Mon 10:00", "start", sla.Event{Kind: sla.Start, Clock: "repair"})
	job, ok := d.st.Wake()
	require.True(t, ok)
	d.tell("Mon 11:00", "stop", sla.Event{Kind: sla.Stop, Clock: "repair"})
	before := document(t, d.st)
	for range 2 {
		out, err := d.p.Advance(d.st, job, nil)
		require.NoError(t, err)
		require.Empty(t, out)
	}
	require.Equal(t, before, document(t, d.st))
	_, ok = d.st.Wake()
	require.False(t, ok)
}
