package holidays_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

// printEnv asks the test binary to print every date of every list and end.
const printEnv = "BELLHOP_PRINT_HOLIDAYS"

func TestMain(m *testing.M) {
	if os.Getenv(printEnv) != "" {
		fmt.Print(everyDate())
		return
	}
	os.Exit(m.Run())
}

// everyDate writes for each code the fingerprint of a calendar, which stands for the dates of 130 years.
func everyDate() string {
	var text strings.Builder
	for _, code := range (holidays.All{}).Codes() {
		c, err := open(code, "both")
		if err != nil {
			return err.Error()
		}
		fmt.Fprintln(&text, code, c.Fingerprint())
	}
	return text.String()
}

// open returns a calendar that is closed on the holidays of a code alone.
func open(code, days string) (calendar.Calendar, error) {
	return calendar.Compile(calendar.Spec{
		Zone:     "UTC",
		Hours:    map[string]string{"mon-sun": "00:00-24:00"},
		Holidays: []calendar.HolidayList{{Country: code, Days: days}},
	}, calendar.Sources{Holidays: holidays.All{}})
}

// closedDates returns the closed dates of the years from first to last.
func closedDates(c calendar.Calendar, first, last int) []string {
	var dates []string
	for d := (calendar.Date{Year: first, Month: 1, Day: 1}); d.Year <= last; d = d.AddDays(1) {
		if !c.IsOpen(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)) {
			dates = append(dates, d.String())
		}
	}
	return dates
}

func TestEveryCountryIsLinked(t *testing.T) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/rickar/cal/v2").Output()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "*", "*_holidays.go"))
	require.NoError(t, err)
	require.Greater(t, len(files), 40)
	codes := holidays.All{}.Codes()
	for _, file := range files {
		country := filepath.Base(filepath.Dir(file))
		if country == "aa" { // the holidays that countries are made of; no country
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range strings.Lines(string(source)) {
			name, _, isVar := strings.Cut(strings.TrimSpace(line), " ")
			region, isList := strings.CutPrefix(name, "Holidays")
			if !isVar || !isList || !strings.Contains(line, "=") {
				continue
			}
			code := strings.TrimSuffix(country+"-"+strings.ToLower(region), "-")
			require.Contains(t, codes, code, "%s has a list that no code finds", file)
		}
	}
}

func TestCodesAreSortedAndFound(t *testing.T) {
	codes := holidays.All{}.Codes()
	require.True(t, slices.IsSorted(codes))
	for _, code := range codes {
		list, ok := holidays.All{}.Holidays(code)
		require.True(t, ok, code)
		require.NotEmpty(t, list, code)
		for _, h := range list {
			require.NotEmpty(t, h.Name, code)
		}
	}
	for _, code := range []string{"", "xx", "US", "au", "de-xx"} {
		_, ok := holidays.All{}.Holidays(code)
		require.False(t, ok, code)
	}
}

// The rules of cal give midnights in the zone of the process, and where clocks change at midnight these are wrong by a day.
func TestZoneOfTheProcessNeverMatters(t *testing.T) {
	binary, err := os.Executable()
	require.NoError(t, err)
	var want []string
	for _, zone := range []string{"UTC", "America/Santiago", "America/Havana", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "America/Los_Angeles"} {
		cmd := exec.Command(binary)
		cmd.Env = append(os.Environ(), printEnv+"=1", "TZ="+zone)
		out, err := cmd.Output()
		require.NoError(t, err, zone)
		lines := strings.Split(string(out), "\n")
		if want == nil {
			want = lines
			require.Len(t, want, len(holidays.All{}.Codes())+1)
		}
		require.Len(t, lines, len(want), zone)
		for i := range lines {
			require.Equal(t, want[i], lines[i], zone)
		}
	}
}

// Dates that can be looked up in public notices.
func TestKnownDates(t *testing.T) {
	tests := []struct {
		code, days string
		year       int
		want       []string
	}{
		{"us", "observed", 2021, []string{"2021-01-01", "2021-06-18", "2021-07-05", "2021-12-24", "2021-12-31"}}, // New Year 2022 is kept in 2021
		{"us", "actual", 2021, []string{"2021-06-19", "2021-07-04", "2021-12-25"}},
		{"us", "both", 2021, []string{"2021-07-04", "2021-07-05", "2021-12-24", "2021-12-25", "2021-12-31"}},
		{"gb", "observed", 2021, []string{"2021-12-27", "2021-12-28"}},
		{"gb", "observed", 2022, []string{"2022-06-02", "2022-06-03", "2022-12-26", "2022-12-27"}}, // jubilee
		{"gb", "observed", 2023, []string{"2023-01-02", "2023-05-08"}},                             // coronation
		{"de-be", "observed", 2026, []string{"2026-03-08", "2026-04-03", "2026-05-14", "2026-10-03", "2026-12-26"}},
		{"de-by", "observed", 2026, []string{"2026-01-06", "2026-06-04", "2026-11-01"}},
		{"au-nsw", "observed", 2026, []string{"2026-01-26", "2026-04-03", "2026-04-06", "2026-06-08"}},
		{"jp", "observed", 2026, []string{"2026-02-11", "2026-03-20", "2026-09-23"}},
		{"ca", "observed", 2026, []string{"2026-05-18", "2026-07-01", "2026-09-30", "2026-12-28"}}, // Boxing Day is a Saturday
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s %d", tt.code, tt.days, tt.year), func(t *testing.T) {
			c, err := open(tt.code, tt.days)
			require.NoError(t, err)
			got := closedDates(c, tt.year, tt.year)
			require.Subset(t, got, tt.want)
		})
	}
}

func TestObservedLeavesTheDateItselfOpen(t *testing.T) {
	c, err := open("us", "observed")
	require.NoError(t, err)
	require.NotContains(t, closedDates(c, 2021, 2021), "2021-07-04")
	c, err = open("us", "actual")
	require.NoError(t, err)
	require.NotContains(t, closedDates(c, 2021, 2021), "2021-07-05")
}

// In UTC no midnight is skipped, so the dates that cal gives can be read directly and must be the same.
func TestDatesAreThoseOfCal(t *testing.T) {
	if time.Local != time.UTC && time.Local.String() != "UTC" {
		t.Setenv("TZ", "UTC")
		binary, err := os.Executable()
		require.NoError(t, err)
		out, err := exec.Command(binary, "-test.run=^TestDatesAreThoseOfCal$", "-test.v").CombinedOutput()
		require.NoError(t, err, string(out))
		return
	}
	for _, code := range (holidays.All{}).Codes() {
		list, _ := holidays.All{}.Holidays(code)
		for _, days := range []string{"actual", "observed"} {
			want := map[string]bool{}
			for year := 1989; year <= 2061; year++ {
				for _, h := range list {
					at, observed := h.Calc(year)
					if days == "observed" {
						at = observed
					}
					if d := calendar.DateOf(at); !at.IsZero() && d.Year >= 1990 && d.Year <= 2060 {
						want[d.String()] = true
					}
				}
			}
			c, err := open(code, days)
			require.NoError(t, err)
			require.Equal(t, slices.Sorted(maps.Keys(want)), closedDates(c, 1990, 2060), "%s %s", code, days)
		}
	}
}
