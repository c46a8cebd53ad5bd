package sla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzCondition looks for sources that panic, hang, run into an error, or hold otherwise with the same ticket read once.
func FuzzCondition(f *testing.F) {
	for _, row := range conditionFaults {
		f.Add(row.source)
	}
	for _, row := range benchConditions {
		f.Add(row.source)
	}
	for _, source := range deepSources {
		f.Add(source)
	}
	env, err := deskTerms.Env(benchFields)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, source string) {
		start := time.Now()
		c, err := deskTerms.Condition(source)
		if err != nil {
			var all ConditionErrors
			require.ErrorAs(t, err, &all)
			require.NotEmpty(t, all)
			for _, e := range all {
				checkPlace(t, e, source)
				require.NotEmpty(t, e.Message)
				require.NotEmpty(t, e.Snippet())
			}
			require.Less(t, time.Since(start), 10*time.Second)
			return
		}
		got, err := c.Match(benchFields)
		require.NoError(t, err)
		again, err := c.MatchEnv(env)
		require.NoError(t, err)
		require.Equal(t, got, again)
		_, err = c.Match(nil)
		require.NoError(t, err)
		require.Less(t, time.Since(start), 10*time.Second)
	})
}
