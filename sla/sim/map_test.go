package sim

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

// TestMapFaults holds the exact words of each fault of a map.
func TestMapFaults(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(m *Map)
		want  []string
	}{
		{"none", func(*Map) {}, nil},
		{"names", func(m *Map) {
			m.Ticket, m.Verdict.Column, m.Verdict.Clock, m.Due.Column, m.Due.Clock, m.Moments[1].Column = "", "", "", "", "", ""
			m.Fields["priority"] = Column{}
		}, []string{
			"ticket: is missing", "fields.priority.column: is missing", "moments[1].column: is missing",
			"verdict.column: is missing", "verdict.clock: is missing", "due.column: is missing", "due.clock: is missing",
		}},
		{"separator", func(m *Map) { m.Separator = "||" }, []string{
			`separator: "||" cannot separate cells; write one character such as ; or a tab`,
		}},
		{"quote as separator", func(m *Map) { m.Separator = `"` }, []string{
			`separator: "\"" cannot separate cells; write one character such as ; or a tab`,
		}},
		{"fields", func(m *Map) { m.Fields["team"], m.Fields["id"] = Column{Column: "team"}, Column{Column: "nr"} }, []string{
			"fields.id: is told by ticket; move the column there",
			"fields.team: is told by event.team or a moment; move the column there",
		}},
		{"no shape", func(m *Map) { m.Moments = nil }, []string{
			"has neither moments nor event; write moments for one row a ticket, or event for one row an event",
		}},
		{"both shapes", func(m *Map) { m.Event = &Event{At: "at"} }, []string{
			"event: a map has moments or event, not both; remove one",
		}},
		{"two openings", func(m *Map) { m.Moments[1].Kind = OpenedByAgent }, []string{
			"moments: has 2 moments that open the ticket; write exactly one of the kind opened or opened_by_agent",
		}},
		{"moments", func(m *Map) {
			m.Moments = append(m.Moments,
				Moment{Column: "a", Kind: "answer"}, Moment{Column: "b", Kind: Changed}, Moment{Column: "c", Kind: Reply, Status: "open"},
				Moment{Column: "d", Kind: Assigned}, Moment{Column: "e", Kind: Note, Team: "x"})
		}, []string{
			`moments[3].kind: unknown kind "answer"; write one of opened, opened_by_agent, asked, reply, note, automatic, changed, assigned, merged, deleted, spam, restored`,
			"moments[4].status: is missing; write the status that the ticket took",
			"moments[5].status: only a moment of the kind changed has a status; remove it",
			"moments[6]: has neither team nor agent; write whom the ticket was given to",
			"moments[7]: only a moment of the kind assigned has a team or an agent; remove them",
		}},
		{"event", func(m *Map) {
			m.Moments = nil
			m.Event = &Event{
				Kind:   &Column{Column: "what", Words: map[string]string{"b": "repply", "a": "asked"}},
				Status: &Column{}, Team: &Column{}, Agent: &Column{}, Window: mostWindow + 1,
			}
		}, []string{
			"event.at: is missing", `event.kind.words.b: unknown kind "repply"; did you mean "reply"?`,
			"event.status.column: is missing", "event.team.column: is missing", "event.agent.column: is missing",
			"event.window: must be from 1 to 1000000, or left out for 1",
		}},
		{"claims", func(m *Map) { m.Verdict.Met, m.Due.Tolerance = nil, -1 }, []string{
			`verdict: write in met and in missed which cells say so, such as met: ["true"] and missed: ["false"]`,
			"due.tolerance: must not be below zero",
		}},
		{"an empty verdict", func(m *Map) { m.Verdict.Missed = []string{"no", ""} }, []string{
			"verdict: an empty cell gives no verdict; remove it from met and missed",
		}},
		{"a cell for both", func(m *Map) { m.Verdict.Missed = []string{"no", "yes"} }, []string{
			`verdict.missed[1]: "yes" stands in met too; remove one`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := ticketsMap()
			test.spoil(&m)
			err := m.Check()
			if test.want == nil {
				require.NoError(t, err)
				return
			}
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.Equal(t, test.want, strings.Split(problems.Error(), "\n"))
		})
	}
}

// TestExampleMapsAreSound reads each map that stands in examples.
func TestExampleMapsAreSound(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(root(t), "examples", "packs", "*.map.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		exampleMap(t, filepath.Base(path))
	}
}

// TestMapRoundTrip writes a map as JSON, which is YAML, and reads it back.
func TestMapRoundTrip(t *testing.T) {
	for _, m := range []Map{ticketsMap(), eventsMap(1000)} {
		text, err := json.Marshal(m)
		require.NoError(t, err)
		back, err := ReadMap("map.json", text)
		require.NoError(t, err)
		require.Equal(t, m, back)
	}
}

// FuzzReadMap takes any text for a map: it is refused, or a run with it ends.
func FuzzReadMap(f *testing.F) {
	for _, m := range []Map{ticketsMap(), eventsMap(3)} {
		text, err := json.Marshal(m)
		require.NoError(f, err)
		f.Add(string(text))
	}
	paths, err := filepath.Glob(filepath.Join(root(f), "examples", "packs", "*.map.yaml"))
	require.NoError(f, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(string(text))
	}
	policies := readPack(f, "desk.yaml", deskPack)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMap("fuzz.yaml", []byte(text))
		if err != nil {
			return
		}
		require.NoError(t, m.Check())
		b := Backtest{Policies: policies, Map: m}
		for _, history := range []string{
			eventsHeading + "A,2026-01-05 09:00,1,answer,open,a\n",
			"id,prio,opened,answered,closed,ok,due\nA,1,2026-01-05 09:00,,2026-01-05 10:00,yes,\n",
		} {
			report, err := b.Run("history.csv", strings.NewReader(history))
			require.Equal(t, err == nil, report != nil)
		}
	})
}
