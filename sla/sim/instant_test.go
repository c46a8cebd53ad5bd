package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

func faceOf(t require.TestingT, layout, zone string) face {
	var p calendar.Problems
	f := Time{layout, zone}.compile("time", &p)
	require.NoError(t, p.Err())
	return f
}

func TestInstants(t *testing.T) {
	for _, test := range []struct{ layout, zone, cell, want string }{
		{"2006-01-02 15:04", "Etc/UTC", "2026-03-06 16:30", "2026-03-06T16:30:00Z"},
		{"2006-01-02 15:04", "Europe/Berlin", "2026-03-06 16:30", "2026-03-06T15:30:00Z"},
		{"02.01.2006 15:04:05", "Europe/Berlin", "06.07.2026 16:30:01", "2026-07-06T14:30:01Z"},
		{"1/2/2006 3:04 PM", "America/New_York", "7/6/2026 4:30 PM", "2026-07-06T20:30:00Z"},
		{"2006-01-02T15:04:05Z07:00", "Europe/Berlin", "2026-03-06T16:30:00+05:30", "2026-03-06T11:00:00Z"},
		{"2006-01-02T15:04:05.000Z07", "Europe/Berlin", "2026-03-06T16:30:00.250-08", "2026-03-07T00:30:00.25Z"},
		{"unix", "Europe/Berlin", "1772811000", "2026-03-06T15:30:00Z"},
		{"unix_ms", "Europe/Berlin", "1772811000123", "2026-03-06T15:30:00.123Z"},
		// A time that the clocks read twice is the first of the two, on either side of Greenwich.
		{"2006-01-02 15:04", "Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"},
		{"2006-01-02 15:04", "Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"2006-01-02 15:04", "America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"},
		{"2006-01-02 15:04", "America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z"},
		{"2006-01-02 15:04", "Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z"},
		{"2006-01-02 15:04", "Pacific/Apia", "2011-12-31 00:00", "2011-12-30T10:00:00Z"},
	} {
		got, err := faceOf(t, test.layout, test.zone).read(test.cell)
		require.NoError(t, err, test.cell)
		require.Equal(t, test.want, got.String(), test.cell)
	}
}

func TestWrongInstants(t *testing.T) {
	for _, test := range []struct{ layout, zone, cell, want string }{
		{"2006-01-02 15:04", "Europe/Berlin", "2026-03-29 02:30", `"2026-03-29 02:30" never was in Europe/Berlin: the clocks skip it; write a time that they show`},
		{"2006-01-02 15:04", "Pacific/Apia", "2011-12-30 12:00", `"2011-12-30 12:00" never was in Pacific/Apia: the clocks skip it; write a time that they show`},
		{"2006-01-02 15:04", "Etc/UTC", " 2026-03-06 16:30", `" 2026-03-06 16:30" is no instant; write it in the layout 2006-01-02 15:04`},
		{"2006-01-02 15:04", "Etc/UTC", "0026-03-06 16:30", `"0026-03-06 16:30" is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing`},
		{"unix", "Etc/UTC", "1772811000123", `"1772811000123" is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing`},
		{"unix", "Etc/UTC", "1.7e9", `"1.7e9" is no count, and the layout is unix; write whole digits`},
		{"unix", "Etc/UTC", "-1", `"-1" is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing`},
		{"unix_ms", "Etc/UTC", "0", `"0" is the very start of 1970 or lies outside the years 1970 to 2261; leave the cell empty if it means nothing`},
	} {
		_, err := faceOf(t, test.layout, test.zone).read(test.cell)
		require.EqualError(t, err, test.want, test.cell)
	}
}

// What the clocks of a zone show at an instant is read as that instant, or as the earlier one at which they showed it too.
func TestLawCivilTimesAreReadBack(t *testing.T) {
	const layout = "2006-01-02 15:04:05"
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		f := faceOf(t, layout, rapid.SampledFrom(zones).Draw(t, "zone"))
		year, month := rapid.IntRange(2008, 2030).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")
		at := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, f.zone)
		if change, _ := at.ZoneBounds(); !change.IsZero() && change.Year() > 1970 {
			at = change
		}
		at = at.Add(time.Duration(rapid.IntRange(-12*60*60, 12*60*60).Draw(t, "seconds from a clock change")) * time.Second)
		text := at.In(f.zone).Format(layout)
		got, err := f.read(text)
		require.NoError(t, err)
		require.Equal(t, text, got.Time().In(f.zone).Format(layout))
		require.False(t, got.Time().After(at))
		for minutes := 30; minutes <= 180; minutes += 30 {
			earlier := got.Time().Add(-time.Duration(minutes) * time.Minute)
			require.NotEqual(t, text, earlier.In(f.zone).Format(layout), "shown %d minutes earlier too", minutes)
		}
	})
}

func TestWrongTimes(t *testing.T) {
	for _, test := range []struct{ layout, zone, want string }{
		{"2006-01-02 15:04", "", "time.zone: must be an IANA zone such as Europe/Berlin, or Etc/UTC"},
		{"2006-01-02 15:04", "Local", "time.zone: must be an IANA zone such as Europe/Berlin, or Etc/UTC"},
		{"2006-01-02 15:04", "Europe/Berln", `time.zone: unknown zone "Europe/Berln"; write an IANA zone such as Europe/Berlin`},
		{"YYYY-MM-DD HH:mm", "Etc/UTC", `time.layout: "YYYY-MM-DD HH:mm" tells no date and time of day; write 2 January 2006, 15:04:05, as the history would, such as 2006-01-02 15:04:05, or write unix or unix_ms`},
		{"2006-01-02", "Etc/UTC", `time.layout: "2006-01-02" tells no date and time of day; write 2 January 2006, 15:04:05, as the history would, such as 2006-01-02 15:04:05, or write unix or unix_ms`},
		{"2006-01-02 03:04", "Etc/UTC", `time.layout: "2006-01-02 03:04" tells no date and time of day; write 2 January 2006, 15:04:05, as the history would, such as 2006-01-02 15:04:05, or write unix or unix_ms`},
		{"2006-01-02 15:04 MST", "Etc/UTC", `time.layout: "2006-01-02 15:04 MST" holds a short zone name, which may mean several zones; use offsets, or cells without a zone`},
	} {
		var p calendar.Problems
		Time{test.layout, test.zone}.compile("time", &p)
		require.EqualError(t, p.Err(), test.want)
	}
}
