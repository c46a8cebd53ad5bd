package calendar_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Our reader and encoding/json read the same out of what encoding/json writes.
func TestLawParseJSONReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := genSpec(t, 2)
		data, err := json.Marshal(spec)
		require.NoError(t, err)
		got, err := calendar.ParseJSON(data)
		require.NoError(t, err)
		var want calendar.Spec
		require.NoError(t, json.Unmarshal(data, &want))
		require.Equal(t, want, got)
	})
}

// Beside the problems stands what could be read, so that the rest can be checked as well.
func TestParseJSONReturnsWhatFits(t *testing.T) {
	spec, err := calendar.ParseJSON([]byte(`{"zone": "UTC", "hours": ["mon"], "breaks": {"mon": 5, "tue": "12:00-13:00"}, "versions": [{"from": "2026-01-01", "zone": "Asia/Tokyo"}]}`))
	require.EqualError(t, err, "hours: must be a mapping, not a list\nbreaks.mon: must be text, not a number")
	require.Equal(t, "UTC", spec.Zone)
	require.Equal(t, "12:00-13:00", spec.Breaks["tue"])
	require.Equal(t, "2026-01-01", spec.Versions[0].From)
	require.Equal(t, "Asia/Tokyo", spec.Versions[0].Zone)
}

// The keys of both written forms are the same, and every field has one.
func TestSpecTags(t *testing.T) {
	for _, v := range []any{calendar.Spec{}, calendar.Version{}, calendar.Special{}, calendar.HolidayList{}} {
		for i := range reflect.TypeOf(v).NumField() {
			f := reflect.TypeOf(v).Field(i)
			if f.Anonymous {
				require.Equal(t, ",inline", f.Tag.Get("yaml"))
				continue
			}
			require.NotEmpty(t, f.Tag.Get("json"), f.Name)
			require.Equal(t, f.Tag.Get("json"), f.Tag.Get("yaml"), f.Name)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			require.Equal(t, strings.ToLower(f.Name), name)
		}
	}
}

// FuzzSpecJSON asks that no text makes CompileJSON panic or hang, and that what compiles is written as what compiles again.
func FuzzSpecJSON(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "wrong", "*.json"))
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"zone":"Europe/Berlin","hours":{"mon-fri":"09:00-17:00"},"holidays":[{"country":"de","add":{"12-24":"Eve"}}],"special":[{"date":"2026-12-31","hours":"closed"}]}`))
	f.Add([]byte(`{"calendars":{"a":{"zone":"UTC","closed":true},"b":{"zone":"UTC","hours":{"sun":"22:00-06:00"}}},"subtract":["b","a"],"versions":[{"from":"2026-07-01","union":["a"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := calendar.CompileJSON(data, sources)
		if err != nil {
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.NotEmpty(t, problems)
			return
		}
		sameAgain(t, c)
	})
}

// FuzzParse asks the same of Parse.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"Europe/Berlin mon-thu 09:00-12:00 13:00-17:30 fri 09:00-15:00", "UTC", "", "UTC mon-sun 00:00-24:00", "Asia/Tokyo sat-mon 22:00-06:00",
		"UTC mon closed", "UTC mon 09:00:30-17:00:15", "Local mon 9-5",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if c, err := calendar.Parse(line); err == nil {
			sameAgain(t, c)
		}
	})
}

// sameAgain requires that c is written as what compiles to the same.
func sameAgain(t *testing.T, c calendar.Calendar) {
	data, err := json.Marshal(c)
	require.NoError(t, err)
	again, err := calendar.CompileJSON(data, sources)
	require.NoError(t, err, string(data))
	require.Equal(t, c.Fingerprint(), again.Fingerprint(), string(data))
}
