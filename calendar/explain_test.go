package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

// genInstant draws an instant in the months in which generated specs differ.
func genInstant(t *rapid.T) time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 150*86400).Draw(t, "second")) * time.Second)
}

// tiles requires that the stretches of e tile its time and say truly what counts.
func tiles(t *rapid.T, c calendar.Calendar, e calendar.Explanation) {
	first, last := e.From, e.To
	if last.Before(first) {
		first, last = last, first
	}
	var counted time.Duration
	at := first
	for i, s := range e.Stretches {
		if i == 40 && e.LeftOut > 0 {
			counted += c.Between(at, s.From)
			at = s.From
		}
		require.True(t, at.Equal(s.From), "stretch %d begins at %s, not at %s", i, s.From, at)
		require.True(t, s.From.Before(s.To))
		elapsed := s.To.Sub(s.From)
		if s.Counted {
			require.Equal(t, elapsed, c.Between(s.From, s.To))
			counted += elapsed
		} else {
			require.Zero(t, c.Between(s.From, s.To))
			require.NotEmpty(t, s.Causes, "nothing says why %s to %s is closed", s.From, s.To)
		}
		at = s.To
	}
	require.True(t, at.Equal(last), "ends at %s, not at %s", at, last)
	require.Equal(t, e.Counted.Abs(), counted)
}

func TestLawExplanationsTileTheirTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := compiled(t, genSpec(t, 2))
		from := genInstant(t)
		d := time.Duration(rapid.IntRange(-200, 200).Draw(t, "minutes")) * 7 * time.Minute
		if e, err := c.ExplainAdd(from, d); err == nil {
			due, err := c.Add(from, d)
			require.NoError(t, err)
			require.True(t, due.Equal(e.To))
			require.Equal(t, d, e.Counted)
			tiles(t, c, e)
		}
		to := genInstant(t)
		e := c.ExplainBetween(from, to)
		require.Equal(t, c.Between(from, to), e.Counted)
		tiles(t, c, e)
	})
}

// A reason given is a reason in the document: a holiday or a special date of that name lies in the stretch.
func TestLawNamedCausesLieInTheirStretch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := genDate(t)
		c := compiled(t, calendar.Spec{
			Zone:     rapid.SampledFrom(genZones).Draw(t, "zone"),
			Hours:    map[string]string{"mon-sun": "09:00-17:00"},
			Holidays: []calendar.HolidayList{{Add: map[string]string{day.String(): "Founders"}}},
		})
		from := genInstant(t)
		e := c.ExplainBetween(from, from.Add(72*time.Hour))
		for _, s := range e.Stretches {
			named := strings.Contains(causes(s), `holiday "Founders"`)
			touched := s.From.Format(time.DateOnly) <= day.String() && day.String() <= s.To.Add(-1).Format(time.DateOnly)
			require.Equal(t, touched && !s.Counted, named, "%s to %s: %s", s.From, s.To, causes(s))
		}
	})
}

func causes(s calendar.Stretch) string {
	var words []string
	for _, c := range s.Causes {
		words = append(words, c.String())
	}
	return strings.Join(words, ", ")
}

func TestExplainText(t *testing.T) {
	shops, err := calendar.CompileAll(map[string]calendar.Spec{
		"lunch":  {Zone: "UTC", Hours: map[string]string{"mon-fri": "09:00-17:00"}, Breaks: map[string]string{"mon-fri": "12:00-13:00"}},
		"days":   {Zone: "UTC", Hours: map[string]string{"mon,wed": "09:00-17:00"}, Special: []calendar.Special{{Name: "Stocktaking", Date: "2026-07-08", Hours: "closed"}}},
		"night":  {Zone: "Europe/Berlin", Hours: map[string]string{"sat": "22:00-06:00", "sun": "22:00-06:00"}},
		"early":  {Zone: "Europe/Berlin", Hours: map[string]string{"mon-sun": "02:00-02:30 08:00-09:00"}},
		"shifts": {Zone: "UTC", Hours: map[string]string{"mon-fri": "09:00-10:00"}, Shifts: map[string]string{"2026-07-07": "11:00-12:00", "2026-07-08": "closed"}},
		"summer": {Zone: "UTC", Hours: map[string]string{"mon-fri": "09:00-10:00"}, Versions: []calendar.Version{{From: "2026-07-07", Spec: calendar.Spec{Name: "short days", Hours: map[string]string{"mon-fri": "09:00-09:30"}}}}},
		"moved": {Zone: "UTC", Hours: map[string]string{"mon": "09:00-10:00"}, Special: []calendar.Special{{Name: "Old", Date: "2026-07-08", Hours: "closed"}},
			Versions: []calendar.Version{{From: "2026-07-07", Spec: calendar.Spec{Hours: map[string]string{"thu": "09:00-10:00"}, Special: []calendar.Special{}}}}},
		"west":    {Zone: "America/New_York", Hours: map[string]string{"mon-fri": "09:00-17:00"}, Holidays: []calendar.HolidayList{{Add: map[string]string{"2026-07-06": "Parade"}}}},
		"both":    {Intersect: []string{"lunch", "west"}},
		"either":  {Union: []string{"days", "west"}},
		"without": {Subtract: []string{"lunch", "shifts"}},
	}, nil)
	require.NoError(t, err)
	tests := []struct {
		name, from string
		d          time.Duration
		want       []string
	}{
		{"lunch", "2026-07-06T11:30:00Z", time.Hour, []string{
			"1h from Mon 2026-07-06 11:30 in lunch",
			"  Mon 11:30–12:00  counted 30m",
			"  closed until Mon 13:00  (break)",
			"  Mon 13:00–13:30  counted 30m  due Mon 2026-07-06 13:30"}},
		{"lunch", "2026-07-06T13:30:15Z", -time.Hour, []string{
			"1h back from Mon 2026-07-06 13:30:15 in lunch",
			"  Mon 11:30:15–12:00  counted 29m45s",
			"  closed until Mon 13:00  (break)",
			"  Mon 13:00–13:30:15  counted 30m15s",
			"  reaches Mon 2026-07-06 11:30:15"}},
		{"lunch", "2026-07-06T03:00:00Z", 0, []string{
			"0s from Mon 2026-07-06 03:00 in lunch",
			"  due Mon 2026-07-06 03:00"}},
		{"days", "2026-07-06T16:00:00Z", 2 * time.Hour, []string{
			"2h from Mon 2026-07-06 16:00 in days",
			"  Mon 2026-07-06 16:00–17:00  counted 1h",
			"  closed until Mon 2026-07-13 09:00  (day off, closed \"Stocktaking\", weekend)",
			"  Mon 2026-07-13 09:00–10:00  counted 1h  due Mon 2026-07-13 10:00"}},
		{"night", "2026-03-28T20:00:00Z", 8 * time.Hour, []string{
			"8h from Sat 2026-03-28 21:00 in night",
			"  closed until Sat 22:00",
			"  Sat 22:00–Sun 06:00  counted 7h  (clock forward 1h)",
			"  closed until Sun 22:00",
			"  Sun 22:00–23:00  counted 1h  due Sun 2026-03-29 23:00"}},
		{"early", "2026-03-28T07:00:00Z", 2 * time.Hour, []string{
			"2h from Sat 2026-03-28 08:00 in early",
			"  Sat 08:00–09:00  counted 1h",
			"  closed until Sun 08:00  (clock forward 1h)",
			"  Sun 08:00–09:00  counted 1h  due Sun 2026-03-29 09:00"}},
		{"shifts", "2026-07-06T09:30:00Z", 2 * time.Hour, []string{
			"2h from Mon 2026-07-06 09:30 in shifts",
			"  Mon 09:30–10:00  counted 30m",
			"  closed until Tue 11:00",
			"  Tue 11:00–12:00  counted 1h  (shift)",
			"  closed until Thu 09:00  (shift)",
			"  Thu 09:00–09:30  counted 30m  due Thu 2026-07-09 09:30"}},
		{"summer", "2026-07-06T09:30:00Z", time.Hour, []string{
			"1h from Mon 2026-07-06 09:30 in summer",
			"  Mon 09:30–10:00  counted 30m",
			"  closed until Tue 09:00  (new version \"short days\")",
			"  Tue 09:00–09:30  counted 30m  due Tue 2026-07-07 09:30"}},
		{"moved", "2026-07-06T09:30:00Z", time.Hour, []string{
			"1h from Mon 2026-07-06 09:30 in moved",
			"  Mon 09:30–10:00  counted 30m",
			"  closed until Thu 09:00  (new version, day off)",
			"  Thu 09:00–09:30  counted 30m  due Thu 2026-07-09 09:30"}},
		{"both", "2026-07-06T14:00:00Z", 2 * time.Hour, []string{
			"2h from Mon 2026-07-06 14:00 in both",
			"  closed until Tue 13:00  (break of \"lunch\", holiday \"Parade\" of \"west\")",
			"  Tue 13:00–15:00  counted 2h  due Tue 2026-07-07 15:00"}},
		{"either", "2026-07-06T16:00:00Z", 2 * time.Hour, []string{
			"2h from Mon 2026-07-06 16:00 in either",
			"  Mon 16:00–17:00  counted 1h",
			"  closed until Tue 13:00  (day off of \"days\", holiday \"Parade\" of \"west\")",
			"  Tue 13:00–14:00  counted 1h  due Tue 2026-07-07 14:00"}},
		{"without", "2026-07-06T08:00:00Z", time.Hour, []string{
			"1h from Mon 2026-07-06 08:00 in without",
			"  closed until Mon 10:00  (open hours \"shifts\")",
			"  Mon 10:00–11:00  counted 1h  due Mon 2026-07-06 11:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.d.String(), func(t *testing.T) {
			e, err := shops[tt.name].ExplainAdd(instant(t, tt.from), tt.d)
			require.NoError(t, err)
			require.Equal(t, strings.Join(tt.want, "\n"), e.String())
		})
	}
}

func TestExplainWithoutAnswer(t *testing.T) {
	never, err := calendar.Compile(calendar.Spec{Zone: "UTC", Closed: true}, calendar.Sources{})
	require.NoError(t, err)
	_, err = never.ExplainAdd(instant(t, "2026-07-06T08:00:00Z"), time.Hour)
	require.ErrorIs(t, err, calendar.ErrNever)
	e := never.ExplainBetween(instant(t, "2026-07-06T08:00:00Z"), instant(t, "2026-07-05T08:00:00Z"))
	require.Equal(t, "0s from Mon 2026-07-06 08:00 to Sun 2026-07-05 08:00 in UTC\n  closed until Mon 08:00  (weekend, day off)", e.String())
}

func TestExplainAlwaysOpen(t *testing.T) {
	e, err := calendar.Calendar{}.ExplainAdd(instant(t, "2026-07-06T08:00:00+02:00"), 90*time.Minute)
	require.NoError(t, err)
	require.Equal(t, "1h30m from Mon 2026-07-06 06:00 in UTC\n  Mon 06:00–07:30  counted 1h30m  due Mon 2026-07-06 07:30", e.String())
}

// An explanation of years is short enough to read, and says what it leaves out.
func TestExplainYears(t *testing.T) {
	c := calendar.MustParse("Europe/Berlin mon-fri 09:00-12:00 13:00-17:00")
	e, err := c.ExplainAdd(instant(t, "2026-07-06T07:00:00Z"), 20000*time.Hour)
	require.NoError(t, err)
	require.Len(t, e.Stretches, 50)
	require.Greater(t, e.LeftOut, 10_000)
	text := strings.Split(e.String(), "\n")
	require.Len(t, text, 52)
	require.Regexp(t, `^  … \d+ stretches left out$`, text[41])
	require.Contains(t, text[51], "due ")
}

func TestExplainJSON(t *testing.T) {
	c := calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00")
	e, err := c.ExplainAdd(instant(t, "2026-07-03T14:30:00Z"), time.Hour)
	require.NoError(t, err)
	data, err := json.MarshalIndent(e, "", " ")
	require.NoError(t, err)
	require.Equal(t, `{
 "asked": "add",
 "calendar": "Europe/Berlin",
 "from": "2026-07-03T16:30:00+02:00",
 "to": "2026-07-06T09:30:00+02:00",
 "counted": "1h",
 "stretches": [
  {
   "from": "2026-07-03T16:30:00+02:00",
   "to": "2026-07-03T17:00:00+02:00",
   "counted": true,
   "elapsed": "30m"
  },
  {
   "from": "2026-07-03T17:00:00+02:00",
   "to": "2026-07-06T09:00:00+02:00",
   "counted": false,
   "elapsed": "64h",
   "causes": [
    {
     "kind": "closed hours"
    },
    {
     "kind": "weekend"
    }
   ]
  },
  {
   "from": "2026-07-06T09:00:00+02:00",
   "to": "2026-07-06T09:30:00+02:00",
   "counted": true,
   "elapsed": "30m"
  }
 ]
}`, string(data))
}

// In Santiago the clock skips the first hour of 6 September 2026, and with it all the hours of a date: it is closed by its name.
func TestExplainNamesADateWhoseHoursAreSkipped(t *testing.T) {
	c, err := calendar.Compile(calendar.Spec{
		Zone: "America/Santiago", Hours: map[string]string{"mon-sun": "00:00-24:00"},
		Special: []calendar.Special{{Name: "stock-taking", Date: "2026-09-06", Hours: "00:00-00:30"}},
	}, calendar.Sources{})
	require.NoError(t, err)
	why := c.ExplainBetween(instant(t, "2026-09-06T12:00:00-03:00"), instant(t, "2026-09-06T13:00:00-03:00"))
	require.Len(t, why.Stretches, 1)
	require.False(t, why.Stretches[0].Counted)
	require.Equal(t, []calendar.Cause{{Kind: calendar.ClosedDate, Name: "stock-taking"}}, why.Stretches[0].Causes)
}
