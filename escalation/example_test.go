package escalation_test

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

func ExampleLadders_Step() {
	due, _ := escalation.ParsePoint("due")
	atRisk, _ := escalation.ParsePoint("75%")
	ladders, err := escalation.Compile(escalation.Spec{
		People: []escalation.PersonSpec{{ID: "ana", Address: "slack:ana"}},
		Ladders: []escalation.LadderSpec{{Name: "answer", On: "first_response", Levels: []escalation.LevelSpec{
			{At: atRisk, Notify: []escalation.Who{"assignee"}},
			{At: due, Notify: []escalation.Who{"assignee", "mailto:desk@example.com"}},
		}}},
	}, terms, calendars, clocks)
	if err != nil {
		fmt.Println(err)
		return
	}
	policies, ticket := promises[sla.Wall], sla.NewState("T-1")
	opened := sla.Event{Key: "1", At: at("02 10:00"), Kind: sla.Created, By: sla.Customer, Status: "open"}
	if _, err := policies.Step(ticket, opened, nil); err != nil {
		fmt.Println(err)
		return
	}
	var progress escalation.Progress
	for _, now := range []sla.Instant{at("02 10:00"), at("02 13:01"), at("02 14:05")} {
		if _, err := policies.Advance(ticket, now, nil); err != nil {
			fmt.Println(err)
			return
		}
		situation := escalation.Situation{Now: now, State: ticket, Policies: policies, Assignee: "ana"}
		actions, _ := ladders.Step(&progress, &situation, nil, nil)
		for _, a := range actions {
			for _, to := range a.To {
				fmt.Println(a.Kind, a.Name, "for", to.Address, a.KeyFor("T-1", to))
			}
		}
		fmt.Println("look again", progress.Wake())
	}
	// Output:
	// look again 2026-03-02T13:00:00.000000001Z
	// fired 75% for slack:ana T-1/first_response/1/1/ana/answer:0:0.0
	// look again 2026-03-02T14:00:00.000000001Z
	// fired due for slack:ana T-1/first_response/1/2/ana/answer:0:0.0
	// fired due for mailto:desk@example.com T-1/first_response/1/2/mailto:desk@example.com/answer:0:0.0
	// look again
}

func ExampleNotice_Text() {
	n := escalation.Notice{Kind: escalation.Offer, Ticket: "T-1", Link: "https://desk.example.com/T-1", Until: at("02 10:15")}
	fmt.Println(n.Text())
	// Output:
	// Offered to you: ticket T-1
	// Ticket: T-1  https://desk.example.com/T-1
	// To do: accept or decline by Mon 2026-03-02 10:15 UTC
}
