// Quickstart counts business time on a calendar and lets a clock of a ticket run on it.
package main

import (
	"fmt"
	"log"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

func main() {
	office := calendar.MustParse("Europe/Berlin mon-thu 09:00-12:00 13:00-17:00 fri 09:00-13:00", // lunch, a short Friday
		calendar.Date{Year: 2026, Month: time.May, Day: 14}) // closed that Thursday
	opened := time.Date(2026, time.May, 13, 11, 0, 0, 0, office.Zone())
	why, err := office.ExplainAdd(opened, 10*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why)
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{Name: "standard", Calendar: "office", Targets: []sla.TargetSpec{
		{Metric: sla.Resolution, Within: sla.Within{All: sla.BusinessTime(10 * time.Hour)}},
	}}}}, nil, map[string]calendar.Calendar{"office": office})
	if err != nil {
		log.Fatal(err)
	}
	ticket, _, err := policies.Rebuild("42", 0, []sla.Event{
		{Key: "a", At: sla.At(opened), Kind: sla.Created, By: sla.Customer},
		{Key: "b", At: sla.At(opened.Add(30 * time.Minute)), Kind: sla.Pause, Clock: "resolution", Reason: "asked for a log"},
		{Key: "c", At: sla.At(opened.Add(3 * time.Hour)), Kind: sla.Resume, Clock: "resolution", Reason: "asked for a log"},
	})
	if err != nil {
		log.Fatal(err)
	}
	wake, _ := ticket.Wake()
	fmt.Println("look again just after", wake.Time().In(office.Zone()).Format("Mon 2006-01-02 15:04"))
}
