package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/sla"
)

// TestInstantsOfTheCountedYears: instants run from just after the start of 1970 to the end of 2261. Others are no instant, and
// an event at one is refused rather than counted wrong.
func TestInstantsOfTheCountedYears(t *testing.T) {
	for _, c := range []struct {
		text string
		held bool
	}{
		{"1965-03-05T13:00:00Z", false},
		{"1970-01-01T00:00:00Z", false},
		{"1970-01-01T00:00:00.000000001Z", true},
		{"2261-12-31T23:59:59Z", true},
		{"2262-01-01T00:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.text)
		require.NoError(t, err)
		require.Equal(t, c.held, sla.At(at) != 0, c.text)
		var read sla.Instant
		require.Equal(t, c.held, read.UnmarshalText([]byte(c.text)) == nil, c.text)
	}
	for _, kind := range []sla.Kind{sla.Created, sla.Message} {
		_, err := officeHours().Step(sla.NewState("42"), sla.Event{Key: "a", At: -1, Kind: kind, By: sla.Customer}, nil)
		require.ErrorContains(t, err, "at: ")
	}
}
