package sim

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

// TestFaults holds the exact words of each fault of a row.
func TestFaults(t *testing.T) {
	policies := readPack(t, "desk.yaml", deskPack)
	tickets, events := ticketsMap(), eventsMap(1)
	tickets.Fields["seats"] = Column{Column: "seats"}
	tickets.Fields["vip"] = Column{Column: "vip"}
	plain := ticketsMap()
	plain.Fields["priority"] = Column{Column: "prio"}
	const heading = "id,prio,opened,answered,closed,ok,due,seats,vip\n"
	const good = "A,1,2026-01-05 09:00,,2026-01-05 10:00,yes,,3,true\n"
	for _, test := range []struct {
		name, text string
		m          Map
		want       []string
	}{
		{"none", heading + good, tickets, nil},
		{"no id", heading + ",1,2026-01-05 09:00,,,,,,\n", tickets, []string{
			"h.csv:2: id: is empty; write the id of the ticket",
		}},
		{"no opening", heading + "A,1,,,,,,,\n", tickets, []string{
			"h.csv:2: opened: is empty; write the instant in the layout 2006-01-02 15:04",
		}},
		{"instants", heading + "A,1,5.1.2026,soon,2026-02-30 10:00,,,,\n", tickets, []string{
			`h.csv:2: opened: "5.1.2026" is no instant; write it in the layout 2006-01-02 15:04`,
			`h.csv:2: answered: "soon" is no instant; write it in the layout 2006-01-02 15:04`,
			`h.csv:2: closed: "2026-02-30 10:00" is no instant; write it in the layout 2006-01-02 15:04`,
		}},
		{"the start of counting", heading + "A,1,1970-01-01 00:00,,,,,,\n", tickets, []string{
			`h.csv:2: opened: "1970-01-01 00:00" is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing`,
		}},
		{"before the opening", heading + "A,1,2026-01-05 09:00,,2026-01-05 08:00,,,,\n", tickets, []string{
			`h.csv:2: closed: "2026-01-05 08:00" lies before the opening of the ticket; mend one of the two`,
		}},
		{"cells", heading + "A,9,2026-01-05 09:00,,,maybe,,many,perhaps\n", tickets, []string{
			`h.csv:2: prio: "9" has no meaning in the map; add it to the words of the column`,
			`h.csv:2: seats: "many" is no number, as seats is; write digits, or translate it by words in the map`,
			`h.csv:2: vip: "perhaps" is no flag, as vip is; write true or false, or translate it by words in the map`,
			`h.csv:2: ok: "maybe" is no verdict; add it to met or missed in the map`,
		}},
		{"numbers that are none", heading + "A,1,2026-01-05 09:00,,,,,NaN,\nB,1,2026-01-05 09:00,,,,,1e999,\n", tickets, []string{
			`h.csv:2: seats: "NaN" is no number, as seats is; write digits, or translate it by words in the map`,
			`h.csv:3: seats: "1e999" is no number, as seats is; write digits, or translate it by words in the map`,
		}},
		{"values", strings.Replace(heading, "seats", "tier", 1) + good, plain, []string{
			`h.csv:2: prio: unknown value of priority "1"; write one of low, high, or translate it by words in the map`,
		}},
		{"length", heading + "A,1\n" + good + "B,1,2026-01-05 09:00,,,,,,,\n", tickets, []string{
			"h.csv:2: has 2 cells where the heading has 9; write one cell a column, empty ones too",
			`h.csv:3: id: ticket "A" has a row above, and this one is left out; keep one row a ticket, or map the history as events`,
			"h.csv:4: has 10 cells where the heading has 9; write one cell a column, empty ones too",
		}},
		{"quotes", heading + "A \"x\",1,2026-01-05 09:00,,,,,,\n\"B\"x,1,2026-01-05 09:00,,,,,,\n\n" + good + "\"C", tickets, []string{
			`h.csv:2: holds a quote within a plain cell; quote the whole cell and write "" for a quote`,
			`h.csv:3: has a quoted cell that does not end well; write "" for a quote within and end the cell with one quote`,
			`h.csv:6: has a quoted cell that does not end well; write "" for a quote within and end the cell with one quote`,
		}},
		{"a cell of several lines", heading + "\"A\nA\",1,never,,,,,,\nB,1,never,,,,,,\n", tickets, []string{
			`h.csv:3: opened: "never" is no instant; write it in the layout 2006-01-02 15:04`,
			`h.csv:4: opened: "never" is no instant; write it in the layout 2006-01-02 15:04`,
		}},
		{"a ticket twice", heading + good + strings.Replace(good, "A", "B", 1) + good, tickets, []string{
			`h.csv:4: id: ticket "A" has a row above, and this one is left out; keep one row a ticket, or map the history as events`,
		}},
		{"a ticket comes back", eventsHeading +
			"A,2026-01-05 09:00,1,,open,\nB,2026-01-05 09:00,1,,open,\nA,2026-01-05 10:00,1,,closed,\n", events, []string{
			`h.csv:4: id: ticket "A" comes back after it was counted, and this row is left out; sort the history by ticket, or raise event.window above 1`,
		}},
		{"kinds", eventsHeading + "A,2026-01-05 09:00,1,yell,open,\n", events, []string{
			`h.csv:2: what: "yell" has no meaning in the map; add it to the words of the column`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := Backtest{Policies: policies, Map: test.m}
			report, err := b.Run("h.csv", strings.NewReader(test.text))
			require.NoError(t, err)
			var got []string
			for _, f := range report.Faults.First {
				got = append(got, f.Error())
			}
			require.Equal(t, test.want, got)
			require.Equal(t, len(test.want), report.Faults.Count)
		})
	}
}

func TestFaultsAreAllCountedAndSomeKept(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1)}
	report := mustRun(t, b, eventsHeading+strings.Repeat("A\n", 250))
	require.Equal(t, 250, report.Faults.Count)
	require.Len(t, report.Faults.First, mostFaults)
	require.Equal(t, 1, report.Tickets)
	require.Equal(t, 1, report.Refused)
}

// TestUnreadable holds what ends a run.
func TestUnreadable(t *testing.T) {
	zipped := zip(t, eventsHeading+strings.Repeat("A,2026-01-05 09:00,1,,open,\n", 100))
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "h.csv:1: is empty; write a line of column headings first"},
		{"blank lines", "\n\n", "h.csv:1: is empty; write a line of column headings first"},
		{"heading", "id,a\"b\n", `h.csv:1: holds a quote within a plain cell; quote the whole cell and write "" for a quote`},
		{"encoding", "\xff\xfei\x00d\x00", "h.csv: is written in UTF-16; save it in UTF-8"},
		{"cut short", zipped[:len(zipped)-9], "h.csv: after row 100: the compressed text breaks off; fetch or write the whole file again: unexpected EOF"},
		{"no gzip", "\x1f\x8bthis is no gzip at all", "h.csv: gzip: invalid header"},
		{"endless quote", eventsHeading + "A,\"" + strings.Repeat("never closed\n", 100_000), "h.csv: after row 0: row is longer than 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1)}
			_, err := b.Run("h.csv", strings.NewReader(test.text))
			require.EqualError(t, err, test.want)
		})
	}
}

func TestUnreadableSentinels(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1)}
	_, err := b.Run("h.csv", strings.NewReader(eventsHeading+"\""+strings.Repeat("x", 3*longestRow)))
	require.ErrorIs(t, err, ErrTooLong)
	_, err = b.Run("h.csv", strings.NewReader("\x1f\x8bthis is no gzip at all"))
	require.ErrorIs(t, err, gzip.ErrHeader)
	broken := errors.New("the disk is gone")
	_, err = b.Run("h.csv", io.MultiReader(strings.NewReader(eventsHeading), failing{broken}))
	require.ErrorIs(t, err, broken)
	cut := fmt.Errorf("the line went down: %w", io.EOF)
	_, err = b.Run("h.csv", io.MultiReader(strings.NewReader(eventsHeading), failing{cut}))
	require.ErrorIs(t, err, cut, "an end that is no end")
	stop := errors.New("stop")
	b.Progress = func(Progress) error { return stop }
	_, err = b.Run("h.csv", strings.NewReader(eventsHeading))
	require.Equal(t, stop, err)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestMapDoesNotFit holds the faults of a map against one heading: all of them at once.
func TestMapDoesNotFit(t *testing.T) {
	m := ticketsMap()
	m.Ticket = "Id"
	m.Fields["priority"] = Column{Column: "prio", Words: map[string]string{"1": "hihg"}}
	m.Fields["colour"] = Column{Column: "vip"}
	m.Moments[1].Column = "answer"
	m.Due.Column = "twice"
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: m}
	_, err := b.Run("h.csv", strings.NewReader("id,prio,opened,answered,closed,ok,twice,twice\n"))
	var problems calendar.Problems
	require.ErrorAs(t, err, &problems)
	require.Equal(t, []string{
		`ticket: unknown column "Id"; did you mean "id"?`,
		`fields.colour: unknown field "colour"`,
		`fields.colour.column: unknown column "vip"; write one of id, prio, opened, answered, closed, ok, twice, twice`,
		`fields.priority.words.1: unknown value of priority "hihg"; did you mean "high"?`,
		`moments[1].column: unknown column "answer"; did you mean "answered"?`,
		`due.column: column "twice" stands twice in the heading; rename one of the two in the history`,
	}, strings.Split(problems.Error(), "\n"))
}

func TestUnknownClock(t *testing.T) {
	m := ticketsMap()
	m.Verdict.Clock = "resolution time"
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: m}
	_, err := b.Run("h.csv", strings.NewReader("id,prio,opened,answered,closed,ok,due\nA,1,2026-01-05 09:00,,,,\n"))
	require.EqualError(t, err, `verdict.clock: unknown clock "resolution time"; write one of first_response, resolution`)
}

func TestPoliciesMustFit(t *testing.T) {
	_, err := (&Backtest{Map: eventsMap(1)}).Run("h.csv", strings.NewReader(eventsHeading))
	require.EqualError(t, err, "policies: missing; a backtest needs some")

	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1)}
	b.Map.Fields["seats"], b.Map.Fields["vip"] = Column{Column: "team"}, Column{Column: "state"}
	other := strings.NewReplacer("seats: {type: number}", "seat: {type: number}", "vip: {type: flag}", "vip: {}").Replace(deskPack)
	b.Other = readPack(t, "other.yaml", other)
	_, err = b.Run("h.csv", strings.NewReader(eventsHeading))
	require.EqualError(t, err, "fields.seats: unknown field of the other policies \"seats\"; did you mean \"seat\"?\n"+
		"fields.vip: is a flag, and a text under the other policies; declare it alike in both vocabularies")
}

// TestEmptyWords reads a cell whose word is empty as one that says nothing.
func TestEmptyWords(t *testing.T) {
	b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: eventsMap(1), By: "priority"}
	b.Map.Fields["priority"].Words["?"], b.Map.Event.Kind.Words["seen"] = "", ""
	report := mustRun(t, b, eventsHeading+"A,2026-01-05 09:00,?,seen,open,\n")
	require.Zero(t, report.Faults.Count)
	require.Equal(t, Counts{Untargeted: 1}, report.Cells[0].Counts)
	require.Empty(t, report.Cells[0].Group)
}

func TestGrouping(t *testing.T) {
	for by, want := range map[string]string{
		"prioriti": `by: unknown field of the map "prioriti"; did you mean "priority"?`,
		"seats":    `by: "seats" is no text with declared values; declare its values in the vocabulary, or group by another field`,
	} {
		m := eventsMap(1)
		m.Fields["seats"] = Column{Column: "team"}
		b := Backtest{Policies: readPack(t, "desk.yaml", deskPack), Map: m, By: by}
		_, err := b.Run("h.csv", strings.NewReader(eventsHeading))
		require.EqualError(t, err, want)
	}
}
