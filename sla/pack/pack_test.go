package pack

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// anyFile draws a valid pack that uses each part of the written form now and then.
func anyFile() *rapid.Generator[File] {
	return rapid.Custom(func(t *rapid.T) File {
		f := File{
			Vocabulary: sla.Vocabulary{Fields: map[string]sla.Field{
				"priority": {Values: []string{"urgent", "high", "no", "1e3"}},
				"status":   {Values: []string{"open", "pending", "hold", "solved"}},
				"vip":      {Type: sla.FlagField},
			}},
			Calendars: map[string]calendar.Spec{"support": anyHours(t), "日本": anyHours(t)},
		}
		f.Calendars["both"] = calendar.Spec{Union: []string{"support", "日本"}}
		f.Statuses = sla.Statuses{
			Terminal:   []string{"solved"},
			Categories: map[string][]string{"waiting": {"pending", "hold"}},
		}
		for i := range rapid.IntRange(1, 3).Draw(t, "policies") {
			f.Policies = append(f.Policies, anyPolicy(t, fmt.Sprintf("policy %d", i)))
		}
		if rapid.Bool().Draw(t, "desk") {
			f.addDesk(t)
		}
		return f
	})
}

// addDesk adds some agents, queues and ladders.
func (f *File) addDesk(t *rapid.T) {
	with := func(label string) bool { return rapid.Bool().Draw(t, label) }
	hours := rapid.SampledFrom([]string{"", "support", "日本"})
	f.Agents = []AgentSpec{{ID: "ana", Hours: hours.Draw(t, "hours"), Capacity: rapid.IntRange(0, 3).Draw(t, "capacity")}, {ID: "no", Address: "log:<no>"}}
	f.Queues = []routing.QueueSpec{{Name: "010", When: "vip", Agents: []string{"no", "ana"}, Lead: "ana"}, {Name: "front"}}
	if with("overflow") {
		f.Queues[0].Overflow, f.Queues[0].Accept = "front", sla.Duration(rapid.Int64Range(1, 1e15).Draw(t, "accept"))
	}
	if with("roles") {
		f.Roles = map[string][]string{"日本": {"ana", "no"}}
		f.OnCall = map[string]escalation.RotationSpec{"off": {Members: []string{"no"}, From: 1, Turn: sla.Duration(24 * 3600e9), Calendar: "both"}}
	}
	if with("limits") {
		f.Limits = LimitsSpec{Hops: 3, Between: 1, Queue: "010", Notices: 9, Fallback: "log:null"}
		f.Queues[0].Overflow = ""
	}
	if with("tickets") {
		f.Tickets = TicketsSpec{Reopen: 1, Stuck: 2, ReopenTo: "pending", Link: "https://desk.example.com/{ticket}?a=1&b=<2>"}
	}
	for _, on := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{escalation.OnStuck, escalation.OnFailed, string(f.Policies[0].Targets[0].Metric)}), 0, 3, rapid.ID).Draw(t, "ladders") {
		f.Ladders = append(f.Ladders, anyLadder(t, on, hours.Draw(t, "quiet")))
	}
}

func anyLadder(t *rapid.T, on, quiet string) escalation.LadderSpec {
	at, err := escalation.ParsePoint(rapid.SampledFrom([]string{"2h after wall", "90m after wall"}).Draw(t, "at"))
	require.NoError(t, err)
	every, err := escalation.ParseLength(rapid.SampledFrom([]string{"30m wall", "90m"}).Draw(t, "every"))
	require.NoError(t, err)
	level := escalation.LevelSpec{At: at, Notify: []escalation.Who{"lead", "person no", "log:null"}, Set: map[string]string{"priority": "no"}, Move: "010"}
	if rapid.Bool().Draw(t, "repeats") {
		level.Repeat, level.Acknowledge = &escalation.RepeatSpec{Every: every, Times: 2}, every
	}
	return escalation.LadderSpec{Name: on, On: on, Calendar: "both", Quiet: quiet, Levels: []escalation.LevelSpec{level}}
}

func anyHours(t *rapid.T) calendar.Spec {
	spec := calendar.Spec{
		Name:  rapid.SampledFrom([]string{"", "Support", "no", "010", "say \"so\" <&>"}).Draw(t, "name"),
		Zone:  rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Asia/Tokyo"}).Draw(t, "zone"),
		Hours: map[string]string{"mon-fri": rapid.SampledFrom([]string{"09:00-17:00", "22:00-06:00", "08:00-12:00 13:00-17:30"}).Draw(t, "hours")},
	}
	if rapid.Bool().Draw(t, "dated") {
		spec.Special = []calendar.Special{{Name: "Christmas Eve", Date: "2026-12-24", Hours: "09:00-12:00"}}
		spec.Holidays = []calendar.HolidayList{
			{Country: "us", Remove: []string{"Columbus Day"}},
			{Add: map[string]string{"2026-05-04": "Founders", "12-31": "Silvester"}},
		}
		spec.Breaks = map[string]string{"mon-fri": "12:00-12:30"}
		spec.Shifts = map[string]string{"2026-02-28": "10:00-12:00"}
	}
	if rapid.Bool().Draw(t, "versioned") {
		later := calendar.Spec{Hours: map[string]string{"mon-thu": "10:00-16:00"}}
		spec.Versions = []calendar.Version{{From: "2027-01-01", Spec: later}}
	}
	return spec
}

func anyPolicy(t *rapid.T, name string) sla.PolicySpec {
	p := sla.PolicySpec{
		Name:     name,
		When:     rapid.SampledFrom([]string{"", "vip", `priority in ["urgent", "no"]`, `tier == "<gold>" and not vip`}).Draw(t, "when"),
		Calendar: rapid.SampledFrom([]string{"support", "日本", "both"}).Draw(t, "calendar"),
	}
	metrics := []sla.Metric{sla.FirstResponse, sla.Resolution, sla.NextResponse, "spare_part"}
	for _, m := range rapid.SliceOfNDistinct(rapid.SampledFrom(metrics), 1, 4, rapid.ID).Draw(t, "metrics") {
		p.Targets = append(p.Targets, anyTarget(t, m))
	}
	return p
}

func anyTarget(t *rapid.T, m sla.Metric) sla.TargetSpec {
	goal := func(label string) sla.Goal {
		text := rapid.SampledFrom([]string{"4h", "90m", "1h30m", "2h wall", "3 business days", "1 business day end of day", "2 days", "none"}).Draw(t, label)
		g, err := sla.ParseGoal(text)
		require.NoError(t, err)
		return g
	}
	ts := sla.TargetSpec{Metric: m, Within: sla.Within{All: goal("goal")}}
	if rapid.Bool().Draw(t, "by priority") {
		ts.Within = sla.Within{Each: map[string]sla.Goal{"urgent": goal("urgent"), "no": goal("no"), sla.OtherValue: goal("other")}}
	}
	if rapid.Bool().Draw(t, "pauses") {
		ts.Pause = []sla.PauseSpec{{Status: "pending", Max: sla.Duration(48 * 3600e9)}, {Status: "hold"}}
		ts.MaxPause = sla.Duration(rapid.Int64Range(1, 1e15).Draw(t, "max pause"))
	}
	for _, text := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"75%", "30m before", "1h after wall"}), 0, 3, rapid.ID).Draw(t, "thresholds") {
		p, err := sla.ParsePoint(text)
		require.NoError(t, err)
		ts.Thresholds = append(ts.Thresholds, sla.ThresholdSpec{At: p})
	}
	ts.Reopen = rapid.SampledFrom([]sla.Reopen{"", sla.ReopenIgnore, sla.ReopenNewCycle}).Draw(t, "reopen")
	ts.CountsInitial = rapid.Bool().Draw(t, "counts initial")
	return ts
}

// Law: the canonical form of a valid pack is read back as the same pack, under the same version, whether it is read as JSON
// or laid out as YAML, and its canonical form is itself.
func TestCanonicalFormReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := anyFile().Draw(t, "file")
		want, err := file.Compile(holidays.All{})
		require.NoError(t, err)
		text, err := want.MarshalText()
		require.NoError(t, err)
		for _, laidOut := range []string{string(text), asYAML(t, text)} {
			got, err := Read("pack", []byte(laidOut), holidays.All{})
			require.NoError(t, err, "%s", laidOut)
			require.Equal(t, want.Version(), got.Version(), "%s", laidOut)
			require.Equal(t, want.File, got.File)
			require.Equal(t, want.Policies.Versions(), got.Policies.Versions())
			again, err := got.MarshalText()
			require.NoError(t, err)
			require.Equal(t, string(text), string(again))
		}
	})
}

// asYAML lays canonical bytes out as another program would.
func asYAML(t *rapid.T, text []byte) string {
	var n yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &n))
	var plain func(*yaml.Node)
	plain = func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			n.Style = 0
		}
		for _, c := range n.Content {
			plain(c)
		}
	}
	plain(&n)
	out, err := yaml.Marshal(&n)
	require.NoError(t, err)
	return "# laid out anew\n" + string(out)
}

// edits change one thing each that a pack of anyFile means.
var edits = map[string]func(*File){
	"policy name": func(f *File) { f.Policies[0].Name += "!" },
	"condition":   func(f *File) { f.Policies[0].When = "tier == 'edited'" },
	"calendar": func(f *File) {
		f.Policies[0].Calendar = map[bool]string{true: "both", false: "support"}[f.Policies[0].Calendar == "support"]
	},
	"goal":       func(f *File) { f.Policies[0].Targets[0].Within = sla.Within{All: sla.BusinessTime(1)} },
	"pause":      func(f *File) { f.Policies[0].Targets[0].MaxPause++ },
	"flag":       func(f *File) { f.Policies[0].Targets[0].CountsInitial = !f.Policies[0].Targets[0].CountsInitial },
	"order":      func(f *File) { f.Policies = append(f.Policies[1:], f.Policies[0]) },
	"terminal":   func(f *File) { f.Statuses.Terminal = append(f.Statuses.Terminal, "hold") },
	"category":   func(f *File) { f.Statuses.Categories["waiting"] = []string{"pending"} },
	"vocabulary": func(f *File) { f.Vocabulary.Fields["vip"] = sla.Field{Type: sla.TextField} },
	"hours": func(f *File) {
		f.Calendars["both"] = calendar.Spec{Zone: "UTC", Hours: map[string]string{"sun": "07:00-07:30"}}
	},
	"agent":        func(f *File) { f.Agents = append(f.Agents, AgentSpec{ID: "new"}) },
	"queue":        func(f *File) { f.Queues = append(f.Queues, routing.QueueSpec{Name: "new"}) },
	"notices":      func(f *File) { f.Limits.Notices++ },
	"stuck":        func(f *File) { f.Tickets.Stuck++ },
	"new calendar": func(f *File) { f.Calendars["third"] = f.Calendars["support"] },
}

// Law: a pack that means one thing differently has another version, and one that does not has the same.
func TestVersionTellsPacksApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := anyFile().Draw(t, "file").Compile(holidays.All{})
		require.NoError(t, err)
		text, err := p.MarshalText()
		require.NoError(t, err)
		q, err := Read("copy", text, holidays.All{})
		require.NoError(t, err)
		edit := rapid.SampledFrom(slices.Sorted(maps.Keys(edits))).Draw(t, "edit")
		edits[edit](&q.File)
		edited, err := q.File.Compile(holidays.All{})
		if edit == "order" && len(p.File.Policies) == 1 {
			require.Equal(t, p.Version(), edited.Version())
			return
		}
		if edit == "vocabulary" && err != nil {
			return // a condition reads the flag
		}
		require.NoError(t, err)
		require.NotEqual(t, p.Version(), edited.Version(), edit)
	})
}

// Law: a key that nothing asks for is refused where it stands, wherever that is.
func TestEachStrangeKeyIsRefusedAtItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := anyFile().Draw(t, "file").Compile(holidays.All{})
		require.NoError(t, err)
		text, err := p.MarshalText()
		require.NoError(t, err)
		var braces []int
		for i, c := range text {
			if c == '{' && text[i+1] == '"' {
				braces = append(braces, i)
			}
		}
		at := rapid.SampledFrom(braces).Draw(t, "brace")
		broken := string(text[:at+1]) + `"zzz":1,` + string(text[at+1:])
		_, err = Read("x", []byte(broken), holidays.All{})
		var all Errors
		require.ErrorAs(t, err, &all, "%s", broken)
		require.Len(t, all, 1, "%s", err)
		require.True(t, strings.HasSuffix(all[0].Path, "zzz"), "%s", err)
		column := len([]rune(string(text[:at+1]))) + 1
		require.Contains(t, []int{column, column + len(`"zzz":`)}, all[0].Column, "%s", err)
	})
}

// A policy file in CI: a bad zone, overlapping windows, an unknown weekday and a zero target each come with their place,
// all in one run.
func TestPolicyFileInCI(t *testing.T) {
	_, err := Read("policies/desk.yaml", []byte(`calendars:
  support:
    zone: Europe/Belrin
    hours:
      mon-thu: 09:00-13:00 12:00-17:00
      frday: 09:00-15:00
policies:
  - name: standard
    calendar: support
    targets:
      - metric: first_response
        within: 0h
`), holidays.All{})
	var all Errors
	require.ErrorAs(t, err, &all)
	var got []string
	for _, e := range all {
		got = append(got, fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Path))
		require.True(t, strings.HasSuffix(e.Snippet, "^"), e.Snippet)
	}
	require.Equal(t, []string{
		"policies/desk.yaml:3:11: calendars.support.zone",
		"policies/desk.yaml:5:16: calendars.support.hours.mon-thu",
		"policies/desk.yaml:6:7: calendars.support.hours.frday",
		"policies/desk.yaml:12:17: policies[0].targets[0].within",
	}, got)
}

func FuzzRead(f *testing.F) {
	wrong, err := filepath.Glob("testdata/wrong/*.yaml")
	require.NoError(f, err)
	for _, file := range wrong {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(string(data))
	}
	f.Add("calendars:\n  support: {zone: UTC, hours: {mon-fri: 09:00-17:00}}\npolicies:\n  - name: a\n    calendar: support\n    targets: [{metric: resolution, within: 4h}]\n")
	f.Add(`{"policies": [{"name": "a", "targets": [{"metric": "resolution", "within": {"urgent": "1h wall", "other": "none"}}]}]}`)
	f.Add("vocabulary: {fields: {tier: {values: [gold]}}}\nstatuses: {terminal: [done]}\npolicies: [{when: tier == 'gold'}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Read("x", []byte(text), nil)
		if err != nil {
			var all Errors
			require.ErrorAs(t, err, &all)
			return
		}
		canonical, err := p.MarshalText()
		require.NoError(t, err)
		again, err := Read("x", canonical, nil)
		require.NoError(t, err, "%s", canonical)
		require.Equal(t, p.Version(), again.Version(), "%s", canonical)
	})
}

// A pack that says nothing of agents and ladders keeps the version that it had before there were any, and is a desk with one queue
// without a name and nobody in it.
func TestPackWithoutDeskKeepsItsVersion(t *testing.T) {
	p, err := Read("x", []byte("policies:\n  - name: standard\n    targets:\n      - {metric: resolution, within: 4h wall}\n"), nil)
	require.NoError(t, err)
	require.Equal(t, "beef0c8961c605ebd3a4805fe69e75ca04f84fd6171ce25db8d4128eee373122", p.Version())
	require.Equal(t, routing.Decision{}, p.Router.Route(routing.Request{Now: 1}, nil))
	var progress escalation.Progress
	actions, err := p.Ladders.Step(&progress, &escalation.Situation{Now: 1, State: sla.NewState("1"), Policies: p.Policies}, nil, nil)
	require.NoError(t, err)
	require.Empty(t, actions)
}

// A pack that says nothing of what packs can say since has the version that it always had: cases and records name it.
func TestPackWithoutMatrixKeepsItsVersion(t *testing.T) {
	data, err := os.ReadFile("../desk/desktest/testdata/journey.yaml")
	require.NoError(t, err)
	p, err := Read("journey.yaml", data, nil)
	require.NoError(t, err)
	require.Equal(t, "7df1c77fe3eb79b03845ad6cfc1cdfcc2e1c544d85929610c6ed20ebcbc8daaf", p.Version())
}
