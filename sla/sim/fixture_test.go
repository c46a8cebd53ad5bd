package sim

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// root returns the folder that holds go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		require.NotEqual(t, up, dir, "no go.mod above the test")
		dir = up
	}
}

// history returns the path of a published history, and skips the test where the folder with them is absent.
func history(t testing.TB, name string) string {
	t.Helper()
	folder := filepath.Join(root(t), "..", "shared", "data")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the published histories are not here: no folder ../shared/data beside the repository")
	}
	return filepath.Join(folder, name)
}

func readPack(t testing.TB, name string, text string) *sla.Policies {
	t.Helper()
	p, err := pack.Read(name, []byte(text), nil)
	require.NoError(t, err)
	return p.Policies
}

func examplePack(t testing.TB, name string) *sla.Policies {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "examples", "packs", name))
	require.NoError(t, err)
	return readPack(t, name, string(text))
}

func exampleMap(t testing.TB, name string) Map {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "examples", "packs", name))
	require.NoError(t, err)
	m, err := ReadMap(name, text)
	require.NoError(t, err)
	return m
}

// deskPack is always open, so that each due time is the opening plus the goal.
const deskPack = `
vocabulary:
  fields:
    priority: {values: [low, high]}
    seats: {type: number}
    vip: {type: flag}
calendars:
  always: {zone: Etc/UTC, hours: {mon-sun: 00:00-24:00}}
policies:
  - name: desk
    calendar: always
    targets:
      - metric: first_response
        within: {low: 2h, high: 1h, other: none}
      - metric: resolution
        within: {low: 8h, high: 4h, other: none}
        pause: [pending]
`

// ticketsMap reads one row a ticket, and eventsMap one row an event.
func ticketsMap() Map {
	return Map{
		Ticket: "id",
		Time:   Time{Layout: "2006-01-02 15:04", Zone: "Etc/UTC"},
		Fields: map[string]Column{"priority": {Column: "prio", Words: map[string]string{"1": "high", "2": "low"}}},
		Moments: []Moment{
			{Column: "opened", Kind: Opened},
			{Column: "answered", Kind: Reply},
			{Column: "closed", Kind: Changed, Status: "closed"},
		},
		Verdict: &Verdict{Column: "ok", Clock: "resolution", Met: []string{"yes"}, Missed: []string{"no"}},
		Due:     &Due{Column: "due", Clock: "resolution"},
	}
}

func eventsMap(window int) Map {
	return Map{
		Ticket: "id",
		Time:   Time{Layout: "2006-01-02 15:04", Zone: "Etc/UTC"},
		Fields: map[string]Column{"priority": {Column: "prio", Words: map[string]string{"1": "high", "2": "low"}}},
		Event: &Event{
			At: "at", Kind: &Column{Column: "what", Words: map[string]string{"answer": "reply", "question": "asked"}},
			Status: &Column{Column: "state"}, Team: &Column{Column: "team"}, Window: window,
		},
	}
}

func mustRun(t require.TestingT, b Backtest, text string) *Report {
	report, err := b.Run("history.csv", strings.NewReader(text))
	require.NoError(t, err)
	return report
}

func instantOf(text string) sla.Instant {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return sla.At(at)
}
