package sim

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// endless writes rows as they are read, so that the history itself takes no memory.
type endless struct {
	row, rows int
	left      []byte
	line      func(row int) string
}

func (e *endless) Read(p []byte) (int, error) {
	for len(e.left) == 0 {
		if e.row > e.rows {
			return 0, io.EOF
		}
		e.left = []byte(eventsHeading)
		if e.row > 0 {
			e.left = []byte(e.line(e.row))
		}
		e.row++
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

// The memory that a run holds does not grow with the length of its history: neither in a history grouped by ticket, nor
// in one where many tickets are open at once, nor in one where no row can be used.
func TestLawMemoryIsBounded(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	for _, history := range []struct {
		name         string
		rows, window int
		line         func(row int) string
	}{
		{"grouped", 300_000, 1, func(row int) string {
			return fmt.Sprintf("T%d,%s,1,answer,%s,a\n", row/4, minute(row), [...]string{"open", "pending", "open", "closed"}[row%4])
		}},
		{"mixed", 100_000, 1000, func(row int) string {
			return fmt.Sprintf("T%d,%s,1,answer,s%d,a\n", row/4000*1000+row%1000, minute(row), row/1000)
		}},
		{"faulty", 300_000, 1, func(row int) string { return fmt.Sprintf("T%d,%d,1,,,\n", row, row) }},
	} {
		t.Run(history.name, func(t *testing.T) {
			rows := history.rows
			var early, late uint64
			b := Backtest{Policies: policies, Map: eventsMap(history.window), Progress: func(p Progress) error {
				switch p.Rows {
				case rows / 10:
					early = liveHeap()
				case rows:
					late = max(late, liveHeap())
				}
				return nil
			}}
			report, err := b.Run("endless.csv", &endless{rows: rows, line: history.line})
			require.NoError(t, err)
			require.Equal(t, rows, report.Rows)
			remembered := uint64(64*min(report.Tickets, 2*mostRemembered) + 2<<20) // what tells a ticket that comes back
			require.Less(t, late, early+remembered, "live heap after a tenth of the rows and at their end")
		})
	}
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
