package escalation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/escalation"
)

const fourLevels = `[
	{"at": "75%", "notify": ["assignee"]},
	{"at": "30m before", "notify": ["assignee", "lead"]},
	{"at": "due", "notify": ["lead"]},
	{"at": "1h after", "notify": ["log:desk"]}
]`

// busy returns a desk with a ladder of four levels on each of three clocks, of which nothing is due.
func busy(tb testing.TB) *desk {
	spec := escalation.Spec{People: people}
	for _, clock := range []string{"first_response", "resolution", "assignment"} {
		spec.Ladders = append(spec.Ladders, escalation.LadderSpec{Name: clock, On: clock, Levels: levels(tb, fourLevels)})
	}
	d := open(tb, spec)
	require.Len(tb, d.progress.Rungs, 3)
	d.s.Now = at("02 10:10")
	return d
}

// TestLookingCostsNoMemory is the budget of a step at which nothing is due.
func TestLookingCostsNoMemory(t *testing.T) {
	d := busy(t)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if out, err := d.ladders.Step(&d.progress, &d.s, nil, nil); err != nil || len(out) > 0 {
			t.Fatal(out, err)
		}
	}))
}

// BenchmarkStep looks at four levels on each of three clocks, of which nothing is due.
func BenchmarkStep(b *testing.B) {
	d := busy(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.ladders.Step(&d.progress, &d.s, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}
