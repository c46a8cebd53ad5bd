package calendar

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// corpus is a file of business-time cases that knows no language.
type corpus struct {
	Schedules map[string]schedule
	Cases     []struct {
		ID, Title, Schedule, Op string
		Args                    struct {
			At, From, To time.Time
			Seconds      int64
		}
		Expect any
	}
}

type schedule struct {
	TZ           string
	Weekly       map[string][][2]string
	WeeklyBreaks map[string][][2]string `json:"weekly_breaks"`
	Shifts       map[string][][2]string
	Special      map[string][][2]string
	Breaks       map[string][][2]string
	Holidays     []string
	Union        []string
	Intersect    []string
	Subtract     []string
	Versions     []struct {
		From     *time.Time
		Schedule string
	}
}

// TestCorpus asks every question of the corpus.
func TestCorpus(t *testing.T) {
	data, err := os.ReadFile("testdata/corpus/calendar.json")
	require.NoError(t, err)
	var file corpus
	require.NoError(t, json.Unmarshal(data, &file))
	require.Len(t, file.Cases, 222)
	calendars := map[string]Calendar{}
	for name := range file.Schedules {
		calendars[name] = file.calendar(t, name)
	}
	for _, k := range file.Cases {
		t.Run(k.ID, func(t *testing.T) {
			c, a := calendars[k.Schedule], k.Args
			seconds := time.Duration(a.Seconds) * time.Second
			switch k.Op {
			case "is_open":
				require.Equal(t, k.Expect, c.IsOpen(a.At), k.Title)
			case "next_open":
				requireCase(t, k.Expect, k.Title)(c.NextOpen(a.At))
			case "next_close":
				requireCase(t, k.Expect, k.Title)(c.NextClose(a.At))
			case "prev_close":
				requireCase(t, k.Expect, k.Title)(c.PrevClose(a.At))
			case "add":
				requireCase(t, k.Expect, k.Title)(c.Add(a.At, seconds))
			case "add_latest":
				requireCase(t, k.Expect, k.Title)(c.AddLatest(a.At, seconds))
			case "sub":
				requireCase(t, k.Expect, k.Title)(c.Sub(a.At, seconds))
			case "between":
				require.Equal(t, k.Expect, c.Between(a.From, a.To).Seconds(), k.Title)
			case "windows":
				got := []any{}
				for open, closed := range c.Runs(a.From, a.To) {
					got = append(got, []any{open.UTC().Format(time.RFC3339), closed.UTC().Format(time.RFC3339)})
				}
				require.Equal(t, k.Expect, got, k.Title)
			default:
				require.Fail(t, "unknown question "+k.Op)
			}
		})
	}
}

// requireCase compares an answer with the expected instant, or with null for never.
func requireCase(t *testing.T, want any, title string) func(time.Time, error) {
	return func(got time.Time, err error) {
		t.Helper()
		if want == nil {
			require.ErrorIs(t, err, ErrNever, title)
			return
		}
		require.NoError(t, err, title)
		instant, err := time.Parse(time.RFC3339Nano, want.(string))
		require.NoError(t, err)
		require.Equal(t, instant.UTC(), got.UTC(), title)
	}
}

// calendar builds a schedule of the corpus.
func (f *corpus) calendar(t *testing.T, name string) Calendar {
	s, ok := f.Schedules[name]
	require.True(t, ok, name)
	all := func(names []string) (list []Calendar) {
		for _, n := range names {
			list = append(list, f.calendar(t, n))
		}
		return list
	}
	switch {
	case s.Union != nil:
		return Union(all(s.Union)...)
	case s.Intersect != nil:
		return Intersect(all(s.Intersect)...)
	case s.Subtract != nil:
		require.Len(t, s.Subtract, 2)
		return Subtract(f.calendar(t, s.Subtract[0]), f.calendar(t, s.Subtract[1]))
	case s.Versions != nil:
		require.Nil(t, s.Versions[0].From)
		var switches []Switch
		for _, v := range s.Versions[1:] {
			switches = append(switches, Switch{*v.From, f.calendar(t, v.Schedule)})
		}
		c, err := Versions(f.calendar(t, s.Versions[0].Schedule), switches...)
		require.NoError(t, err)
		return c
	}
	return build(plan{name: name, table: s.timetable(t)})
}

func (s schedule) timetable(t *testing.T) *timetable {
	table := &timetable{zone: location(t, s.TZ), shifts: dated(t, s.Shifts), breaks: dated(t, s.Breaks), special: map[Date]special{}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		key := strings.ToLower(day.String()[:3])
		table.week[day] = windows(t, s.Weekly[key])
		table.weekBreaks[day] = windows(t, s.WeeklyBreaks[key])
	}
	for d, w := range dated(t, s.Special) {
		table.special[d] = special{windows: w}
	}
	table.holidays = func(year int) map[Date][]string {
		found := map[Date][]string{}
		for _, text := range s.Holidays {
			if d, err := ParseDate(text); err == nil && d.Year == year {
				found[d] = []string{"holiday"}
			}
		}
		return found
	}
	return table
}

func dated(t *testing.T, written map[string][][2]string) map[Date][]Window {
	m := map[Date][]Window{}
	for text, w := range written {
		d, err := ParseDate(text)
		require.NoError(t, err)
		m[d] = windows(t, w)
	}
	return m
}

// windows reads pairs of times of day; a close at or before its open lies on the next day.
func windows(t *testing.T, written [][2]string) []Window {
	var list []Window
	for _, pair := range written {
		w := Window{timeOfDay(t, pair[0]), timeOfDay(t, pair[1])}
		if w.Close <= w.Open {
			w.Close += secondsPerDay
		}
		list = append(list, w)
	}
	return list
}

func timeOfDay(t *testing.T, text string) int {
	seconds := 0
	for i, part := range strings.Split(text, ":") {
		n, err := strconv.Atoi(part)
		require.NoError(t, err)
		seconds += n * []int{3600, 60, 1}[i]
	}
	return seconds
}
