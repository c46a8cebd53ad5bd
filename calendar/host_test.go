package calendar_test

import (
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// A host that wants business time alone takes in the standard library and the rules of holidays, and nothing else.
func TestCalendarNeedsTheStandardLibraryAndCalOnly(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "github.com/bellhop-sla/bellhop/calendar").Output()
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"github.com/rickar/cal/v2", "github.com/bellhop-sla/bellhop/calendar"}, strings.Fields(string(out)))
}

// Overnight windows, special hours, a holiday and clock changes lie within the instants asked about.
func TestAnswersAgreeOnTenThousandInstants(t *testing.T) {
	desk := compiled(t, calendar.Spec{
		Zone:     "America/New_York",
		Hours:    map[string]string{"mon-thu": "09:00-12:00 13:00-17:00", "fri": "22:00-06:00", "sun": "00:00-24:00"},
		Special:  []calendar.Special{{Name: "Fair", Date: "2026-07-04..2026-07-05", Hours: "10:00-02:00"}},
		Holidays: []calendar.HolidayList{{Country: "us"}},
	})
	random := rand.New(rand.NewPCG(1, 2))
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10_000 {
		at := from.Add(time.Duration(random.Int64N(int64(366 * 24 * time.Hour))))
		if i%2 == 0 {
			at = at.Truncate(15 * time.Minute) // many of these are an opening or a close
		}
		next, err := desk.NextOpen(at)
		require.NoError(t, err)
		require.Equal(t, desk.IsOpen(at), next.Equal(at), at)
		require.True(t, desk.IsOpen(next), at)
		require.Zero(t, desk.Between(at, next), at)
		d := time.Duration(random.Int64N(int64(40 * time.Hour)))
		due, err := desk.Add(at, d)
		require.NoError(t, err)
		later, err := desk.Add(next, d)
		require.NoError(t, err)
		require.True(t, d == 0 || due.Equal(later), "%s + %s: %s or %s", at, d, due, later)
		require.Equal(t, d, desk.Between(at, due))
		require.True(t, d == 0 || desk.IsOpen(due.Add(-1)), "the last moment before %s is closed", due)
	}
}

func TestParse(t *testing.T) {
	monday := calendar.Date{Year: 2026, Month: 7, Day: 6}
	tests := []struct {
		line string
		shut []calendar.Date
		same calendar.Spec
	}{
		{"UTC mon 09:00-17:00", nil, calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon": "09:00-17:00"}}},
		{"  UTC\tmon-fri  09:00-12:00 13:00-17:30 sat 10:00-14:00 ", nil,
			calendar.Spec{Zone: "UTC", Hours: map[string]string{"mon-fri": "09:00-12:00 13:00-17:30", "sat": "10:00-14:00"}}},
		{"Asia/Tokyo mon,wed-thu 22:00-06:00 sun closed", []calendar.Date{monday},
			calendar.Spec{Zone: "Asia/Tokyo", Hours: map[string]string{"mon,wed,thu": "22:00-06:00"},
				Holidays: []calendar.HolidayList{{Add: map[string]string{"2026-07-06": "closure"}}}}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			c, err := calendar.Parse(tt.line, tt.shut...)
			require.NoError(t, err)
			require.Equal(t, compiled(t, tt.same).Spec(), c.Spec())
		})
	}
}

func TestParseProblems(t *testing.T) {
	tests := []struct{ line, want string }{
		{"", "zone: an empty line: write a zone, days and windows such as Europe/Berlin mon-fri 09:00-17:00"},
		{"UTC", "hours: the week is empty: write windows such as mon-fri 09:00-17:00, or closed: true"},
		{"UTC 09:00-17:00 mon 09:00-17:00", "hours: 09:00-17:00 stands before any day: write days first, such as mon-fri 09:00-17:00"},
		{"UTC mon 09:00-10:00 mon 11:00-12:00", "hours.mon: stands twice: write the windows of these days once"},
		{"UTC mon tue 09:00-10:00", "hours.mon: no hours: write windows such as 09:00-17:00, or closed"},
		{"mon-fri 09:00-17:00", "hours: 09:00-17:00 stands before any day: write days first, such as mon-fri 09:00-17:00\n" +
			"zone: unknown zone \"mon-fri\": write an IANA name such as Europe/Berlin"},
		{"Local mon 9:00-17:00", "zone: the zone Local is another one on each machine: write an IANA name such as Europe/Berlin\n" +
			"hours.mon: \"9:00\" is not a time of day: write two digits each for hour and minute, 00:00 to 24:00"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			_, err := calendar.Parse(tt.line)
			require.Error(t, err)
			require.Equal(t, tt.want, err.Error())
		})
	}
	require.Panics(t, func() { calendar.MustParse("UTC") })
	_, err := calendar.Parse("UTC mon 09:00-17:00", calendar.Date{Year: 2026, Month: 2, Day: 31})
	require.ErrorContains(t, err, "2026-02-31")
}

// Rows, a line and a document that say the same make the same calendar.
func TestLawEveryDoorMakesTheSameCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(genZones).Draw(t, "zone")
		spec := calendar.Spec{Zone: zone, Hours: map[string]string{}}
		line := zone
		var week [7][]calendar.Window
		for i, day := range genDayNames {
			windows := genWindows(t, 1, false)
			week[(i+1)%7] = windows
			spec.Hours[day] = textOf(windows)
			line += " " + day + " " + textOf(windows)
		}
		day := genDate(t)
		spec.Holidays = []calendar.HolidayList{{Add: map[string]string{day.String(): "closure"}}}
		fromRows, err := calendar.Weekly(zone, week, day)
		require.NoError(t, err)
		fromLine, err := calendar.Parse(line, day)
		require.NoError(t, err)
		want := hoursIn(compiled(t, spec))
		require.Equal(t, want, hoursIn(fromRows))
		require.Equal(t, want, hoursIn(fromLine))
		require.Equal(t, fromRows.Stamp(), fromLine.Stamp())
	})
}

func TestWeeklyProblems(t *testing.T) {
	for _, w := range []calendar.Window{{Open: -1, Close: 5}, {Open: 86400, Close: 86401}, {Open: 5, Close: 5}, {Open: 5, Close: 86406}} {
		_, err := calendar.Weekly("UTC", [7][]calendar.Window{1: {w}})
		var problems calendar.Problems
		require.ErrorAs(t, err, &problems)
		require.Equal(t, "hours.mon", problems[0].Path)
	}
	_, err := calendar.Weekly("UTC", [7][]calendar.Window{})
	require.ErrorContains(t, err, "the week is empty")
	_, err = calendar.Weekly("Local", [7][]calendar.Window{1: {{Open: 5, Close: 50}, {Open: 40, Close: 60}}})
	require.ErrorContains(t, err, "zone")
	require.ErrorContains(t, err, "overlaps")
}
