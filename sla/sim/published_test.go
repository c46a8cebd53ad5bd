package sim

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func runPublished(t testing.TB, b Backtest, name string) *Report {
	t.Helper()
	f, err := os.Open(history(t, name))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	report, err := b.Run(name, f)
	require.NoError(t, err)
	require.Zero(t, report.Faults.Count, "%v", report.Faults.First)
	require.Zero(t, report.Refused)
	return report
}

// later adds up the agreement on tickets of a group opened after a month.
func later(a *Agreement, group, month string) (m Match) {
	for _, c := range a.Cells {
		if c.Group == group && c.Month > month {
			m.Add(c.Match)
		}
	}
	return m
}

// TestUCIVerdicts holds what examples/packs/uci498.yaml claims: goals found on March 2016 give the later verdicts.
func TestUCIVerdicts(t *testing.T) {
	b := Backtest{Policies: examplePack(t, "uci498.yaml"), Map: exampleMap(t, "uci498.map.yaml"), By: "priority"}
	report := runPublished(t, b, "uci498-incidents.csv.gz")
	require.Equal(t, 24918, report.Tickets)
	for _, want := range []struct {
		group            string
		agreed, compared int
	}{
		{"3", 14869, 14885},
		{"4", 390, 390},
	} {
		got := later(report.Verdict, want.group, "2016-03")
		require.Equal(t, want.agreed, got.Agreed, "priority %s", want.group)
		require.Equal(t, want.compared, got.Compared(), "priority %s", want.group)
		require.GreaterOrEqual(t, got.Share(), 0.998, "priority %s", want.group)
	}
	require.Equal(t, &Verdicts{BothMet: 15779, BothMissed: 9112, OnlyHistoryMet: 24, OnlyReplayMet: 3}, report.Verdict.Verdicts)
}

// TestUCIEvents replays the whole event log.
func TestUCIEvents(t *testing.T) {
	b := Backtest{Policies: examplePack(t, "uci498.yaml"), Map: exampleMap(t, "uci498-events.map.yaml"), By: "priority"}
	report := runPublished(t, b, "uci498-events.csv.gz")
	require.Equal(t, 141712, report.Rows)
	require.Equal(t, 24918, report.Tickets)
	require.Equal(t, 24918, report.Verdict.Compared())
	require.Equal(t, 24895, report.Verdict.Agreed)
	var all Counts
	for _, c := range report.Cells {
		all.add(c.Counts)
	}
	require.Equal(t, Counts{Met: 15800, Late: 9118}, all)
}

// TestBostonDueTimes holds what examples/packs/boston311.yaml claims.
func TestBostonDueTimes(t *testing.T) {
	b := Backtest{Policies: examplePack(t, "boston311.yaml"), Map: exampleMap(t, "boston311.map.yaml"), By: "type"}
	report := runPublished(t, b, "boston311-2011h2-sample.csv")
	require.Equal(t, 2992, report.Due.Compared())
	require.Equal(t, 2971, report.Due.Agreed)
	require.GreaterOrEqual(t, report.Due.Share(), 0.965)
}

// BenchmarkBacktestUCI replays 141,712 events a time, which may take two seconds.
func BenchmarkBacktestUCI(b *testing.B) {
	test := Backtest{Policies: examplePack(b, "uci498.yaml"), Map: exampleMap(b, "uci498-events.map.yaml"), By: "priority"}
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows += runPublished(b, test, "uci498-events.csv.gz").Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "events/s")
}
