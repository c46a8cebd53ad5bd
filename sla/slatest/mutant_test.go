package slatest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mutant is one change of an asserted value.
type mutant struct {
	at          string
	apply, undo func()
}

// Law: every value that a corpus asserts is compared. Each is changed once, and its case fails then; the other cases, with
// nothing changed, hold.
func TestEachAssertedValueIsCompared(t *testing.T) {
	for _, file := range []struct {
		name, list string
		asserted   []string // what below a case asserts
		values     int
	}{
		{"calendar.json", "cases", []string{"expect"}, 280},
		{"clock.json", "scenarios", []string{"checks", "sweep_effects"}, 471},
		{"vectors.json", "", []string{"Want"}, 20},
	} {
		t.Run(file.name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/corpus/" + file.name)
			require.NoError(t, err)
			var whole any
			require.NoError(t, json.Unmarshal(data, &whole))
			mutants := mutantsOf(whole, file.list, file.asserted)
			total := 0
			for round, left := 0, true; left; round++ {
				applied := applyRound(mutants, round)
				left = len(applied) > 0
				total += len(applied)
				checkRound(t, whole, applied)
				for i := range applied {
					mutants[i][round].undo()
				}
			}
			require.Equal(t, file.values, total)
		})
	}
}

// mutantsOf returns the mutants of each case.
func mutantsOf(whole any, list string, asserted []string) [][]mutant {
	var all [][]mutant
	for _, one := range casesOf(whole, list) {
		var its []mutant
		for _, key := range asserted {
			if v, ok := one[key]; ok {
				at := fmt.Sprint(one["id"], one["ID"], " ", key)
				addMutants(&its, v, func(v any) { one[key] = v }, clockOf(one), key, at)
			}
		}
		all = append(all, its)
	}
	return all
}

// applyRound applies the mutant of that round to each case that has one and returns them by the case's place.
func applyRound(mutants [][]mutant, round int) map[int]mutant {
	applied := map[int]mutant{}
	for i, its := range mutants {
		if round < len(its) {
			its[round].apply()
			applied[i] = its[round]
		}
	}
	return applied
}

// checkRound runs the changed corpus: just the changed cases fail.
func checkRound(t *testing.T, whole any, applied map[int]mutant) {
	data, err := json.Marshal(whole)
	require.NoError(t, err)
	c, err := ReadCorpus("mutant", data)
	require.NoError(t, err)
	for i, result := range c.Run().Results {
		m, changed := applied[i]
		require.Equal(t, changed, len(result.Mismatches) > 0, "%s %s", result.ID, m.at)
	}
}

func casesOf(whole any, list string) []map[string]any {
	if list != "" {
		whole = whole.(map[string]any)[list]
	}
	var cases []map[string]any
	for _, c := range whole.([]any) {
		cases = append(cases, c.(map[string]any))
	}
	return cases
}

// clockOf returns the name of a clock of a scenario, or "".
func clockOf(one map[string]any) string {
	clocks, _ := one["clocks"].([]any)
	if len(clocks) == 0 {
		return ""
	}
	return clocks[0].(map[string]any)["id"].(string)
}

// addMutants notes a change of each leaf of v that asserts something, and one more effect for each sweep.
func addMutants(all *[]mutant, v any, set func(any), clock, key, at string) {
	add := func(at string, other any) {
		*all = append(*all, mutant{at, func() { set(other) }, func() { set(v) }})
	}
	switch v := v.(type) {
	case []any:
		if key == "effects" {
			more := map[string]any{"clock": clock, "cycle": 9, "effect": "breach", "at": "2024-01-01T00:00:00Z"}
			add(at+" and one more", append(slices.Clone(v), more))
		}
		for i := range v {
			addMutants(all, v[i], func(w any) { v[i] = w }, clock, key, fmt.Sprintf("%s[%d]", at, i))
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if k == "clock" || k == "cycle" || k == "sweep" || k == "at" && !isEffect(v) {
				continue
			}
			addMutants(all, v[k], func(w any) { v[k] = w }, clock, k, at+"."+k)
		}
	default:
		if other, ok := changed(v, key); ok {
			add(at, other)
		}
	}
}

func isEffect(v map[string]any) bool { _, ok := v["effect"]; return ok }

// changed returns another value that could have stood for v.
func changed(v any, key string) (any, bool) {
	switch v := v.(type) {
	case nil:
		return "2024-01-01T00:00:00Z", true
	case bool:
		return !v, true
	case float64:
		return v + 1, true
	case string:
		switch {
		case key == "state" && v == "idle":
			return "running", true
		case key == "state":
			return "idle", true
		case key == "effect":
			return v + "x", true
		case v == "":
			return "2024-01-01T00:00:00Z", true
		}
		at, err := time.Parse(time.RFC3339Nano, v)
		return at.Add(time.Second).Format(time.RFC3339Nano), err == nil
	}
	return nil, false
}

func TestMismatchIsOneLine(t *testing.T) {
	m := Mismatch{"edge-1", "a title", "r at 2024-02-05T10:00:00Z: due", "never", "2024-02-05T11:00:00Z"}
	require.Equal(t, "edge-1: a title: r at 2024-02-05T10:00:00Z: due: want never, got 2024-02-05T11:00:00Z", m.String())
	require.False(t, strings.Contains(m.String(), "\n"))
}
