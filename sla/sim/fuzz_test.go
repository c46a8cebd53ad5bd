package sim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzRun feeds any text to a run: it ends, and each row and each ticket of it is accounted for.
func FuzzRun(f *testing.F) {
	f.Add(eventsHeading+"A,2026-01-05 09:00,1,answer,open,a\nA,2026-01-05 10:00,2,,closed,\n", false, 1)
	f.Add("\ufeff\"id\",\"prio\",opened,answered,closed,ok,due\r\nA,1,2026-01-05 09:00,,2026-01-05 10:00,yes,\r\n", true, 0)
	f.Add(eventsHeading+"A,2026-01-05 09:00,1,,open,\nB,x,1,,open,\nA,2026-01-05 10:00,1,,closed,\n\"", false, 2)
	f.Add(eventsHeading+"\"A\nB\",2026-01-05 09:00,1,question,open,\"\"\"\"\nA\"\n", false, 3)
	f.Add(zip(f, eventsHeading+"A,9999-01-05 09:00,1,,open,\n"), false, 1)
	policies := readPack(f, "desk.yaml", deskPack)
	f.Fuzz(func(t *testing.T, text string, moments bool, window int) {
		b := Backtest{Policies: policies, By: "priority", Map: eventsMap(max(0, min(window, mostWindow)))}
		if moments {
			b.Map = ticketsMap()
		}
		report, err := b.Run("fuzz.csv", strings.NewReader(text))
		if err != nil {
			require.Nil(t, report)
			return
		}
		counted := 0
		for _, c := range report.Cells {
			if c.Clock == "resolution" {
				counted += c.Cycles()
			}
		}
		require.LessOrEqual(t, report.Tickets, report.Rows)
		require.LessOrEqual(t, report.Lost, report.Faults.Count)
		require.LessOrEqual(t, report.Refused, report.Tickets)
		require.GreaterOrEqual(t, counted, report.Tickets-report.Refused)
		if report.Faults.Count == 0 {
			require.Zero(t, report.Refused)
		}
		require.NoError(t, report.WriteText(&strings.Builder{}))
		asJSON(t, report)
	})
}
