package calendar_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/slatest"
)

// TestCorpus runs the cases of business time and the deadline vectors that stand with their reader.
func TestCorpus(t *testing.T) {
	for name, cases := range map[string]int{"calendar.json": 222, "vectors.json": 20} {
		data, err := os.ReadFile("../sla/slatest/testdata/corpus/" + name)
		require.NoError(t, err)
		corpus, err := slatest.ReadCorpus(name, data)
		require.NoError(t, err)
		report := corpus.Run()
		require.Empty(t, report.Mismatches())
		require.Equal(t, cases, report.Passed())
	}
}
