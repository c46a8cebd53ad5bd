package slatest

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// All cases of the corpora hold. Of the 451 values of clock.json 434 are keys of checks, three more are further thresholds
// under one key, and 14 are sweeps, each a whole list of effects.
func TestCorpora(t *testing.T) {
	for _, want := range []struct {
		file            string
		format          Format
		cases, asserted int
	}{
		{"calendar.json", BusinessTime, 222, 222},
		{"clock.json", Clocks, 133, 451},
		{"vectors.json", Vectors, 20, 20},
	} {
		t.Run(want.file, func(t *testing.T) {
			data, err := os.ReadFile("testdata/corpus/" + want.file)
			require.NoError(t, err)
			c, err := ReadCorpus(want.file, data)
			require.NoError(t, err)
			require.Equal(t, want.format, c.Format())
			require.Equal(t, want.cases, c.Len())
			report := c.Run()
			for _, m := range report.Mismatches() {
				t.Error(m)
			}
			require.Equal(t, want.cases, report.Passed())
			require.Equal(t, want.asserted, report.Asserted())
		})
	}
}
