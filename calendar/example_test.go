package calendar_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

func Example() {
	desk, err := calendar.Parse("America/New_York mon-fri 09:00-17:00")
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, time.February, 27, 21, 0, 0, 0, time.UTC) // a Friday, 16:00 in New York
	due, err := desk.Add(opened, 2*time.Hour)
	fmt.Println(due.In(desk.Zone()).Format(time.RFC1123), err)
	// Output: Mon, 02 Mar 2026 10:00:00 EST <nil>
}

// A host that only wants to say when somebody is back needs two questions and no other package.
func Example_backAt() {
	desk := calendar.MustParse("Europe/Berlin mon-thu 09:00-12:00 13:00-17:30 fri 09:00-15:00", calendar.Date{Year: 2026, Month: 12, Day: 25})
	backAt := func(now time.Time) string {
		if desk.IsOpen(now) {
			return "We are here."
		}
		back, err := desk.NextOpen(now)
		if errors.Is(err, calendar.ErrNever) {
			return "We are closed."
		}
		return "Back at " + back.In(desk.Zone()).Format("Monday 15:04") + "."
	}
	for _, now := range []string{"2026-12-24T11:00:00+01:00", "2026-12-24T12:30:00+01:00", "2026-12-24T18:00:00+01:00"} {
		t, _ := time.Parse(time.RFC3339, now)
		fmt.Println(backAt(t))
	}
	// Output:
	// We are here.
	// Back at Thursday 13:00.
	// Back at Monday 09:00.
}

func ExampleCompile() {
	spec, err := calendar.ParseJSON([]byte(`{
		"zone": "Europe/London",
		"hours": {"mon-fri": "09:00-17:30", "sat": "10:00-14:00"},
		"breaks": {"mon-fri": "12:30-13:15"},
		"holidays": [{"country": "gb", "remove": ["Boxing Day"], "add": {"12-31": "Stocktaking"}}],
		"special": [{"name": "Christmas Eve", "date": "2026-12-24", "hours": "09:00-12:00"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	desk, err := calendar.Compile(spec, calendar.Sources{Holidays: holidays.All{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	from := time.Date(2026, 12, 24, 0, 0, 0, 0, desk.Zone())
	for open, shut := range desk.Runs(from, from.AddDate(0, 0, 5)) {
		fmt.Println(open.Format("Mon 15:04"), "to", shut.Format("15:04"))
	}
	// Output:
	// Thu 09:00 to 12:00
	// Sat 10:00 to 14:00
	// Mon 09:00 to 12:30
	// Mon 13:15 to 17:30
}

// Every fault of a document is told at once, each at its place.
func ExampleCompile_problems() {
	_, err := calendar.Compile(calendar.Spec{
		Zone:     "Europe/Berln",
		Hours:    map[string]string{"mon-fri": "9:00-17:00", "wen": "09:00-12:00"},
		Holidays: []calendar.HolidayList{{Country: "de-bx"}},
		Special:  []calendar.Special{{Date: "2026-02-31", Hours: "09:00-12:00"}},
	}, calendar.Sources{Holidays: holidays.All{}})
	var problems calendar.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			fmt.Printf("%s\n  %s\n", p.Path, p.Message)
		}
	}
	// Output:
	// zone
	//   unknown zone "Europe/Berln": write an IANA name such as Europe/Berlin
	// hours.mon-fri
	//   "9:00" is not a time of day: write two digits each for hour and minute, 00:00 to 24:00
	// hours.wen
	//   unknown day "wen"; did you mean "wed"?
	// special[0].date
	//   "2026-02-31" is not a date: write year-month-day, such as 2026-12-24
	// holidays[0].country
	//   unknown country "de-bx"; did you mean "de-bb"?
}

func ExampleCompileAll() {
	desks, err := calendar.CompileAll(map[string]calendar.Spec{
		"sydney": {Zone: "Australia/Sydney", Hours: map[string]string{"mon-fri": "09:00-17:00"}},
		"london": {Zone: "Europe/London", Hours: map[string]string{"mon-fri": "09:00-17:00"}},
		"world":  {Union: []string{"sydney", "london"}},
	}, holidays.All{})
	if err != nil {
		fmt.Println(err)
		return
	}
	monday := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	for open, shut := range desks["world"].Runs(monday, monday.AddDate(0, 0, 1)) {
		fmt.Println(open.Format("15:04"), "to", shut.Format("15:04"))
	}
	// Output:
	// 00:00 to 07:00
	// 08:00 to 16:00
	// 23:00 to 00:00
}

// Rows of a host's own table become a calendar without any text.
func ExampleWeekly() {
	rows := []struct{ weekday, open, close int }{{1, 9, 17}, {2, 9, 17}, {5, 22, 30}} // hours of the day
	var week [7][]calendar.Window
	for _, r := range rows {
		week[r.weekday] = append(week[r.weekday], calendar.Window{Open: r.open * 3600, Close: r.close * 3600})
	}
	desk, err := calendar.Weekly("Asia/Tokyo", week)
	friday := time.Date(2026, 7, 10, 12, 0, 0, 0, desk.Zone())
	shut, _ := desk.NextClose(friday)
	fmt.Println(shut.Format("Mon 15:04"), err)
	// Output: Sat 06:00 <nil>
}

func ExampleCalendar_ExplainAdd() {
	berlin, err := calendar.Compile(calendar.Spec{
		Name:    "Berlin",
		Zone:    "Europe/Berlin",
		Hours:   map[string]string{"mon-fri": "09:00-18:00"},
		Special: []calendar.Special{{Name: "Christmas Eve", Date: "2026-12-24", Hours: "09:00-12:00"}},
		Holidays: []calendar.HolidayList{{Country: "de", Rename: map[string]string{
			"Weihnachtstag":              "Christmas Day",
			"Zweiter Weihnachtsfeiertag": "Second Day of Christmas",
		}}},
	}, calendar.Sources{Holidays: holidays.All{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, 12, 23, 17, 30, 0, 0, berlin.Zone())
	why, err := berlin.ExplainAdd(opened, 4*time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why)
	// Output:
	// 4h from Wed 2026-12-23 17:30 in Berlin
	//   Wed 17:30–18:00  counted 30m
	//   closed until Thu 09:00
	//   Thu 09:00–12:00  counted 3h  (special hours "Christmas Eve")
	//   closed until Mon 09:00  (holiday "Christmas Day", holiday "Second Day of Christmas", weekend)
	//   Mon 09:00–09:30  counted 30m  due Mon 2026-12-28 09:30
}

func ExampleCalendar_ExplainBetween() {
	night := calendar.MustParse("America/New_York sat 22:00-06:00")
	from := time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC)
	fmt.Println(night.ExplainBetween(from, from.Add(12*time.Hour)))
	// Output:
	// 9h from Sat 2026-10-31 22:00 to Sun 2026-11-01 09:00 in America/New_York
	//   Sat 22:00–Sun 06:00  counted 9h  (clock back 1h)
	//   closed until Sun 09:00  (weekend)
}

// What is stored beside a due time tells later whether the same hours would give it again.
func ExampleCalendar_Stamp() {
	desk := calendar.MustParse("Europe/Berlin mon-fri 09:00-12:00 12:00-17:00")
	same := calendar.MustParse("Europe/Berlin fri,mon-thu 09:00-17:00")
	other := calendar.MustParse("Europe/Berlin mon-fri 09:00-17:30")
	fmt.Println(desk.Stamp() == same.Stamp(), desk.Stamp() == other.Stamp())
	fmt.Println(desk.Stamp().Zones == other.Stamp().Zones)
	// Output:
	// true false
	// true
}

func ExampleCalendar_MarshalJSON() {
	desk := calendar.MustParse("Europe/Berlin tue,mon 09:00-12:00 12:00-17:00 wed-thu 09:00-17:00")
	text, err := desk.MarshalJSON()
	fmt.Println(string(text), err)
	// Output: {"zone":"Europe/Berlin","hours":{"mon-thu":"09:00-17:00"}} <nil>
}
