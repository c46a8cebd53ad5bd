package sim

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

const (
	least = "fifo+least-loaded"
	byDay = "earliest-due+scarce"
	ours  = "staged+next-promise+scarce+interrupt"
)

// margins returns by how many points ours keeps more promises than another strategy, at each load.
func margins(t *testing.T, s Scenario, other string, seeds int) (points []float64) {
	t.Helper()
	r, err := Drill{Scenario: s, Seeds: seeds, Strategies: []string{other, ours}}.Run()
	require.NoError(t, err)
	for _, l := range r.Loads {
		points = append(points, 100*(l.Lines[1].Kept.Mean-l.Lines[0].Kept.Mean))
	}
	t.Logf("%s: ours keeps %.1f points more than %s", s.Name, points, other)
	return points
}

// The promise of a staged order that never prefers a lost promise, on the published desk.
func TestDrillMargins(t *testing.T) {
	s := readScenario(t, "desk72.json")
	for _, c := range []struct {
		other string
		least []float64
	}{{least, []float64{2, 5, 12}}, {byDay, []float64{1, 3, 8}}} {
		for i, points := range margins(t, s, c.other, seedsOfTests()) {
			require.GreaterOrEqual(t, points, c.least[i], "%s at load %d", c.other, i)
		}
	}
}

// Nothing is made for that one desk: the order is the same on a desk of another shape.
func TestDrillMarginsElsewhere(t *testing.T) {
	for _, other := range []string{least, byDay} {
		for _, points := range margins(t, otherDesk(), other, seedsOfTests()) {
			require.Greater(t, points, 0.5, other)
		}
	}
}

func seedsOfTests() int {
	if testing.Short() {
		return 1
	}
	return 5
}

func TestDrillRefuses(t *testing.T) {
	_, err := Drill{
		Scenario: otherDesk(), Loads: []float64{1, 0, -1, 101}, Seeds: 1001, Strategies: []string{ours, "fifo+frist"},
	}.Run()
	require.Equal(t, calendar.Problems{
		{Path: "loads[1]", Message: "0 is no load; write one above 0 and at most 100"},
		{Path: "loads[2]", Message: "-1 is no load; write one above 0 and at most 100"},
		{Path: "loads[3]", Message: "101 is no load; write one above 0 and at most 100"},
		{Path: "seeds", Message: "must be from 1 to 1000"},
		{Path: "strategies[1]", Message: `unknown strategy "fifo+frist"; did you mean "fifo+first"?`},
	}, err)
	_, err = Drill{}.Run()
	require.ErrorContains(t, err, "scenario.agents: is missing")
}

func BenchmarkDrill(b *testing.B) {
	s := readScenario(b, "desk72.json")
	c := compile(&s)
	tickets := c.demand(1, 1)
	for _, chosen := range strategies {
		b.Run(chosen.name, func(b *testing.B) {
			for b.Loop() {
				mustPlan(b, c, chosen).play(tickets)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(tickets)), "ns/ticket")
		})
	}
}
