package main

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/pack"
)

// deskPack returns the pack of the scripts.
func deskPack(t require.TestingT) *pack.Pack {
	p, err := (&call{}).readPack("testdata/desk.yaml")
	require.NoError(t, err)
	return p
}

// drawEvent returns an event that any policies of the desk take.
func drawEvent(t *rapid.T) sla.Event {
	kinds := []sla.Kind{sla.Created, sla.Message, sla.StatusSet, sla.Changed, sla.Exempted, sla.SetDue, sla.Retargeted}
	ev := sla.Event{
		Key:  rapid.StringMatching(`[a-z0-9 "\\é/]{1,8}`).Draw(t, "key"),
		At:   sla.Instant(rapid.Int64Range(1_700_000_000e9, 1_800_000_000e9).Draw(t, "at")),
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
	}
	switch ev.Kind {
	case sla.Created, sla.Message:
		ev.By, ev.Public = rapid.SampledFrom([]sla.Party{sla.Customer, sla.Agent}).Draw(t, "by"), rapid.Bool().Draw(t, "public")
	case sla.StatusSet:
		ev.Status = rapid.SampledFrom([]string{"open", "pending", "solved"}).Draw(t, "status")
	case sla.Changed:
		ev.Fields = sla.Fields{
			"priority": rapid.SampledFrom([]string{"urgent", "high", "normal"}).Draw(t, "priority"),
			"seats":    rapid.Float64Range(0, 1e6).Draw(t, "seats"),
			"tags":     []any{"a", "b"},
		}
	case sla.Exempted:
		ev.Clock, ev.Reason, ev.Actor = "resolution", "on holiday", "bo"
	case sla.SetDue:
		ev.Clock, ev.Change = "resolution", &sla.Change{Due: ev.At.Add(time.Hour), Snap: true}
	case sla.Retargeted:
		ev.Clock, ev.Change = "resolution", &sla.Change{Goal: sla.BusinessTime(90 * time.Minute), Mode: sla.KeepElapsed}
	}
	return ev
}

// drawEvents returns events with a key each.
func drawEvents(t *rapid.T) []sla.Event {
	events := rapid.SliceOfN(rapid.Custom(drawEvent), 1, 6).Draw(t, "events")
	for i := range events {
		events[i].Key += "#" + strconv.Itoa(i)
	}
	return events
}

// Law: events that are written and read again are the same, as a list and as lines, with any space between.
func TestEventsAreReadBack(t *testing.T) {
	check := checkWith(deskPack(t).Policies)
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		spaces := rapid.StringMatching(` {0,3}`)
		list, err := json.MarshalIndent(events, spaces.Draw(t, "prefix"), spaces.Draw(t, "indent"))
		require.NoError(t, err)
		got, err := readEvents("list.json", list, check)
		require.NoError(t, err)
		require.Equal(t, events, got)

		var lines strings.Builder
		for _, ev := range events {
			line, err := json.Marshal(ev)
			require.NoError(t, err)
			lines.WriteString(rapid.SampledFrom([]string{"", "\n", " \r\n"}).Draw(t, "before") + string(line))
			lines.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "  \n\n"}).Draw(t, "after"))
		}
		got, err = readEvents("lines.jsonl", []byte(lines.String()), check)
		require.NoError(t, err)
		require.Equal(t, events, got)
	})
}

// Law: the fault of one event among others is found on its line.
func TestFaultsAreOnTheirLines(t *testing.T) {
	check := checkWith(deskPack(t).Policies)
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		wrong := rapid.IntRange(0, len(events)-1).Draw(t, "wrong")
		events[wrong].Kind = "nothing"
		lines := make([]string, len(events))
		for i, ev := range events {
			text, err := json.Marshal(ev)
			require.NoError(t, err)
			lines[i] = string(text)
		}
		for text, first := range map[string]int{
			strings.Join(lines, "\n"):                  1,
			"[\n" + strings.Join(lines, ",\n") + "\n]": 2,
		} {
			_, err := readEvents("events", []byte(text), check)
			var faults pack.Errors
			require.ErrorAs(t, err, &faults)
			require.Len(t, faults, 1)
			require.Equal(t, first+wrong, faults[0].Line, "%v", err)
			require.True(t, strings.HasPrefix(string([]rune(lines[wrong])[faults[0].Column-1:]), `"nothing"`), "%v", err)
		}
	})
}

// Law: an event that stands twice is read twice; another one under its key is told at that key.
func TestKeysAreOwn(t *testing.T) {
	check := checkWith(deskPack(t).Policies)
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		events = append(events, events[rapid.IntRange(0, len(events)-1).Draw(t, "again")])
		text, err := json.Marshal(events)
		require.NoError(t, err)
		got, err := readEvents("events", text, check)
		require.NoError(t, err)
		require.Equal(t, events, got)

		last := len(events) - 1
		events[last].At++
		text, err = json.Marshal(events)
		require.NoError(t, err)
		_, err = readEvents("events", text, check)
		var faults pack.Errors
		require.ErrorAs(t, err, &faults)
		require.Len(t, faults, 1)
		require.Equal(t, calendar.IndexPath("", last)+".key", faults[0].Path)
	})
}

func FuzzReadEvents(f *testing.F) {
	for _, name := range []string{"42.json", "43.jsonl", "44.yaml", "45.json", "wrong.json", "wrong.jsonl"} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("{}\n{]\n"))
	f.Add([]byte(""))
	f.Add([]byte("[]"))
	policies := deskPack(f).Policies
	check := checkWith(policies)
	f.Fuzz(func(t *testing.T, data []byte) {
		events, err := readEvents("events", data, check)
		if err != nil {
			var faults pack.Errors
			require.True(t, errors.As(err, &faults), "%v has no place", err)
			for _, one := range faults {
				require.True(t, one.File == "events" && one.Line > 0 && one.Column > 0 && one.Message != "", "%#v", one)
			}
			return
		}
		for _, ev := range events {
			require.NoError(t, check(ev))
		}
		_, _, err = policies.Rebuild("fuzz", 0, events)
		require.NoError(t, err)
	})
}
