package pack

import (
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

// The sample desk is a valid pack, and shows each key of the written form.
func TestSampleDeskUsesEveryKey(t *testing.T) {
	data, err := os.ReadFile("testdata/desk.yaml")
	require.NoError(t, err)
	p, err := Read("desk.yaml", data, holidays.All{})
	require.NoError(t, err)
	text, err := p.MarshalText()
	require.NoError(t, err)
	again, err := Read("desk.json", text, holidays.All{})
	require.NoError(t, err)
	require.Equal(t, p.Version(), again.Version())
	used := map[string]bool{}
	note(reflect.ValueOf(p.File), "file", used)
	for key, ok := range used {
		require.True(t, ok, "%s is never written", key)
	}
	require.Greater(t, len(used), 50)
}

// deskFaults break one line each of the sample desk, each by one fault of its own.
var deskFaults = map[string]string{
	"    tier: {values: [free, pro, gold]}":                   "    tier: {values: [free, pro, gold, 010]}",
	"    vip: {type: flag}":                                   "    vip: {type: flag, valus: [a]}",
	"    name: Support Berlin":                                "    name: &a Support Berlin",
	"      mon-thu: 09:00-12:30 13:00-17:30":                  "      mon-thu: 09:00-13:30 13:00-17:30",
	"      2026-11-28: 10:00-14:00":                           "      2026-11-31: 10:00-14:00",
	"        days: actual":                                    "        days: actully",
	"    horizon: 20":                                         "    horizon: 0x20",
	"    hours: {mon-sun: 22:00-06:00}":                       "    hours: {mon-sun: 22:00-06:60}",
	"    union: [support, early]":                             "    union: [support, erly]",
	"  terminal: [solved, closed]":                            "  terminal: [solved, close]",
	"    when: tier == \"gold\" or vip":                       "    when: tier == \"gold\" or vpi",
	"        within: {urgent: 30m wall, high: 1h, other: 4h}": "        within: {urgent: 30m wal, high: 1h, other: 4h}",
	"        agent_created: start":                            "        agent_created: starts",
	"        counts_initial: true":                            "        counts_initial: on",
	"        max_pause: 240h":                                 "        max_pause: 10d",
	"        by: tier":                                        "        by: teir",
	"        calendar: support":                               "        calendar: suppport",
	"        attach: now":                                     "        attach: {from: now}",

	"    hours: support":                                          "    hours: supports",
	"    address: slack:cyd":                                      "    address: cyd",
	"    lead: ben":                                               "    lead: bn",
	"    accept: 10m":                                             "    accept: 10",
	"    expect: 30m":                                             "    expect: -30m",
	"    overflow: everybody":                                     "    overflow: gold desk",
	"    agents: [cyd]":                                           "    agents: [cid]",
	"skills: [network, billing]":                                  "skills: [network, billing, network]",
	"  email: {interruptible: true}":                              "  email: {interruptible: maybe}",
	"  chat: {weight: 2, interrupts: true}":                       "  chat: {weight: -2, interrupts: true}",
	"  - {name: boston, region: amer}":                            "  - {name: boston, regoin: amer}",
	"    skills: {network: 4, billing: 2}":                        "    skills: {network: 6, billing: 2}",
	"    languages: [en, de]":                                     "    languages: [en, dee]",
	"    channels: [email, chat]":                                 "    channels: [email, chatt]",
	"      - {name: summer, from: 2026-08-03, until: 2026-08-14}": "      - {name: summer, from: 2026-08-03, until: 2026-08-32}",
	"    hours: night":                                            "    hours: nihgt",
	"    stages: follow the sun":                                  "    stages: follow the moon",
	"  dimensions: [type, tier]":                                  "  dimensions: [type, tier, type]",
	"  hit: first":                                                "  hit: frist",
	"      is: {type: [outage], tier: [gold]}":                    "      is: {type: [outtage], tier: [gold]}",
	"        - {skill: network, level: 3, preferred: true, relax: 30m}": "        - {skill: network, level: 3, preferred: true, relax: 30 m}",
	"      weight: 3":                                              "      weight: 0",
	"      expect: 2h":                                             "      expect: 2 hours",
	"      overflow: out of berlin":                                "      overflow: out of bremen",
	"      is: {type: [billing, other]}":                           "      is: {type: [billing, others]}",
	"      when: priority == \"urgent\"":                           "      when: priority == \"urgnt\"",
	"      queue: night desk":                                      "      queue: day desk",
	"      - {at: 25% or unstaffed, relax: true, teams: [boston]}": "      - {at: 25% or unstafed, relax: true, teams: [boston]}",
	"        languages: [en]":                                      "        languages: [eng]",
	"  order: next_promise":                                        "  order: next_promises",
	"  lost: cap":                                                  "  lost: caps",
	"  choice: scarce":                                             "  choice: scarcely",
	"  fit: true":                                                  "  fit: yes",
	"  interrupt: 50%":                                             "  interrupt: half",
	"  reserve: {share: 10%, priority: 2}":                         "  reserve: {share: 110%, priority: 2}",

	"  confidence: 0.6":                                       "  confidence: 1.6",
	"      type: outage":                                      "      type: outrage",
	"      priority: urgent":                                  "      priority: urgnt",
	"      channels: [email, chat]":                           "      channels: [emial, chat]",
	"        - {match: \"(?i)error 5[0-9][0-9]\", weight: 2}": "        - {match: \"(?i)error 5[0-9\", weight: 2}",
	"  duplicates: {window: 12h, merge: 0.8, link: 0.5}":      "  duplicates: {window: 12h, merge: 0.8, link: 0.9}",
	"  managers: [ben]":                                       "  managers: [bne]",
	"    turn: 168h":                                          "    turn: 7 days",
	"    calendar: night":                                     "    calendar: nights",
	"    on: first_response":                                  "    on: first_respons",
	"    quiet: night":                                        "    quiet: nigt",
	"        at: 50%":                                         "        at: half",
	"        when: not vip":                                   "        when: not vpi",
	"        notify: [lead, person ana]":                      "        notify: [lead, person anna]",
	"        set: {priority: urgent}":                         "        set: {priority: urgnt}",
	"        move: night desk":                                "        move: nihgt desk",
	"        watch: [ben]":                                    "        watch: [bne]",
	"        runbook: https://wiki.example.com/answer":        "        runbook: wiki",
	"        critical: true":                                  "        critical: yes",
	"        acknowledge: 1h":                                 "        acknowledge: an hour",
	"          times: 5":                                      "          times: 50",
	"        notify: [slack:support]":                         "        notify: [slack:support, managers]",
	"    during: support":                                     "    during: supports",
	"    agents: 2":                                           "    agents: none",
	"  hops: 6":                                               "  hops: 0",
	"  queue: everybody":                                      "  queue: evrybody",
	"  fallback: slack:support":                               "  fallback: support",
	"  reopen: 120h":                                          "  reopen: 1200h",
	"  reopen_to: open":                                       "  reopen_to: solved",
	"  link: https://desk.example.com/tickets/{ticket}":       "  link: https://desk.example.com/tickets",
}

// Law: each fault is told, whatever else is wrong, and nothing else is.
func TestEachFaultIsToldWhateverElseIsWrong(t *testing.T) {
	data, err := os.ReadFile("testdata/desk.yaml")
	require.NoError(t, err)
	right := strings.Split(string(data), "\n")
	rapid.Check(t, func(t *rapid.T) {
		lines := slices.Clone(right)
		var want []int
		for _, line := range rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Sorted(maps.Keys(deskFaults))), 1, -1, rapid.ID).Draw(t, "lines") {
			at := slices.Index(right, line)
			require.GreaterOrEqual(t, at, 0, line)
			lines[at] = deskFaults[line]
			want = append(want, at+1)
		}
		_, err := Read("x", []byte(strings.Join(lines, "\n")), holidays.All{})
		var all Errors
		require.ErrorAs(t, err, &all)
		var got []int
		for _, e := range all {
			got = append(got, e.Line)
		}
		slices.Sort(want)
		require.Equal(t, want, got, "%s", err)
	})
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("testdata/desk.yaml")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("desk.yaml", data, holidays.All{}); err != nil {
			b.Fatal(err)
		}
	}
}

// note notes for each key of each type whether it holds anything.
func note(v reflect.Value, at string, used map[string]bool) {
	switch v.Kind() {
	case reflect.Struct:
		all := fieldsOf(v)
		for _, f := range all.named {
			key := v.Type().String() + "." + f.name
			if v.Type() == reflect.TypeFor[calendar.Version]() && f.name != "from" {
				key = "calendar.Spec." + f.name
			}
			used[key] = used[key] || !f.value.IsZero()
			note(f.value, key, used)
		}
		if all.rest.IsValid() {
			used[at+" by value"] = used[at+" by value"] || all.rest.Len() > 0
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), at, used)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			note(v.MapIndex(key), at, used)
		}
	}
}
