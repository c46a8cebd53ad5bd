package sla

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

var benchFields = Fields{
	"id": "INC-1", "status": "open", "priority": "high", "type": "incident", "tier": "gold", "channel": "mail",
	"language": "en", "team": "core", "assignee": "ann", "tenant": "t1", "tags": []string{"outage", "vip"},
	"seats": 250.0, "age": 3.0, "trial": false, "subject": "the printer is on fire", "watchers": []string{"bob"},
}

// benchConditions are typical rules by size.
var benchConditions = []struct{ name, source string }{
	{"Flag", `trial`},
	{"Simple", `tier == "gold"`},
	{"Two", `tier == "gold" and priority == "high"`},
	{"Set", `priority in ["high", "urgent"]`},
	{"List", `"vip" in tags`},
	{"Number", `seats >= 100`},
	{"Text", `subject contains "fire"`},
	{"Eight", `tier in ["pro", "gold"] and "vip" in tags and not trial and seats > 100 and ` +
		`(priority == "high" or priority == "urgent") and language != "de" and subject contains "fire" and len(watchers) < 5`},
}

func BenchmarkCondition(b *testing.B) {
	env, err := deskTerms.Env(benchFields)
	require.NoError(b, err)
	for _, row := range benchConditions {
		c := mustCondition(b, row.source)
		b.Run(row.name+"/fields", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Match(benchFields); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(row.name+"/env", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.MatchEnv(env); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkConditionList is a list of policies tried on one ticket: each reading the fields by itself, or all one Env.
func BenchmarkConditionList(b *testing.B) {
	env, err := deskTerms.Env(nil)
	require.NoError(b, err)
	for _, n := range []int{1, 5, 20, 100} {
		list := make([]*Condition, n)
		for i := range list {
			list[i] = mustCondition(b, fmt.Sprintf(`tier == "gold" and "vip" in tags and seats < %d`, i))
		}
		b.Run(fmt.Sprintf("%d/fields", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, c := range list {
					if ok, _ := c.Match(benchFields); ok {
						b.Fatal("no policy fits")
					}
				}
			}
		})
		b.Run(fmt.Sprintf("%d/env", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := env.Read(benchFields); err != nil {
					b.Fatal(err)
				}
				for _, c := range list {
					if ok, _ := c.MatchEnv(env); ok {
						b.Fatal("no policy fits")
					}
				}
			}
		})
	}
}

func BenchmarkConditionCompile(b *testing.B) {
	source := benchConditions[len(benchConditions)-1].source
	b.ReportAllocs()
	for b.Loop() {
		if _, err := deskTerms.Condition(source); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTermsCheck(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := deskTerms.Check(benchFields); err != nil {
			b.Fatal(err)
		}
	}
}

// A condition allocates nothing on the steady path.
func TestConditionAllocates(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes sync.Pool drop values at random, each of which is allocated again")
	}
	env, err := deskTerms.Env(benchFields)
	require.NoError(t, err)
	for _, row := range benchConditions {
		c := mustCondition(t, row.source)
		require.Zero(t, testing.AllocsPerRun(200, func() { _, _ = c.Match(benchFields) }), "%s", row.source)
		require.Zero(t, testing.AllocsPerRun(200, func() { _, _ = c.Match(nil) }), "%s, nothing set", row.source)
		require.Zero(t, testing.AllocsPerRun(200, func() { _, _ = c.MatchEnv(env) }), "%s", row.source)
	}
	require.Zero(t, testing.AllocsPerRun(200, func() { _ = env.Read(benchFields) }))
	require.Zero(t, testing.AllocsPerRun(200, func() { _ = deskTerms.Check(benchFields) }))
}
