package holidays_test

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/calendar/holidays"
)

func Example() {
	desk, err := calendar.Compile(calendar.Spec{
		Zone:     "America/New_York",
		Hours:    map[string]string{"mon-fri": "09:00-17:00"},
		Holidays: []calendar.HolidayList{{Country: "us", Remove: []string{"Columbus Day"}}},
	}, calendar.Sources{Holidays: holidays.All{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range []calendar.Date{{Year: 2026, Month: 7, Day: 3}, {Year: 2026, Month: 10, Day: 12}} {
		fmt.Println(d, desk.IsBusinessDay(d))
	}
	// Output:
	// 2026-07-03 false
	// 2026-10-12 true
}
