package sim

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

const (
	least = "fifo+least-loaded"
	byDay = "earliest-due+scarce"
	ours  = "staged+next-promise+scarce+interrupt"
)

// drilled returns what a drill of a scenario finds with some strategies.
func drilled(t *testing.T, s Scenario, names ...string) *DrillReport {
	t.Helper()
	r, err := Drill{Scenario: s, Seeds: seedsOfTests(), Strategies: names}.Run()
	require.NoError(t, err)
	return r
}

// margins returns by how many points ours keeps more promises than another strategy, at each load.
func margins(t *testing.T, r *DrillReport, other string) (points []float64) {
	t.Helper()
	at := func(lines []DrillLine, name string) float64 {
		i := slices.IndexFunc(lines, func(l DrillLine) bool { return l.Strategy == name })
		return 100 * lines[i].Kept.Mean
	}
	for _, l := range r.Loads {
		points = append(points, at(l.Lines, ours)-at(l.Lines, other))
	}
	t.Logf("%s: ours keeps %.1f points more than %s", r.Scenario, points, other)
	return points
}

// The promise of a staged order that never prefers a lost promise, on the published desk, and what the README says of it.
func TestDrillOnThePublishedDesk(t *testing.T) {
	r := drilled(t, readScenario(t, "desk72.json"))
	for _, c := range []struct {
		other string
		least []float64
	}{{least, []float64{2, 5, 12}}, {byDay, []float64{1, 3, 8}}} {
		for i, points := range margins(t, r, c.other) {
			require.GreaterOrEqual(t, points, c.least[i], "%s at load %d", c.other, i)
		}
	}
	if seedsOfTests() != usualSeeds {
		return
	}
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	for _, line := range strings.Split(text.String(), "\n")[2 : 3+len(strategies)] {
		require.Contains(t, string(readme), line+"\n")
	}
}

// Nothing is made for that one desk: ours keeps more than the first five strategies on a desk of another shape, and about as
// much as the best of the others.
func TestDrillElsewhere(t *testing.T) {
	others := Strategies()[:6]
	r := drilled(t, otherDesk(), append(others, ours)...)
	for i, other := range others {
		for _, points := range margins(t, r, other) {
			if i < 5 {
				require.Positive(t, points, other)
			} else {
				require.Greater(t, points, -0.5, other)
			}
		}
	}
}

func seedsOfTests() int {
	if testing.Short() || raced {
		return 1
	}
	return usualSeeds
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
