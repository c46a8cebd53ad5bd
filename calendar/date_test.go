package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyDate draws every date that four digits of a year can write, through the count of days and not through Date.
var anyDate = rapid.Map(rapid.IntRange(-719528, 2932896), func(days int) Date {
	y, m, d := time.Unix(int64(days)*86400, 0).UTC().Date()
	return Date{Year: y, Month: m, Day: d}
})

// TestLawDatesReadBack: a written date reads back as itself.
func TestLawDatesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate.Draw(t, "date")
		got, err := ParseDate(d.String())
		require.NoError(t, err)
		require.Equal(t, d, got)
		require.Len(t, d.String(), 10)
	})
}

// TestLawParsedDatesExist: what reads as a date is written the same way again, so that no text is read as another date.
func TestLawParsedDatesExist(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(20|00)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]( |Z)?|[0-9-]{0,11}`).Draw(t, "text")
		d, err := ParseDate(text)
		if err != nil {
			require.Zero(t, d)
			require.ErrorContains(t, err, "write year-month-day")
			return
		}
		require.Equal(t, text, d.String())
	})
}

// TestLawDaysAddUp: adding days moves the count of days by as many, the weekday by their rest, and the order with them.
func TestLawDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate.Draw(t, "date"), rapid.OneOf(rapid.IntRange(-3, 3), rapid.IntRange(-40000, 40000)).Draw(t, "days")
		e := d.AddDays(n)
		require.Equal(t, time.Duration(n)*24*time.Hour, e.midnightUTC().Sub(d.midnightUTC()))
		require.Equal(t, d, e.AddDays(-n))
		require.Equal(t, ((int(d.Weekday())+n)%7+7)%7, int(e.Weekday()))
		require.Equal(t, n > 0, d.Before(e))
		require.Equal(t, n < 0, e.Before(d))
	})
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]Date{
		"2026-12-24": {2026, time.December, 24},
		"2024-02-29": {2024, time.February, 29},
		"0001-01-01": {1, time.January, 1},
	} {
		got, err := ParseDate(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "2026-02-31", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-2", "26-01-02", "2026/01/02",
		"2026-01-02 ", " 2026-01-02", "2026-01-02T00:00:00Z", "-001-01-01", "10000-01-01", "0000-00-00", "２026-01-02", "24.12.2026",
	} {
		_, err := ParseDate(text)
		require.Error(t, err, text)
	}
	_, err := ParseDate("24.12.2026")
	require.EqualError(t, err, `"24.12.2026" is not a date: write year-month-day, such as 2026-12-24`)
}

// TestDateOf: an instant shows another date in another place.
func TestDateOf(t *testing.T) {
	instant := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	require.Equal(t, Date{2026, time.December, 31}, DateOf(instant))
	require.Equal(t, Date{2027, time.January, 1}, DateOf(instant.In(time.FixedZone("", 3600))))
}

func TestDateWeekday(t *testing.T) {
	require.Equal(t, time.Thursday, Date{2026, time.December, 24}.Weekday())
	require.Equal(t, time.Saturday, Date{2000, time.January, 1}.Weekday())
}

func TestDatesAllocateNothing(t *testing.T) {
	d := Date{2026, time.February, 28}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if e := d.AddDays(366); !d.Before(e) || e.Weekday() == d.Weekday() {
			t.Fatal(e)
		}
	}))
}
