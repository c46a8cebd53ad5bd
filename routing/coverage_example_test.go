package routing_test

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// Three regions that tile the day in June leave an hour open once Europe has put its clocks back.
func ExampleRouter_Coverage() {
	hours := map[string]calendar.Calendar{
		"sydney":   calendar.MustParse("Australia/Sydney mon-sun 08:00-17:00"),
		"berlin":   calendar.MustParse("Europe/Berlin mon-sun 08:00-16:00"),
		"new york": calendar.MustParse("America/New_York mon-sun 10:00-18:00"),
	}
	desk, err := routing.Compile(routing.Spec{Agents: []routing.AgentSpec{
		{ID: "syd", Hours: "sydney"}, {ID: "ber", Hours: "berlin"}, {ID: "nyc", Hours: "new york"},
	}}, nil, hours)
	if err != nil {
		fmt.Println(err)
		return
	}
	needs := []routing.CoverageNeed{{Name: "round the clock"}}
	for _, month := range []time.Month{time.June, time.November} {
		first := time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC)
		cover, err := desk.Coverage(needs, sla.At(first), sla.At(first.AddDate(0, 1, 0)))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(month, cover.Uncovered)
		for _, gap := range cover.Needs[0].Gaps[:min(1, len(cover.Needs[0].Gaps))] {
			fmt.Println(gap.From, gap.Length(), gap.Causes[0])
		}
	}
	// Output:
	// June 0s
	// November 30h
	// 2026-11-01T06:00:00Z 1h clock change in Europe/Berlin: +01:00 from UTC in place of +02:00
}
