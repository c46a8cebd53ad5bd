package sim

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

const threeTickets = "id,prio,opened,answered,closed,ok,due\n" +
	"A,1,2026-01-05 09:00,2026-01-05 09:30,2026-01-05 13:00,yes,2026-01-05 13:00\n" +
	"B,1,2026-01-05 09:00,2026-01-05 10:01,2026-01-05 13:01,yes,2026-01-05 12:50\n" +
	"C,2,2026-02-05 09:00,,,no,\n" +
	"D,,2026-02-05 09:00,,2026-02-05 09:00,,2026-02-05 09:00\n"

func TestOutcomes(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: ticketsMap(), By: "priority"}
	report := mustRun(t, b, threeTickets)
	require.Equal(t, []Cell{
		{"first_response", "low", "2026-02", Counts{Open: 1}},
		{"first_response", "high", "2026-01", Counts{Met: 1, Late: 1}},
		{"first_response", "", "2026-02", Counts{Untargeted: 1}},
		{"resolution", "low", "2026-02", Counts{Open: 1}},
		{"resolution", "high", "2026-01", Counts{Met: 1, Late: 1}},
		{"resolution", "", "2026-02", Counts{Untargeted: 1}},
	}, report.Cells)
	require.Equal(t, Match{Agreed: 1, Differed: 1, Undecided: 1, Untold: 1}, report.Verdict.Match)
	require.Equal(t, &Verdicts{BothMet: 1, OnlyHistoryMet: 1}, report.Verdict.Verdicts)
	require.Equal(t, Match{Agreed: 1, Differed: 1, Undecided: 1, Untold: 1}, report.Due.Match)
	require.InDelta(t, 1.0/3, report.Due.Share(), 1e-9)
	require.Equal(t, "2026-01-05T12:50:00Z", report.Due.Examples[0].Claim)
	require.Equal(t, "10m", report.Due.Examples[0].Off.String())

	b.Until = instantOf("2026-02-05 17:01")
	report = mustRun(t, b, threeTickets)
	require.Equal(t, Counts{Overdue: 1}, report.Cells[3].Counts, "judged after it fell due")
	require.Equal(t, Match{Agreed: 2, Differed: 1, Untold: 1}, report.Verdict.Match)
}

func TestReportText(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: ticketsMap()}
	b.Other = readPack(t, "desk.yaml", strings.Replace(deskPack, "high: 4h", "high: 3h", 1))
	var text strings.Builder
	require.NoError(t, mustRun(t, b, threeTickets).WriteText(&text))
	require.Equal(t, strings.TrimPrefix(`
history.csv: 4 tickets in 4 rows

  clock           opened   met  late  overdue  open  cancelled  exempt  no goal  no due  breached
  first_response  2026-01    1     1        0     0          0       0        0       0    50.00%
  first_response  2026-02    0     0        0     1          0       0        1       0     0.00%
  first_response  all        1     1        0     1          0       0        1       0    25.00%
  resolution      2026-01    1     1        0     0          0       0        0       0    50.00%
  resolution      2026-02    0     0        0     1          0       0        1       0     0.00%
  resolution      all        1     1        0     1          0       0        1       0    25.00%

verdict of the clock resolution: 33.33% of 3 tickets agree
  opened   agreed  differed  undecided  untold   share
  2026-01       1         1          0       0  50.00%
  2026-02       0         0          1       1   0.00%
  all           1         1          1       1  33.33%

                  replay met  replay missed
  history met              1              1
  history missed           0              0

furthest apart
  ticket  opened             due                ended              history says  off by
  B       2026-01-05 09:00Z  2026-01-05 13:00Z  2026-01-05 13:01Z  met           1m

due time of the clock resolution: 33.33% of 3 tickets agree
  opened   agreed  differed  undecided  untold   share
  2026-01       1         1          0       0  50.00%
  2026-02       0         0          1       1   0.00%
  all           1         1          1       1  33.33%

  apart by    replay early  replay late
  nothing                0            1
  up to 1s               0            0
  up to 1m               0            0
  up to 5m               0            0
  up to 1h               0            1
  up to 24h              0            0
  up to 168h             0            0
  more                   0            0

furthest apart
  ticket  opened             due                ended              history says          off by
  B       2026-01-05 09:00Z  2026-01-05 13:00Z  2026-01-05 13:01Z  2026-01-05T12:50:00Z  10m

under the other policies: 1 newly late, 0 newly met

  clock           opened   met  late  overdue  open  cancelled  exempt  no goal  no due  breached
  first_response  2026-01    1     1        0     0          0       0        0       0    50.00%
  first_response  2026-02    0     0        0     1          0       0        1       0     0.00%
  first_response  all        1     1        0     1          0       0        1       0    25.00%
  resolution      2026-01    0     2        0     0          0       0        0       0   100.00%
  resolution      2026-02    0     0        0     1          0       0        1       0     0.00%
  resolution      all        0     2        0     1          0       0        1       0    50.00%

newly late
  ticket  clock       opened             ended              due before         due after
  A       resolution  2026-01-05 09:00Z  2026-01-05 13:00Z  2026-01-05 13:00Z  2026-01-05 12:00Z
`, "\n"), text.String())
}

func TestReportJSONRoundTrip(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: ticketsMap(), By: "priority"}
	b.Other = b.Policies
	report := mustRun(t, b, threeTickets+"E,1,tomorrow,,,,\n")
	var back Report
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, report)), &back))
	require.Equal(t, report, &back)
}

func TestProgress(t *testing.T) {
	var told []Progress
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1)}
	b.Progress = func(p Progress) error { told = append(told, p); return nil }
	text := eventsHeading + strings.Repeat("A,2026-01-05 09:00,1,,open,\n", progressRows+1) + "B\n"
	mustRun(t, b, text)
	require.Len(t, told, 2)
	require.Equal(t, progressRows, told[0].Rows)
	require.Equal(t, Progress{Bytes: int64(len(text)), Rows: progressRows + 2, Tickets: 2, Faults: 1}, told[1])
}

// TestEventsTellOnlyWhatChanged reads a ticket from rows that repeat its state.
func TestEventsTellOnlyWhatChanged(t *testing.T) {
	m := eventsMap(1)
	m.Tenant, m.Event.Opened = "tenant", "opened"
	table, err := openTable("h.csv", strings.NewReader("tenant,opened,"+eventsHeading+
		"acme,2026-01-05 08:00,A,2026-01-05 09:00,2,,open,one\n"+
		"acme,2026-01-05 08:00,A,2026-01-05 09:00,2,answer,open,one\n"+
		"acme,2026-01-05 08:00,A,2026-01-05 10:00,1,,pending,two\n"+
		"acme,2026-01-05 08:00,A,2026-01-05 07:00,2,question,,one\n"), ',')
	require.NoError(t, err)
	reader, err := newReader(&m, table, readPack(t, "desk.yaml", deskPack).Terms())
	require.NoError(t, err)
	var a ticket
	for range 4 {
		more, err := reader.next()
		require.NoError(t, err)
		require.True(t, more)
		require.Empty(t, reader.faults)
		a.steps = append(a.steps, reader.steps...)
	}
	a.sort()
	require.Equal(t, "acme", a.steps[0].tenant)
	eight, nine, ten := instantOf("2026-01-05 08:00"), instantOf("2026-01-05 09:00"), instantOf("2026-01-05 10:00")
	s := script{columns: reader.fields}
	require.Equal(t, []sla.Event{
		{Key: "00000000", Kind: sla.Created, At: eight, By: sla.Customer, Team: "one", Fields: sla.Fields{"priority": "low"}},
		{Key: "00000001", Kind: sla.Message, At: eight, By: sla.Customer, Public: true},
		{Key: "00000002", Kind: sla.StatusSet, At: nine, Status: "open"},
		{Key: "00000003", Kind: sla.Message, At: nine, By: sla.Agent, Public: true},
		{Key: "00000004", Kind: sla.Changed, At: ten, Fields: sla.Fields{"priority": "high"}},
		{Key: "00000005", Kind: sla.Assigned, At: ten, Team: "two"},
		{Key: "00000006", Kind: sla.StatusSet, At: ten, Status: "pending"},
	}, s.write(&a))
}
