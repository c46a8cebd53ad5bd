package escalation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// faults compiles a spec written as JSON and returns its problems.
func faults(t *testing.T, spec string) []string {
	t.Helper()
	var s escalation.Spec
	require.NoError(t, json.Unmarshal([]byte(spec), &s))
	return problems(t, s)
}

func problems(t *testing.T, s escalation.Spec) (lines []string) {
	t.Helper()
	with := map[string]calendar.Calendar{"never": calendar.Union()}
	for name, hours := range calendars {
		with[name] = hours
	}
	_, err := escalation.Compile(s, terms, with, clocks)
	if err != nil {
		var list calendar.Problems
		require.ErrorAs(t, err, &list)
		lines = strings.Split(list.Error(), "\n")
	}
	return lines
}

func TestEveryFaultIsToldAtItsPlace(t *testing.T) {
	require.Equal(t, []string{
		`people[0].id: missing; give the person an id`,
		`people[1].address: "home" is not an address; write scheme:rest without spaces, such as mailto:ana@example.com or slack:support`,
		`people[2].id: "ana" is declared already; give each person an id of its own`,
		`people[2].hours: unknown calendar "ofice"; did you mean "office"?`,
		`roles.chiefs: is empty; list at least one person`,
		`roles.leads[0]: unknown person "anna"; did you mean "ana"?`,
		`oncall.pager.members: is empty; list at least one person`,
		`oncall.pager.from: missing; write when the first turn began, such as 2026-01-05T09:00:00Z`,
		`oncall.pager.turn: must be at least 1m and at most 87600h; a week is 168h`,
		`oncall.pager.zone: "Berlin" is not a zone; write an IANA name such as Europe/Berlin`,
		`limits.notices: is negative; write how many notices a ticket may send a day`,
		`limits.fallback: "chief" is not an address; write scheme:rest without spaces, such as mailto:ana@example.com or slack:support`,
	}, faults(t, `{
		"people": [{"address": "log:x"}, {"id": "ana", "address": "home"}, {"id": "ana", "hours": "ofice"}],
		"roles": {"leads": ["anna"], "chiefs": []},
		"oncall": {"pager": {"members": [], "turn": "1s", "zone": "Berlin"}},
		"limits": {"notices": -1, "fallback": "chief"}
	}`))
	require.Equal(t, []string{
		`ladders[0].name: missing; give the ladder a name`,
		`ladders[0].on: missing; name a clock, or write paused, stuck or failed`,
		`ladders[0].levels: missing; write at least one level`,
		`ladders[1].when: 1:1: unknown field "prority"; did you mean "priority"?`,
		`ladders[1].on: unknown clock "resolvtion"; did you mean "resolution"?`,
		`ladders[1].calendar: unknown calendar "day"; write one of always, never, night, office`,
		`ladders[1].quiet: "always" never closes, so that nothing but critical levels would ever be told; name the hours of the night`,
		`ladders[1].levels[0].notify: names no address; the last level must notify one, such as mailto:desk@example.com, so that somebody always hears`,
		`ladders[2].name: "b" is the name of ladders[1] too; give each ladder a name of its own`,
		`ladders[2].calendar: "never" never opens, so that no business time would ever pass; name hours in which somebody works`,
		`ladders[2].quiet: "never" never opens, so that it is never quiet; name the hours of the night or remove the key`,
	}, faults(t, `{"ladders": [
		{"on": "", "levels": []},
		{"name": "b", "on": "resolvtion", "when": "prority == \"urgent\"", "calendar": "day", "quiet": "always", "levels": [{"at": "due", "notify": ["lead"]}]},
		{"name": "b", "on": "stuck", "calendar": "never", "quiet": "never", "levels": [{"at": "1h after wall", "notify": ["log:x"]}]}
	]}`))
}

func TestEveryFaultOfALevelIsToldAtItsPlace(t *testing.T) {
	for _, c := range []struct{ on, level, want string }{
		{"resolution", `{"notify": ["log:x"]}`, `.at: missing; write where it stands, such as 75%, 30m before, due or 1h after`},
		{"stuck", `{"notify": ["log:x"]}`, `.at: missing; write how long after, such as 2h after wall`},
		{"stuck", `{"at": "75%", "notify": ["log:x"]}`, `.at: 75% is a point of a clock; on stuck write how long after, such as 2h after wall`},
		{"paused", `{"at": "2h before", "notify": ["log:x"]}`, `.at: 2h before is a point of a clock; on paused write how long after, such as 2h after wall`},
		{"failed", `{"at": "2h after", "notify": ["log:x"]}`, `.at: counts business time without a calendar; name the ladder's calendar, or write 2h after wall`},
		{"failed", `{"at": "99999h after wall", "notify": ["log:x"]}`, `.at: is too long; write at most 87600h`},
		{"resolution", `{"at": "due", "when": "1", "notify": ["log:x"]}`, `.when: 1:1: a condition is true or false, but this is a number; compare it`},
		{"resolution", `{"at": "due", "notify": ["asignee", "log:x"]}`, `.notify[0]: "asignee" is nobody; did you mean "assignee"?`},
		{"resolution", `{"at": "due", "notify": ["ana", "log:x"]}`, `.notify[0]: "ana" is a person; write person ana`},
		{"resolution", `{"at": "due", "notify": ["persn ana", "log:x"]}`, `.notify[0]: "persn ana" is nobody; did you mean "person ana"?`},
		{"resolution", `{"at": "due", "notify": ["role", "log:x"]}`, `.notify[0]: "role" is nobody; write assignee, lead, watchers, role NAME, oncall NAME, person NAME, or an address such as slack:support`},
		{"resolution", `{"at": "due", "notify": ["lead ana", "log:x"]}`, `.notify[0]: "lead ana" is nobody; write assignee, lead, watchers, role NAME, oncall NAME, person NAME, or an address such as slack:support`},
		{"resolution", `{"at": "due", "notify": ["role chief", "log:x"]}`, `.notify[0]: unknown role "chief"; did you mean "chiefs"?`},
		{"resolution", `{"at": "due", "notify": ["oncall x", "log:x"]}`, `.notify[0]: unknown on-call schedule "x"`},
		{"resolution", `{"at": "due", "notify": ["person bn", "log:x"]}`, `.notify[0]: unknown person "bn"; write one of ana, ben, cleo`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "set": {"status": "open"}}`, `.set.status: is not for a level to set; use move to send the ticket elsewhere, or remove it`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "set": {"prio": "urgent"}}`, `.set.prio: unknown field "prio"`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "set": {"seats": "5"}}`, `.set.seats: is a number; a level sets texts, and adds tags with tag`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "set": {"priority": "urgnt"}}`, `.set.priority: unknown priority "urgnt"; did you mean "urgent"?`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "watch": ["cloe"]}`, `.watch[0]: unknown person "cloe"; did you mean "cleo"?`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "tag": [""]}`, `.tag[0]: unknown tag ""`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "runbook": "wiki"}`, `.runbook: "wiki" is not a link; write it whole, such as https://wiki.example.com/runbook`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "acknowledge": "1h"}`, `.acknowledge: counts business time without a calendar; name the ladder's calendar, or write 1h wall`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "repeat": {}}`, `.repeat.every: missing; write the time between two notices, such as 30m or 30m wall`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "repeat": {"every": "1h wall", "times": 21}}`, `.repeat.times: is 21; write 1 to 20`},
		{"resolution", `{"at": "due", "notify": ["log:x"], "repeat": {"every": "1h wall", "within": "-1h"}}`, `.repeat.within: must be more than zero and at most 87600h`},
	} {
		spec := escalation.Spec{People: people, Roles: map[string][]string{"chiefs": {"ana"}}, Ladders: []escalation.LadderSpec{
			{Name: "bell", On: c.on, Levels: levels(t, "["+c.level+"]")},
		}}
		require.Equal(t, []string{"ladders[0].levels[0]" + c.want}, problems(t, spec), c.level)
	}
	spec := ladder(t, "resolution", `[{"at": "due"}, {"at": "1h after", "notify": ["log:x"], "name": "due"}]`)
	spec.Ladders[0].Levels[1].Acknowledge = escalation.Length{For: -1, Wall: true}
	spec.Ladders[0].Levels[0].At.Offset = 5
	require.Equal(t, []string{
		"ladders[0].levels[0].at: is no point; write one such as 75%, 30m before, due or 1h after",
		"ladders[0].levels[0]: does nothing; say who is to be notified, or what to set, move, watch or tag",
		"ladders[0].levels[1].acknowledge: must be more than zero and at most 87600h",
	}, problems(t, spec))
}

func TestLevelsAreSortedAndUnique(t *testing.T) {
	for _, c := range []struct{ first, second, want string }{
		{"50%", "75%", ""},
		{"75%", "50%", "50% stands before 75% of levels[0]; sort the levels by where they stand"},
		{"due", "100%", "due is where levels[0] stands too; make one level of them"},
		{"30m before", "1h before", "1h before stands before 30m before of levels[0]; sort the levels by where they stand"},
		{"30m before", "75%", ""},
		{"75%", "30m before", ""},
		{"due", "99%", "99% stands before due of levels[0]; sort the levels by where they stand"},
		{"1h after", "due", "due stands before 1h after of levels[0]; sort the levels by where they stand"},
		{"1h after", "150%", ""},
		{"1h after", "30m after wall", "30m after wall stands before 1h after of levels[0]; sort the levels by where they stand"},
		{"30m after wall", "1h after", ""},
		{"1h before wall", "30m before", ""},
		{"30m before wall", "1h before", "1h before stands before 30m before wall of levels[0]; sort the levels by where they stand"},
	} {
		spec := ladder(t, "resolution", `[{"at": "`+c.first+`", "notify": ["lead"]}, {"at": "`+c.second+`", "notify": ["log:x"]}]`)
		var want []string
		if c.want != "" {
			want = []string{"ladders[0].levels[1].at: " + c.want}
		}
		require.Equal(t, want, problems(t, spec), "%s, then %s", c.first, c.second)
	}
	require.Equal(t, []string{`ladders[0].levels[1].name: "x" is the name of levels[0] too; give each level a name of its own`},
		problems(t, ladder(t, "resolution", `[{"name": "x", "at": "50%", "notify": ["lead"]}, {"name": "x", "at": "due", "notify": ["log:x"]}]`)))
	require.Equal(t, []string{`ladders[0].levels: has 21 entries; at most 20 are possible`},
		problems(t, ladder(t, "resolution", `[`+strings.Repeat(`{"at": "due"}, `, 20)+`{"at": "due"}]`)))
}

func TestCompileNeedsNoVocabulary(t *testing.T) {
	_, err := escalation.Compile(ladder(t, "resolution", `[{"at": "due", "notify": ["log:x"], "set": {"priority": "any"}}]`), nil, calendars, clocks)
	require.NoError(t, err)
}

func TestSpecSurvivesJSON(t *testing.T) {
	spec := ladder(t, "resolution", repeating)
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	var back escalation.Spec
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, spec, back)
}

func TestPointsAndLengthsAreTexts(t *testing.T) {
	for _, s := range []string{"75%", "due", "30m before", "1h after", "1h30m after wall", "30m before wall"} {
		p, err := escalation.ParsePoint(s)
		require.NoError(t, err)
		require.Equal(t, s, p.String())
	}
	for _, s := range []string{"", "now", "0%", "-1h after", "75% wall", "1h", "due wall", "1h after noon"} {
		_, err := escalation.ParsePoint(s)
		require.Error(t, err, s)
	}
	length, err := escalation.ParseLength(" 90m  wall ")
	require.NoError(t, err)
	require.Equal(t, escalation.Length{For: sla.Duration(90 * time.Minute), Wall: true}, length)
	for _, s := range []string{"", "0s", "-1h", "1h before", "1h wall wall", "wall"} {
		_, err := escalation.ParseLength(s)
		require.Error(t, err, s)
	}
	var none struct {
		At    escalation.Point
		Every escalation.Length
	}
	text, err := json.Marshal(none)
	require.NoError(t, err)
	require.JSONEq(t, `{"At": "", "Every": ""}`, string(text))
	require.NoError(t, json.Unmarshal(text, &none))
	require.True(t, none.At.IsZero() && none.Every.IsZero())
}

func FuzzPoint(f *testing.F) {
	for _, s := range []string{"75%", "due", "30m before", "1h after wall", "0.0001%", "99999999h after"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := escalation.ParsePoint(s)
		if err != nil {
			require.True(t, p.IsZero())
			return
		}
		back, err := escalation.ParsePoint(p.String())
		require.NoError(t, err)
		require.Equal(t, p, back)
	})
}

func FuzzLength(f *testing.F) {
	for _, s := range []string{"30m", "1h30m wall", "1ns", "99999999h", "wall"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := escalation.ParseLength(s)
		if err != nil {
			require.True(t, l.IsZero())
			return
		}
		back, err := escalation.ParseLength(l.String())
		require.NoError(t, err)
		require.Equal(t, l, back)
	})
}

// FuzzWho shows that any text either finds somebody or is refused at its place.
func FuzzWho(f *testing.F) {
	for _, s := range []string{"assignee", "person ana", "role chiefs", "oncall pager", "slack:support", "lead x", " : ", "a:b c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, who string) {
		spec := escalation.Spec{People: people, Ladders: []escalation.LadderSpec{{Name: "bell", On: "resolution", Levels: []escalation.LevelSpec{
			{At: escalation.Due, Notify: []escalation.Who{escalation.Who(who), "log:x"}},
		}}}}
		ladders, err := escalation.Compile(spec, terms, calendars, clocks)
		if err != nil {
			require.ErrorContains(t, err, "ladders[0].levels[0].notify[0]: ")
			return
		}
		require.NotNil(t, ladders)
	})
}

// FuzzKey shows that an act with any key is taken or ignored.
func FuzzKey(f *testing.F) {
	for _, s := range []string{"T-1/first_response/1/1/ana/bell:0:0.0", "/////", "~", "a/b/c/d/e/:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, key string) {
		d := open(t, ladder(t, "first_response", repeating))
		d.look("02 12:01")
		lines := d.acts("02 12:02", &escalation.Act{Kind: escalation.Acknowledge, Key: key})
		require.Len(t, lines, 1)
	})
}
