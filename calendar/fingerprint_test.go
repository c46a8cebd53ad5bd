package calendar_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// hoursIn returns the runs of the time in which generated specs differ.
func hoursIn(c calendar.Calendar) []string {
	var runs []string
	from := time.Date(2025, 12, 20, 0, 0, 0, 0, time.UTC)
	for open, shut := range c.Runs(from, from.AddDate(0, 9, 0)) {
		runs = append(runs, open.Format(time.RFC3339)+"/"+shut.Format(time.RFC3339))
	}
	return runs
}

func TestLawMarshalledCalendarsAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := compiled(t, genSpec(t, 2))
		data, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := calendar.CompileJSON(data, sources)
		require.NoError(t, err, string(data))
		require.Equal(t, c.Fingerprint(), again.Fingerprint(), string(data))
		require.Equal(t, hoursIn(c), hoursIn(again), string(data))
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(data), string(twice))
	})
}

// respelled writes the hours of a spec in another way: days one by one and in another order, windows split, dates one by one.
func respelled(t *rapid.T, spec calendar.Spec) calendar.Spec {
	out := spec
	out.Hours = map[string]string{}
	for key, text := range spec.Hours {
		out.Hours[key] = splitText(t, text)
	}
	if spec.Hours["tue"] == spec.Hours["mon"] && rapid.Bool().Draw(t, "list") {
		delete(out.Hours, "mon")
		delete(out.Hours, "tue")
		out.Hours["tue,mon"] = splitText(t, spec.Hours["mon"])
	}
	out.Breaks = eachDateAlone(spec.Breaks)
	out.Shifts = eachDateAlone(spec.Shifts)
	out.Special = nil
	for _, s := range spec.Special {
		for key, text := range eachDateAlone(map[string]string{s.Date: s.Hours}) {
			out.Special = append(out.Special, calendar.Special{Name: "other", Date: key, Hours: text})
		}
	}
	out.Holidays = nil
	for _, l := range slices.Backward(spec.Holidays) {
		if l.Days == "observed" {
			l.Days = ""
		}
		l.Add = eachDateAlone(l.Add)
		out.Holidays = append(out.Holidays, l)
	}
	return out
}

// splitText splits windows of more than a quarter of an hour in two that touch, and writes the later first.
func splitText(t *rapid.T, text string) string {
	windows, err := calendar.ParseWindows(text)
	require.NoError(t, err)
	var words []string
	for _, w := range windows {
		at := w.Open + rapid.IntRange(1, w.Close-w.Open-1).Draw(t, "split")
		words = append(words, calendar.Window{Open: at, Close: w.Close}.String(), calendar.Window{Open: w.Open, Close: at}.String())
	}
	return strings.Join(words, " ")
}

// eachDateAlone writes each range of dates date by date.
func eachDateAlone(dated map[string]string) map[string]string {
	out := map[string]string{}
	for key, text := range dated {
		first, last, isRange := strings.Cut(key, "..")
		if !isRange {
			out[key] = text
			continue
		}
		d, _ := calendar.ParseDate(first)
		end, _ := calendar.ParseDate(last)
		for ; !end.Before(d); d = d.AddDays(1) {
			out[d.String()] = text
		}
	}
	return out
}

func TestLawFingerprintOfHoursWrittenDifferently(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := genLeaf(t)
		other := respelled(t, spec)
		require.Equal(t, compiled(t, spec).Fingerprint(), compiled(t, other).Fingerprint(), fmt.Sprint(spec, "\n", other))
	})
}

// changed changes one thing about a timetable.
func changed(t *rapid.T, spec calendar.Spec) calendar.Spec {
	out := spec
	switch rapid.IntRange(0, 6).Draw(t, "change") {
	case 0:
		out.Zone = rapid.SampledFrom(genZones).Draw(t, "other zone")
	case 1:
		out.Hours = maps.Clone(spec.Hours)
		out.Hours[rapid.SampledFrom(genDayNames).Draw(t, "day")] = textOf(genWindows(t, 1, false))
	case 2:
		out.Breaks = map[string]string{genDate(t).String(): "10:00-10:01"}
	case 3:
		out.Shifts = genDates(t, func() string { return "11:00-12:00" })
	case 4:
		out.Special = []calendar.Special{{Date: genDate(t).String(), Hours: "09:00:01-10:00"}}
	case 5:
		out.Holidays = []calendar.HolidayList{{Add: map[string]string{genDate(t).String(): "one day"}}}
	case 6:
		out.Special = slices.Clone(spec.Special)
		for i := range out.Special {
			out.Special[i].Hours = "09:00:01-10:00"
		}
	}
	return out
}

func TestLawOtherHoursHaveAnotherFingerprint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := genLeaf(t)
		a, b := compiled(t, spec), compiled(t, changed(t, spec))
		if !slices.Equal(hoursIn(a), hoursIn(b)) {
			require.NotEqual(t, a.Fingerprint(), b.Fingerprint())
		}
	})
}

func TestLawFingerprintOfJoinsHasNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts []calendar.Calendar
		for range 3 {
			parts = append(parts, compiled(t, genLeaf(t)))
		}
		a, b, c := parts[0], parts[1], parts[2]
		same := [][2]calendar.Calendar{
			{calendar.Union(a, b, c), calendar.Union(c, calendar.Union(b, a))},
			{calendar.Intersect(a, b, c), calendar.Intersect(calendar.Intersect(a, c), b, a)},
			{calendar.Union(a, a), a},
			{calendar.Subtract(a, calendar.Union(b, c)), calendar.Subtract(a, calendar.Union(c, b))},
		}
		for i, pair := range same {
			require.Equal(t, pair[0].Fingerprint(), pair[1].Fingerprint(), i)
		}
		require.Equal(t, calendar.Union(a, b).Spec(), calendar.Union(b, a).Spec())
		for _, pair := range [][2]calendar.Calendar{
			{calendar.Union(a, b), calendar.Intersect(a, b)},
			{calendar.Subtract(a, b), calendar.Subtract(b, a)},
			{calendar.Subtract(a, b), a},
		} {
			if !slices.Equal(hoursIn(pair[0]), hoursIn(pair[1])) {
				require.NotEqual(t, pair[0].Fingerprint(), pair[1].Fingerprint())
			}
		}
	})
}

func TestFingerprintOfExtremes(t *testing.T) {
	always := calendar.MustParse("UTC mon-sun 00:00-24:00")
	require.Equal(t, always.Fingerprint(), calendar.Calendar{}.Fingerprint())
	closed, err := calendar.Compile(calendar.Spec{Zone: "UTC", Closed: true}, sources)
	require.NoError(t, err)
	require.Equal(t, closed.Fingerprint(), calendar.Union().Fingerprint())
	require.Equal(t, closed.Fingerprint(), calendar.Subtract(always, calendar.Calendar{}).Fingerprint())
	for _, c := range []calendar.Calendar{{}, always, closed, calendar.Union(), calendar.Intersect(), calendar.Subtract(always, always), calendar.Union(calendar.Subtract(always, always), closed)} {
		data, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := calendar.CompileJSON(data, sources)
		require.NoError(t, err, string(data))
		require.Equal(t, c.Fingerprint(), again.Fingerprint(), string(data))
	}
}

// Versions made in code may begin before or after the years that calendars hold.
func TestVersionsOutOfReachAreNotWritten(t *testing.T) {
	a, b := calendar.MustParse("UTC mon 09:00-17:00"), calendar.MustParse("UTC tue 09:00-17:00")
	early, err := calendar.Versions(a, calendar.Switch{To: b})
	require.NoError(t, err)
	require.Equal(t, b.Fingerprint(), early.Fingerprint())
	late, err := calendar.Versions(a, calendar.Switch{At: time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), To: b})
	require.NoError(t, err)
	require.Equal(t, a.Fingerprint(), late.Fingerprint())
	for _, c := range []calendar.Calendar{early, late} {
		data, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := calendar.CompileJSON(data, sources)
		require.NoError(t, err, string(data))
		require.Equal(t, c.Fingerprint(), again.Fingerprint())
	}
}

// A calendar that is part of many joins is written and read once, or this would not end.
func TestSharedPartsAreWrittenOnce(t *testing.T) {
	c := calendar.MustParse("UTC mon-fri 09:00-17:00")
	d := calendar.MustParse("UTC sat 09:00-17:00")
	for range 40 {
		c, d = calendar.Union(c, d), calendar.Intersect(c, d)
	}
	require.NotEmpty(t, c.Fingerprint())
	data, err := json.Marshal(c)
	require.NoError(t, err)
	require.Less(t, len(data), 10_000)
}

func TestCanonicalForm(t *testing.T) {
	c, err := calendar.CompileJSON([]byte(`{
		"name": "Desk", "zone": "Europe/Berlin", "horizon": 10,
		"hours": {"wed": "13:00-17:00 09:00-12:00", "sat,sun": "closed", "mon,tue": "09:00-12:00 12:00-17:00", "thu": "22:00-06:00"},
		"breaks": {"2026-01-05": "10:00-10:30", "mon": "15:00-15:15"},
		"shifts": {"2026-01-02": "10:00-14:00", "2026-01-03": "10:00-14:00", "2026-01-04": "closed"},
		"special": [{"name": "B", "date": "2026-03-02", "hours": "closed"}, {"name": "A", "date": "2026-03-01", "hours": "closed"}],
		"holidays": [{"country": "us", "days": "observed", "remove": ["Veterans Day", "Columbus Day"]}, {"add": {"2026-12-30": "x", "2026-12-31": "x", "12-24": "Eve"}}]
	}`), sources)
	require.NoError(t, err)
	data, err := json.MarshalIndent(c, "", " ")
	require.NoError(t, err)
	require.Equal(t, `{
 "name": "Desk",
 "zone": "Europe/Berlin",
 "hours": {
  "mon-tue": "09:00-17:00",
  "thu": "22:00-06:00",
  "wed": "09:00-12:00 13:00-17:00"
 },
 "breaks": {
  "2026-01-05": "10:00-10:30",
  "mon": "15:00-15:15"
 },
 "shifts": {
  "2026-01-02..2026-01-03": "10:00-14:00",
  "2026-01-04": "closed"
 },
 "special": [
  {
   "name": "A",
   "date": "2026-03-01",
   "hours": "closed"
  },
  {
   "name": "B",
   "date": "2026-03-02",
   "hours": "closed"
  }
 ],
 "holidays": [
  {
   "country": "us",
   "remove": [
    "Columbus Day",
    "Veterans Day"
   ]
  },
  {
   "add": {
    "12-24": "Eve",
    "2026-12-30..2026-12-31": "x"
   }
  }
 ],
 "horizon": 10
}`, string(data))
}
