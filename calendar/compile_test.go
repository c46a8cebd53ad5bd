package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

// runsOf returns the runs of so many days from a date, as the wall clock of the calendar reads them.
func runsOf(c calendar.Calendar, from calendar.Date, days int) []string {
	var runs []string
	first := time.Date(from.Year, from.Month, from.Day, 0, 0, 0, 0, c.Zone())
	for open, shut := range c.Runs(first, first.AddDate(0, 0, days)) {
		runs = append(runs, open.Format("01-02 15:04")+" "+shut.Format("01-02 15:04"))
	}
	return runs
}

func TestCompiledHours(t *testing.T) {
	monday := calendar.Date{Year: 2026, Month: 12, Day: 21}
	week := map[string]string{"mon-fri": "09:00-17:00"}
	tests := []struct {
		name string
		spec calendar.Spec
		want []string
	}{
		{"a range over the end of the week", calendar.Spec{Zone: "UTC", Hours: map[string]string{"sat-mon": "10:00-12:00"}},
			[]string{"12-21 10:00 12-21 12:00", "12-26 10:00 12-26 12:00", "12-27 10:00 12-27 12:00"}},
		{"overnight hours and a dated break", calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon": "22:00-06:00"}, Breaks: map[string]string{"2026-12-22": "01:00-02:00"}},
			[]string{"12-21 22:00 12-22 01:00", "12-22 02:00 12-22 06:00"}},
		{"special hours win over a holiday and a shift", calendar.Spec{Zone: "UTC", Hours: week,
			Holidays: []calendar.HolidayList{{Add: map[string]string{"2026-12-22..2026-12-25": "winter"}}},
			Shifts:   map[string]string{"2026-12-21..2026-12-22": "10:00-11:00"},
			Special:  []calendar.Special{{Date: "2026-12-22", Hours: "09:00-10:00"}}},
			[]string{"12-21 10:00 12-21 11:00", "12-22 09:00 12-22 10:00"}},
		{"a closed date keeps the end of the night before", calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon-tue": "22:00-02:00"},
			Special: []calendar.Special{{Date: "2026-12-22", Hours: "closed"}}},
			[]string{"12-21 22:00 12-22 02:00"}},
		{"a holiday cuts the end of the night before", calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon-tue": "22:00-02:00"},
			Holidays: []calendar.HolidayList{{Add: map[string]string{"12-22": "every year"}}}},
			[]string{"12-21 22:00 12-22 00:00", "12-23 00:00 12-23 02:00"}},
		{"a list without some holidays", calendar.Spec{Zone: "UTC", Hours: map[string]string{"fri-sat": "09:00-10:00"},
			Holidays: []calendar.HolidayList{{Country: "de", Remove: []string{"Weihnachtstag"}}}},
			[]string{"12-25 09:00 12-25 10:00"}},
		{"closed but for a shift", calendar.Spec{Zone: "UTC", Closed: true, Shifts: map[string]string{"2026-12-23": "09:00-10:00"}},
			[]string{"12-23 09:00 12-23 10:00"}},
		{"a version from a date of its zone", calendar.Spec{Zone: "Asia/Tokyo", Hours: map[string]string{"mon-sun": "00:00-24:00"},
			Versions: []calendar.Version{{From: "2026-12-22", Spec: calendar.Spec{Closed: true}}, {From: "2026-12-23T15:00:00Z", Spec: calendar.Spec{Hours: week}}}},
			[]string{"12-21 00:00 12-22 00:00", "12-24 09:00 12-24 17:00", "12-25 09:00 12-25 17:00"}},
		{"a union within a version", calendar.Spec{Zone: "UTC", Hours: week,
			Versions: []calendar.Version{{From: "2026-12-25", Spec: calendar.Spec{
				Calendars: map[string]calendar.Spec{"late": {Zone: "UTC", Hours: map[string]string{"fri": "20:00-21:00"}}}, Union: []string{"late"}}}}},
			[]string{"12-21 09:00 12-21 17:00", "12-22 09:00 12-22 17:00", "12-23 09:00 12-23 17:00", "12-24 09:00 12-24 17:00", "12-25 20:00 12-25 21:00"}},
		{"the innermost name counts", calendar.Spec{Union: []string{"a", "b"}, Calendars: map[string]calendar.Spec{
			"a": {Zone: "UTC", Hours: map[string]string{"mon": "09:00-10:00"}},
			"b": {Union: []string{"a"}, Calendars: map[string]calendar.Spec{"a": {Zone: "UTC", Hours: map[string]string{"tue": "09:00-10:00"}}}}}},
			[]string{"12-21 09:00 12-21 10:00", "12-22 09:00 12-22 10:00"}},
		{"all but the others", calendar.Spec{Subtract: []string{"a", "b", "c"}, Calendars: map[string]calendar.Spec{
			"a": {Zone: "UTC", Hours: map[string]string{"mon": "09:00-17:00"}},
			"b": {Zone: "UTC", Hours: map[string]string{"mon": "08:00-10:00"}},
			"c": {Zone: "UTC", Hours: map[string]string{"mon": "12:00-13:00"}}}},
			[]string{"12-21 10:00 12-21 12:00", "12-21 13:00 12-21 17:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, runsOf(compiled(t, tt.spec), monday, 7))
		})
	}
}

// A date whose midnight does not exist begins with the clock change.
func TestVersionFromASkippedMidnight(t *testing.T) {
	c := compiled(t, calendar.Spec{Zone: "America/Santiago", Hours: map[string]string{"mon-sun": "00:00-24:00"},
		Versions: []calendar.Version{{From: "2026-09-06", Spec: calendar.Spec{Closed: true}}}})
	shut, err := c.NextClose(instant(t, "2026-09-01T00:00:00Z"))
	require.NoError(t, err)
	require.Equal(t, "2026-09-06T04:00:00Z", shut.UTC().Format(time.RFC3339))
}

func TestNames(t *testing.T) {
	outside := calendar.MustParse("UTC sun 09:00-10:00")
	find := func(name string) (calendar.Calendar, bool) { return outside, name == "outside" }
	c, err := calendar.Compile(calendar.Spec{Name: "Both", Union: []string{"outside", "inside"}, Calendars: map[string]calendar.Spec{
		"inside": {Zone: "UTC", Hours: map[string]string{"mon": "09:00-10:00"}},
	}}, calendar.Sources{Calendars: find})
	require.NoError(t, err)
	require.Equal(t, "Both", c.Name())
	require.Equal(t, []string{"12-20 09:00 12-20 10:00", "12-21 09:00 12-21 10:00"}, runsOf(c, calendar.Date{Year: 2026, Month: 12, Day: 20}, 7))
	_, err = calendar.Compile(calendar.Spec{Union: []string{"inside"}}, calendar.Sources{Calendars: find})
	require.EqualError(t, err, `union[0]: unknown calendar "inside"`)
}

func TestCompileAll(t *testing.T) {
	good := calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon": "09:00-10:00"}}
	all, err := calendar.CompileAll(map[string]calendar.Spec{"a": good, "b": {Name: "B", Union: []string{"a"}}}, nil)
	require.NoError(t, err)
	require.Equal(t, "a", all["a"].Name())
	require.Equal(t, "B", all["b"].Name())
	require.Equal(t, all["a"].Fingerprint(), all["b"].Fingerprint())

	bad := good
	bad.Zone = "Mars"
	_, err = calendar.CompileAll(map[string]calendar.Spec{
		"x": {Union: []string{"y"}}, "y": {Union: []string{"x"}}, "uses bad": {Union: []string{"bad", "a", "aa"}}, "bad": bad, "a": good,
		"us": {Zone: "UTC", Hours: good.Hours, Holidays: []calendar.HolidayList{{Country: "us"}}},
	}, nil)
	require.EqualError(t, err, `bad.zone: unknown zone "Mars": write an IANA name such as Europe/Berlin
us.holidays[0].country: no list of holidays is at hand for "us": compile with a source such as holidays.All{}
["uses bad"].union[2]: unknown calendar "aa"; write one of a, bad, us, uses bad, x, y
y.union[0]: "x" leads back to itself: x > y > x`)
	none, err := calendar.CompileAll(nil, nil)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestHorizon(t *testing.T) {
	spec := calendar.Spec{Zone: "UTC", Closed: true, Shifts: map[string]string{"2060-01-01": "09:00-10:00"}}
	at := instant(t, "2026-01-01T00:00:00Z")
	_, err := compiled(t, spec).NextOpen(at)
	require.NoError(t, err)
	spec.Horizon = 10
	short := compiled(t, spec)
	_, err = short.NextOpen(at)
	require.ErrorIs(t, err, calendar.ErrNever)
	require.Equal(t, 10, short.Spec().Horizon)
	_, err = calendar.Union(short).NextOpen(at)
	require.ErrorIs(t, err, calendar.ErrNever)
}

func TestParseWindows(t *testing.T) {
	windows, err := calendar.ParseWindows("13:00-24:00 22:00:30-06:00 09:00-09:00")
	require.ErrorContains(t, err, "overlaps")
	require.Nil(t, windows)
	windows, err = calendar.ParseWindows(" 22:00:30-06:00   09:00-12:00 ")
	require.NoError(t, err)
	require.Equal(t, []calendar.Window{{Open: 9 * 3600, Close: 12 * 3600}, {Open: 22*3600 + 30, Close: 30 * 3600}}, windows)
	for _, text := range []string{"00:00-24:00", "09:00-09:00", "00:00:01-23:59:59", "22:00-00:00"} {
		windows, err := calendar.ParseWindows(text)
		require.NoError(t, err)
		require.Equal(t, text == "22:00-00:00", windows[0].String() == "22:00-24:00", text)
	}
	windows, err = calendar.ParseWindows("closed")
	require.NoError(t, err)
	require.Empty(t, windows)
}

func TestStamp(t *testing.T) {
	berlin := calendar.MustParse("Europe/Berlin mon 09:00-17:00")
	tokyo := calendar.MustParse("Asia/Tokyo mon 09:00-17:00")
	require.Equal(t, berlin.Stamp(), calendar.MustParse("Europe/Berlin mon 09:00-17:00").Stamp())
	require.NotEqual(t, berlin.Stamp().Zones, tokyo.Stamp().Zones)
	require.Equal(t, calendar.Union(berlin, tokyo).Stamp().Zones, calendar.Intersect(tokyo, berlin).Stamp().Zones)
	require.Len(t, calendar.Calendar{}.Stamp().Calendar, 32)
	require.Equal(t, berlin.Fingerprint(), berlin.Stamp().Calendar)
}
