package calendar_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every rule of the written form is broken once; the messages stand beside each document.
func TestWrongDocuments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "wrong", "*.json"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 60)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			_, err = calendar.CompileJSON(data, calendar.Sources{Holidays: holidays.All{}})
			require.Error(t, err)
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			golden := strings.TrimSuffix(file, ".json") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644))
			}
			want, readErr := os.ReadFile(golden)
			require.NoError(t, readErr)
			require.Equal(t, string(want), err.Error()+"\n")
		})
	}
}
