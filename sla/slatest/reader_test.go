package slatest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

const (
	businessText = `{"format": 1, "tzdata": "2025b",
"schedules": {"desk": {"tz": "Etc/UTC", "weekly": {"mon": [["09:00", "17:00"]]}}},
"cases": [
{"id": "a", "title": "t", "schedule": "desk", "op": "add", "args": {"at": "2024-01-01T09:00:00Z", "seconds": 3600}, "expect": "2024-01-01T10:00:00Z"}
]}`
	clockText = `{"format": {"name": "sla-scenarios", "version": 1},
"calendars": {"always": {"always": true}, "desk": {"zone": "UTC", "week": {"mon": [["09:00", "17:00"]]}}},
"scenarios": [{"id": "a", "title": "t", "level": "ticket",
"clocks": [{"id": "r", "metric": "resolution", "calendar": "always", "target_s": 3600, "thresholds": [{"id": "half", "pct": 50}]}],
"events": [{"id": "e1", "at": "2024-01-01T09:00:00Z", "type": "created", "by": "customer", "status": "open"},
{"id": "e2", "at": "2024-01-01T09:45:00Z", "type": "sweep"},
{"id": "e3", "at": "2024-01-01T10:00:00Z", "type": "status", "to": "solved"}],
"checks": [{"at": "2024-01-01T11:00:00Z", "clock": "r", "state": "met", "elapsed_s": 3600}],
"sweep_effects": [{"sweep": "2024-01-01T09:45:00Z", "effects": [{"clock": "r", "cycle": 1, "effect": "threshold:half", "at": "2024-01-01T09:30:00Z"}]}]
}]}`
	vectorText = `[{"ID": "a", "TZ": "UTC", "Week": {"Mon": "22:00-30:00"}, "Holidays": null, "Half": {"2024-01-08": "09:00-12:00"},
"Start": "2024-01-01T23:00:00Z", "Dur": "8h", "Want": "2024-01-08T10:00:00Z"}]`
)

func TestSmallCorporaHold(t *testing.T) {
	for _, text := range []string{businessText, clockText, vectorText} {
		c, err := ReadCorpus("x", []byte(text))
		require.NoError(t, err)
		report := c.Run()
		require.Empty(t, report.Mismatches())
		require.Equal(t, 1, report.Passed())
	}
}

// Whatever is not understood is refused at its place; nothing is passed over.
func TestReadCorpusRefuses(t *testing.T) {
	for _, fault := range []struct{ text, old, new, want string }{
		{businessText, `"cases"`, `"casez"`, "x:1:1: no corpus of a known format; write a mapping with schedules and cases, one with calendars and scenarios, or a list of vectors"},
		{businessText, `"format": 1`, `"format": 2`, "format: must be 1, the version of the format that is known"},
		{businessText, `"title"`, `"titl"`, `cases[0].titl: unknown key "titl"; did you mean "title"?`},
		{businessText, `"op": "add"`, `"op": "ad"`, `cases[0].op: unknown operation "ad"; write one of is_open, next_open, next_close, prev_close, add, add_latest, sub, between, windows`},
		{businessText, `"op": "add"`, `"op": "between"`, "cases[0].args.from: missing; between needs it"},
		{businessText, `"op": "add"`, `"op": "next_open"`, "cases[0].args.seconds: next_open has no use for it; remove it"},
		{businessText, `"op": "add"`, `"op": "is_open"`, "cases[0].expect: must be true or false"},
		{businessText, `"schedule": "desk"`, `"schedule": "house"`, `cases[0].schedule: unknown schedule "house"; write one of desk`},
		{businessText, `"2024-01-01T10:00:00Z"`, `"ten"`, "cases[0].expect: must be an instant, or null for never"},
		{businessText, `, "expect": "2024-01-01T10:00:00Z"`, ``, "cases[0].expect: missing; say what the answer is, or null for never"},
		{businessText, `"2024-01-01T09:00:00Z"`, `"nine"`, `cases[0].args.at: "nine" is not an instant; write it as in RFC 3339, such as 2026-03-06T16:30:00Z`},
		{businessText, `"17:00"`, `"25:00"`, `schedules.desk.hours.mon: "25:00" is not a time of day: write two digits each for hour and minute, 00:00 to 24:00`},
		{businessText, `"id": "a"`, `"id": ""`, "cases[0].id: missing; give each case an id of its own"},
		{clockText, `"version": 1`, `"version": 2`, "format: must have the name sla-scenarios and the version 1, which are known"},
		{clockText, `"metric": "resolution"`, `"metric": "resolved"`, `scenarios[0].clocks[0].metric: unknown metric "resolved"`},
		{clockText, `"calendar": "always"`, `"calendar": "allways"`, `scenarios[0].clocks[0].calendar: unknown calendar "allways"; did you mean "always"?`},
		{clockText, `"target_s": 3600, `, ``, "scenarios[0].clocks[0].target_s: write either target_s or business_days"},
		{clockText, `"pct": 50`, `"pct": 50, "after_s": 3`, "scenarios[0].clocks[0].thresholds[0]: needs an id and one of pct, before_s, after_s and before_wall_s"},
		{clockText, `"type": "created"`, `"type": "create"`, `scenarios[0].events[0].type: unknown type of event "create"; did you mean "created"?`},
		{clockText, `"by": "customer", `, ``, "scenarios[0].events[0].by: missing; created needs it"},
		{clockText, `"by": "customer"`, `"by": "custom"`, `scenarios[0].events[0].by: unknown party "custom"; did you mean "customer"?`},
		{clockText, `"to": "solved"`, `"to": "solved", "group": "a"`, "scenarios[0].events[2].group: status has no use for it; remove it"},
		{clockText, `"type": "sweep"`, `"type": "pause", "clock": "q", "reason": "w"`, `scenarios[0].events[1].clock: unknown clock "q"`},
		{clockText, `"clock": "r", "state"`, `"clock": "q", "state"`, `scenarios[0].checks[0].clock: unknown clock "q"; write one of r`},
		{clockText, `"state": "met", "elapsed_s": 3600`, `"cycle": 1`, "scenarios[0].checks[0]: asserts nothing; write a value or remove it"},
		{clockText, `"met"`, `"meet"`, `scenarios[0].checks[0].state: unknown state "meet"; did you mean "met"?`},
		{clockText, `"elapsed_s"`, `"elapsed"`, `scenarios[0].checks[0].elapsed: unknown key "elapsed"; did you mean "elapsed_s"?`},
		{clockText, `"sweep": "2024-01-01T09:45:00Z"`, `"sweep": "2024-01-01T09:46:00Z"`, "scenarios[0].sweep_effects[0].sweep: names no sweep among the events; write the instant of one"},
		{clockText, `"level": "ticket"`, `"level": "tickets"`, `scenarios[0].level: unknown level "tickets"; did you mean "ticket"?`},
		{clockText, `"target_s": 3600`, `"target_s": -1`, "scenarios[0].clocks[0].target_s: must be 1 to 3200000000 seconds"},
		{clockText, `"pct": 50`, `"pct": 0`, "scenarios[0].clocks[0].thresholds[0].pct: must be more than 0 and at most 1000"},
		{businessText, `"seconds": 3600`, `"seconds": 1e99`, "cases[0].args.seconds: must be 0 to 3200000000"},
		{vectorText, `"Dur": "8h"`, `"Dur": "8"`, `[0].Dur: "8" is not a length of time; write one such as 7h30m`},
		{vectorText, `"Start": "2024-01-01T23:00:00Z", `, ``, "[0].Start: missing; write an instant"},
		{vectorText, `"Holidays": null`, `"Holidays": 3`, "[0].Holidays: must be a list of dates, or null"},
		{vectorText, `"22:00-30:00"`, `"20:00-50:00"`, `[0].Week: hours.mon: "50:00" is not a time of day: write two digits each for hour and minute, 00:00 to 24:00`},
		{vectorText, `"ID"`, `"Id"`, `[0].Id: unknown key "Id"; did you mean "ID"?`},
	} {
		require.Contains(t, fault.text, fault.old)
		text := strings.Replace(fault.text, fault.old, fault.new, 1)
		_, err := ReadCorpus("x", []byte(text))
		var all pack.Errors
		require.ErrorAs(t, err, &all, "%s", fault.new)
		if !strings.Contains(err.Error(), fault.want) {
			t.Errorf("%s\n got %s\nwant %s", fault.new, err, fault.want)
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	one := strings.TrimSuffix(strings.TrimPrefix(vectorText, "["), "]")
	_, err := ReadCorpus("x", []byte("["+one+","+one+"]"))
	require.ErrorContains(t, err, `[1].ID: "a" is the id of [0] too; give each case an id of its own`)
}

func FuzzReadCorpus(f *testing.F) {
	f.Add(businessText)
	f.Add(clockText)
	f.Add(vectorText)
	if data, err := os.ReadFile("testdata/corpus/vectors.json"); err == nil {
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadCorpus("x", []byte(text))
		if err != nil {
			var all pack.Errors
			require.ErrorAs(t, err, &all)
			return
		}
		report := c.Run()
		require.Equal(t, c.Len(), report.Passed()+report.Failed())
	})
}
