package sla_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// officeHours compiles a policy with one resolution target of four business hours that pauses while the customer is asked.
func officeHours() *sla.Policies {
	policies, err := sla.Compile(sla.Spec{Policies: []sla.PolicySpec{{
		Name: "standard", Calendar: "office",
		Targets: []sla.TargetSpec{{
			Metric:     sla.Resolution,
			Within:     sla.Within{All: sla.BusinessTime(4 * time.Hour)},
			Pause:      []sla.PauseSpec{{Status: "pending"}},
			Thresholds: []sla.ThresholdSpec{{At: sla.Point{Share: 750_000}}},
		}},
	}}}, nil, map[string]calendar.Calendar{"office": calendar.MustParse("Europe/Berlin mon-fri 09:00-17:00")})
	if err != nil {
		panic(err)
	}
	return policies
}

// at returns a day and a time of March 2026 in Berlin.
func at(clock string) sla.Instant {
	t, err := time.Parse(time.RFC3339, "2026-03-"+strings.Replace(clock, " ", "T", 1)+":00+01:00")
	if err != nil {
		panic(err)
	}
	return sla.At(t)
}

func Example() {
	policies, ticket := officeHours(), sla.NewState("42")
	events := []sla.Event{
		{Key: "1", At: at("06 14:00"), Kind: sla.Created, By: sla.Customer, Status: "open"},
		{Key: "2", At: at("06 15:00"), Kind: sla.StatusSet, Status: "pending", Actor: "ana"},
		{Key: "3", At: at("09 11:00"), Kind: sla.StatusSet, Status: "open"},
	}
	var effects []sla.Effect
	for _, ev := range events {
		effects, _ = policies.Step(ticket, ev, effects)
	}
	wake, _ := ticket.Wake()
	fmt.Println("look again just after", wake.Time().Format("Mon 15:04"), "UTC")

	effects, _ = policies.Advance(ticket, at("09 14:30"), effects)
	for _, e := range effects {
		fmt.Println(e.ID(), "at", e.At)
	}
	// Output:
	// look again just after Mon 12:00 UTC
	// 42/resolution/1/threshold:75%/0 at 2026-03-09T12:00:00Z
	// 42/resolution/1/breach/0 at 2026-03-09T13:00:00Z
}

func ExamplePolicies_View() {
	policies, ticket := officeHours(), sla.NewState("42")
	_, err := policies.Step(ticket, sla.Event{
		Key: "1", At: at("06 14:00"), Kind: sla.Created, By: sla.Customer, Status: "open",
	}, nil)
	if err != nil {
		panic(err)
	}
	v, err := policies.View(ticket, "resolution", at("06 20:00"))
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Phase, "ticking:", v.Ticking, "elapsed:", v.Elapsed, "left:", v.Remaining, "due:", v.Due)
	// Output: running ticking: false elapsed: 3h left: 1h due: 2026-03-09T09:00:00Z
}

func ExamplePolicies_Explain() {
	policies, ticket := officeHours(), sla.NewState("42")
	for _, ev := range []sla.Event{
		{Key: "1", At: at("06 14:00"), Kind: sla.Created, By: sla.Customer, Status: "open"},
		{Key: "2", At: at("06 15:00"), Kind: sla.StatusSet, Status: "pending", Actor: "ana"},
		{Key: "3", At: at("09 11:00"), Kind: sla.StatusSet, Status: "open"},
	} {
		if _, err := policies.Step(ticket, ev, nil); err != nil {
			panic(err)
		}
	}
	e, err := policies.Explain(ticket, "resolution", at("09 12:00"))
	if err != nil {
		panic(err)
	}
	for _, g := range e.Cycles[0].Segments {
		fmt.Println(g.From, g.Kind, g.Counted, "–", g.By)
	}
	// Output:
	// 2026-03-06T13:00:00Z ran 1h – opened by customer
	// 2026-03-06T14:00:00Z paused 0s – status pending by ana
	// 2026-03-09T10:00:00Z ran 1h – status open
}

func ExampleParseGoal() {
	for _, text := range []string{"4h", "4h wall", "3 business days end of day", "soon"} {
		goal, err := sla.ParseGoal(text)
		fmt.Println(goal, err)
	}
	// Output:
	// 4h <nil>
	// 4h wall <nil>
	// 3 business days end of day <nil>
	// none "soon" is not a goal: write business time such as 4h, wall time such as 4h wall, days such as 3 business days, 3 business days end of day, 3 business days keep time or 2 days, or none
}

func ExampleAgenda() {
	var agenda sla.Agenda
	agenda.Set("41", at("09 13:00"))
	agenda.Set("42", at("09 12:00"))
	for {
		ticket, ok := agenda.Due(at("09 12:30"))
		if !ok {
			break
		}
		fmt.Println("advance ticket", ticket)
	}
	// Output: advance ticket 42
}
