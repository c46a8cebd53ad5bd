package desktest_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla/desk"
	"github.com/bellhop-sla/bellhop/sla/desk/desktest"
)

var update = flag.Bool("update", false, "write what the story tells now")

func TestJourneyIsToldToTheByte(t *testing.T) {
	told, err := desktest.Journey(desk.NewMemory())
	require.NoError(t, err, told)
	if *update {
		require.NoError(t, os.WriteFile("testdata/journey.txt", []byte(told), 0o644))
	}
	require.Equal(t, desktest.JourneyText(), told)
}
