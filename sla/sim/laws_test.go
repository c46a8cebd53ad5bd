package sim

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

func minute(n int) string {
	return epoch.Add(time.Duration(n) * time.Minute).Format("2006-01-02 15:04")
}

const eventsHeading = "id,at,prio,what,state,team\n"

// drawEvents returns the rows of a random event history, one list a ticket, each in the order of time.
func drawEvents(t *rapid.T) [][]string {
	tickets := make([][]string, rapid.IntRange(1, 12).Draw(t, "tickets"))
	for i := range tickets {
		at := rapid.IntRange(0, 200_000).Draw(t, "opened")
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			tickets[i] = append(tickets[i], fmt.Sprintf("T%d,%s,%s,%s,%s,%s", i, minute(at),
				rapid.SampledFrom([]string{"1", "2", ""}).Draw(t, "prio"),
				rapid.SampledFrom([]string{"answer", "question", ""}).Draw(t, "what"),
				rapid.SampledFrom([]string{"open", "pending", "closed", ""}).Draw(t, "state"),
				rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "team")))
			at += rapid.IntRange(0, 600).Draw(t, "later")
		}
	}
	return tickets
}

func grouped(tickets [][]string) string {
	return eventsHeading + strings.Join(slices.Concat(tickets...), "\n") + "\n"
}

// mixed deals the rows of the tickets in a random order that keeps the order within each ticket.
func mixed(t *rapid.T, tickets [][]string) string {
	left := make([][]string, len(tickets))
	copy(left, tickets)
	var b strings.Builder
	b.WriteString(eventsHeading)
	for len(left) > 0 {
		i := rapid.IntRange(0, len(left)-1).Draw(t, "next")
		b.WriteString(left[i][0] + "\n")
		if left[i] = left[i][1:]; len(left[i]) == 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	return b.String()
}

func asJSON(t require.TestingT, report *Report) string {
	text, err := json.Marshal(report)
	require.NoError(t, err)
	return string(text)
}

// The order of the rows of different tickets does not matter, as long as the window holds the tickets.
func TestLawOrderOfTicketsDoesNotMatter(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		tickets := drawEvents(t)
		b := Backtest{Policies: policies, By: "priority", Map: eventsMap(1)}
		want := asJSON(t, mustRun(t, b, grouped(tickets)))
		b.Map = eventsMap(len(tickets))
		require.Equal(t, want, asJSON(t, mustRun(t, b, mixed(t, tickets))))
		b.Map = eventsMap(1)
		require.Equal(t, want, asJSON(t, mustRun(t, b, grouped(rapid.Permutation(tickets).Draw(t, "order")))))
	})
}

// The order of the rows of one ticket does not matter where no two have the same instant.
func TestLawOrderWithinATicketDoesNotMatter(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		tickets := drawEvents(t)
		instant := func(row string) string { return strings.Split(row, ",")[1] }
		for i, rows := range tickets {
			tickets[i] = slices.CompactFunc(rows, func(a, b string) bool { return instant(a) == instant(b) })
		}
		b := Backtest{Policies: policies, By: "priority", Map: eventsMap(1)}
		want := asJSON(t, mustRun(t, b, grouped(tickets)))
		for i, rows := range tickets {
			tickets[i] = rapid.Permutation(rows).Draw(t, "rows")
		}
		require.Equal(t, want, asJSON(t, mustRun(t, b, grouped(tickets))))
	})
}

// A history says the same plain, compressed, in several compressed parts, with a byte order mark, with CRLF, quoted, and
// however its bytes arrive.
func TestLawTheWrappingDoesNotMatter(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		text := grouped(drawEvents(t))
		b := Backtest{Policies: policies, By: "priority", Map: eventsMap(1)}
		want := asJSON(t, mustRun(t, b, text))
		quoted := `"` + strings.NewReplacer(",", `","`, "\n", "\"\n\"").Replace(strings.TrimSuffix(text, "\n")) + `"`
		cut := rapid.IntRange(0, len(text)).Draw(t, "cut")
		for name, other := range map[string]string{
			"gz":     zip(t, text),
			"parts":  zip(t, text[:cut]) + zip(t, text[cut:]),
			"mark":   "\ufeff" + text,
			"gzmark": zip(t, "\ufeff"+text),
			"crlf":   strings.ReplaceAll(text, "\n", "\r\n"),
			"quoted": quoted,
			"mixed":  "\ufeff" + strings.ReplaceAll(quoted, "\n", "\r\n\r\n"),
		} {
			report, err := b.Run("history.csv", iotest.OneByteReader(strings.NewReader(other)))
			require.NoError(t, err, name)
			require.Equal(t, want, asJSON(t, report), name)
		}
	})
}

func zip(t require.TestingT, text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// A verdict worked out by hand agrees with the replay in every ticket: always open, the promise is kept when the ticket
// is closed within the goal and the time it was pending.
func TestLawVerdictIsArithmetic(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("id,prio,opened,answered,closed,ok,due\n")
		n := rapid.IntRange(1, 20).Draw(t, "tickets")
		for i := range n {
			opened, prio := rapid.IntRange(0, 500_000).Draw(t, "opened"), rapid.IntRange(1, 2).Draw(t, "prio")
			goal, ok := prio*4*60, "yes"
			took := goal + rapid.IntRange(-goal, 600).Draw(t, "over")
			if took > goal {
				ok = "no"
			}
			fmt.Fprintf(&b, "T%d,%d,%s,,%s,%s,%s\n", i, prio, minute(opened), minute(opened+took), ok, minute(opened+goal))
		}
		report := mustRun(t, Backtest{Policies: policies, Map: ticketsMap()}, b.String())
		require.Equal(t, Match{Agreed: n}, report.Verdict.Match)
		require.Equal(t, Match{Agreed: n}, report.Due.Match)
		require.Equal(t, n, report.Due.Spread.Bands[0].Late)
	})
}

// Each row is either used or has a fault at its line, and each ticket is counted once.
func TestLawNothingIsDroppedInSilence(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		tickets := drawEvents(t)
		rows := slices.Concat(tickets...)
		var lines []int
		lost, spoilt := 0, map[string]bool{}
		for i, row := range rows {
			if rapid.IntRange(0, 3).Draw(t, "spoil") == 0 {
				rows[i] = spoil(t, row)
				lines = append(lines, i+2)
				if strings.HasPrefix(rows[i], ",") || strings.Contains(rows[i], `"`) {
					lost++
				} else {
					spoilt[strings.Split(row, ",")[0]] = true
				}
			}
		}
		var found []int
		b := Backtest{Policies: policies, Map: eventsMap(1), OnFault: func(f Fault) { found = append(found, f.Line) }}
		report := mustRun(t, b, eventsHeading+strings.Join(rows, "\n")+"\n")
		require.Equal(t, lines, found)
		require.Equal(t, len(lines), report.Faults.Count)
		require.Equal(t, len(rows), report.Rows)
		require.Equal(t, lost, report.Lost)
		require.Equal(t, len(spoilt), report.Refused)
		counted := 0
		for _, c := range report.Cells {
			if c.Clock == "resolution" {
				counted += c.Cycles()
			}
		}
		require.Equal(t, report.Tickets, counted+report.Refused)
	})
}

// spoil returns the row with exactly one fault.
func spoil(t *rapid.T, row string) string {
	cells := strings.Split(row, ",")
	switch rapid.IntRange(0, 5).Draw(t, "fault") {
	case 0:
		cells[0] = ""
	case 1:
		cells[1] = "yesterday"
	case 2:
		cells[2] = "urgent"
	case 3:
		cells[3] = "shrug"
	case 4:
		return row + ",one too many"
	default:
		cells[4] = `a "quote`
	}
	return strings.Join(cells, ",")
}

// Policies change nothing against themselves, and what is newly late one way is newly met the other way.
func TestLawWhatIfIsSymmetric(t *testing.T) {
	one := readPack(t, "desk.yaml", deskPack)
	other := readPack(t, "desk.yaml", strings.NewReplacer("low: 8h, high: 4h", "low: 3h, high: 6h").Replace(deskPack))
	rapid.Check(t, func(t *rapid.T) {
		text := grouped(drawEvents(t))
		run := func(a, b Backtest) *WhatIf {
			a.Other, a.Map = b.Policies, eventsMap(1)
			return mustRun(t, a, text).WhatIf
		}
		a, b := Backtest{Policies: one, By: "priority"}, Backtest{Policies: other, By: "priority"}
		same := run(a, a)
		require.Zero(t, same.NewlyLate+same.NewlyMet)
		there, back := run(a, b), run(b, a)
		require.Equal(t, there.NewlyLate, back.NewlyMet)
		require.Equal(t, there.NewlyMet, back.NewlyLate)
		a.Map, b.Map = eventsMap(1), eventsMap(1)
		first, second := mustRun(t, a, text).Cells, mustRun(t, b, text).Cells
		require.Equal(t, second, there.Cells)
		require.Equal(t, breaches(second)-breaches(first), there.NewlyLate-there.NewlyMet)
	})
}

func breaches(cells []Cell) (n int) {
	for _, c := range cells {
		n += c.Breaches()
	}
	return n
}

// A ticket opened at a bound is counted after it, and what is counted before and after a bound makes the whole.
func TestLawBoundsSplit(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	rapid.Check(t, func(t *rapid.T) {
		tickets := drawEvents(t)
		text := grouped(tickets)
		at := instantOf(strings.Split(rapid.SampledFrom(tickets).Draw(t, "cut at")[0], ",")[1])
		whole := Backtest{Policies: policies, Map: eventsMap(1)}
		before, after := whole, whole
		before.To, after.From = at, at
		all, first, second := mustRun(t, whole, text), mustRun(t, before, text), mustRun(t, after, text)
		require.Equal(t, all.Tickets, first.Outside+second.Outside)
		sum := func(r *Report) (c Counts) {
			for _, cell := range r.Cells {
				c.add(cell.Counts)
			}
			return c
		}
		both := sum(first)
		both.add(sum(second))
		require.Equal(t, sum(all), both)
	})
}
