package main

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestDay plays the day twice: both are the same, and the one that is kept.
func TestDay(t *testing.T) {
	var first, second bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-day"}, &first))
	require.NoError(t, run(t.Context(), []string{"-day"}, &second))
	require.Equal(t, first.String(), second.String())
	if *update {
		require.NoError(t, os.WriteFile("testdata/day.txt", first.Bytes(), 0o600))
	}
	kept, err := os.ReadFile("testdata/day.txt")
	require.NoError(t, err)
	require.Equal(t, string(kept), first.String())
}
