package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// zones change their clocks in every way that there is: by half an hour, by whole days, at midnight, twice a year and never.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "America/Havana",
	"Africa/Casablanca", "Antarctica/Troll", "Asia/Kolkata", "America/Sao_Paulo",
}

func drawZone(t *rapid.T) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	require.NoError(t, err)
	return zone
}

// face returns what the wall clock shows at an instant, as if it were UTC.
func face(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// Law: a civil time that some instant reads is the first instant that reads it: the clock showed less just before, and
// it is not later than the one that it was taken from.
func TestCivilIsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		some := time.Unix(rapid.Int64Range(-2000000000, 7000000000).Draw(t, "second"), 0).In(zone)
		if rapid.Bool().Draw(t, "near a change") {
			_, end := some.ZoneBounds()
			if !end.IsZero() {
				some = end.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(t, "off")) * time.Second).In(zone)
			}
		}
		got, err := civil(zone, face(some))
		require.NoError(t, err)
		require.False(t, got.After(some), "%v is later than %v", got, some)
		require.Equal(t, face(some), face(got))
		require.True(t, face(got.Add(-time.Second).In(zone)).Before(face(some)), "the second before %v reads it or later", got)
	})
}

// Law: an instant written as in RFC 3339, whatever the zone it is written in, is read as itself; a civil time without an
// overlap too, with or without its weekday.
func TestInstantsAreReadBack(t *testing.T) {
	c := &call{now: noon}
	rapid.Check(t, func(t *rapid.T) {
		zone := drawZone(t)
		want := time.Unix(rapid.Int64Range(-2000000000, 7000000000).Draw(t, "second"), 0).In(zone)
		got, err := c.readInstant(want.In(drawZone(t)).Format(time.RFC3339), zone)
		require.NoError(t, err)
		// RFC 3339 holds no seconds in an offset, which some zones had before 1972.
		if want.Year() >= 1972 {
			require.True(t, want.Equal(got), "%v was read as %v", want, got)
		}
		first, err := civil(zone, face(want))
		require.NoError(t, err)
		layout := rapid.SampledFrom([]string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "Mon 2006-01-02 15:04:05"}).Draw(t, "layout")
		got, err = c.readInstant(want.Format(layout), zone)
		require.NoError(t, err)
		require.True(t, first.Equal(got), "%v was read as %v", first, got)
	})
}

func FuzzReadInstant(f *testing.F) {
	for _, text := range []string{
		"", "2026-12-23 17:30", "Wed 2026-12-23 17:30:59", "2026-12-23T17:30:00+01:00", "2026-02-31 00:00", "Wed", "Wed  2026-12-23 17:30",
		"9999-12-31T23:59:59Z", "0000-01-01 00:00", "2026-12-23 24:00",
	} {
		f.Add(text)
	}
	c := &call{now: noon}
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := c.readInstant(text, berlin)
		if err == nil {
			require.Equal(t, berlin, got.Location())
		}
	})
}
