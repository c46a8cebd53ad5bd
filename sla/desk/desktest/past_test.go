package desktest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A store with a clock of its own has passed every instant of the stories and of the orders.
func TestInstantsLieInThePast(t *testing.T) {
	for line := range strings.Lines(faultsScript + journeyText) {
		if day, ok := strings.CutPrefix(line, "at "); ok {
			require.Less(t, day, "2022", line)
		}
	}
	require.Less(t, day(Suite{}.orders()+Suite{}.orders()/4).Time().Year(), 2022)
}
