package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}
