package slatest

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Law: every value that a corpus asserts is compared. Each is changed once, in a corpus of its case alone, and that case
// fails then, by one value.
func TestEachAssertedValueIsCompared(t *testing.T) {
	for _, file := range []struct {
		name, list string
		asserted   []string // what below a case asserts
		values     int
	}{
		{"calendar.json", "cases", []string{"expect"}, 280},
		{"clock.json", "scenarios", []string{"checks", "sweep_effects"}, 474},
		{"vectors.json", "", []string{"Want"}, 20},
	} {
		t.Run(file.name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/corpus/" + file.name)
			require.NoError(t, err)
			var whole any
			require.NoError(t, json.Unmarshal(data, &whole))
			values := 0
			for _, one := range casesOf(whole, file.list) {
				for _, key := range file.asserted {
					if _, ok := one[key]; !ok {
						continue
					}
					at := fmt.Sprint(one["id"], one["ID"], " ", key)
					mutants(one[key], func(v any) { one[key] = v }, key, at, func(at string) {
						values++
						report := runAlone(t, whole, file.list, one)
						require.Equal(t, 1, report.Failed(), at)
						require.NotEmpty(t, report.Mismatches()[0].String())
					})
				}
			}
			require.Equal(t, file.values, values)
		})
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

// runAlone runs the corpus with one of its cases.
func runAlone(t *testing.T, whole any, list string, one map[string]any) Report {
	var alone any = []any{one}
	if list != "" {
		rest := map[string]any{}
		for k, v := range whole.(map[string]any) {
			rest[k] = v
		}
		rest[list] = alone
		alone = rest
	}
	data, err := json.Marshal(alone)
	require.NoError(t, err)
	c, err := ReadCorpus("mutant", data)
	require.NoError(t, err)
	return c.Run()
}

// mutants changes each leaf of v that asserts something in turn, calls ask, and puts it back.
func mutants(v any, set func(any), key, at string, ask func(at string)) {
	switch v := v.(type) {
	case []any:
		for i := range v {
			mutants(v[i], func(w any) { v[i] = w }, key, fmt.Sprintf("%s[%d]", at, i), ask)
		}
	case map[string]any:
		for k := range v {
			_, isSweep := v["effects"]
			if k == "clock" || k == "cycle" || k == "sweep" || k == "at" && !isEffect(v) || k == "effect" && isSweep {
				continue
			}
			mutants(v[k], func(w any) { v[k] = w }, k, at+"."+k, ask)
		}
	default:
		if other, ok := changed(v, key); ok {
			set(other)
			ask(at)
			set(v)
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
