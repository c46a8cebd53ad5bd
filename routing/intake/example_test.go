package intake_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
)

func ExampleRules() {
	rules, err := intake.Compile(intake.RulesSpec{Rules: []intake.RuleSpec{
		{Name: "refund", Type: "billing", Intent: "refund", Words: map[string]float64{"refund*": 1, "charged twice": 2}, Needs: 2},
		{Name: "outage", Type: "outage", Priority: "urgent", Words: map[string]float64{"down": 1, "offline": 1}},
		{Name: "bank", Tags: []string{"key-account"}, Senders: map[string]float64{"bank.example": 1}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	reading, _ := rules.Classify(context.Background(), intake.Message{
		Text: "You charged twice. A refund, please.", Sender: "Ana <ana@bank.example>",
	})
	fmt.Println(reading)
	fmt.Println(reading.Tags)
	// Output:
	// billing/refund 1.00 by rules (refund: phrase "charged twice" +2.00, refund: refund* +1.00, tag key-account from bank: sender "bank.example" +1.00)
	// [key-account]
}

func ExampleFirst() {
	rules, err := intake.Compile(intake.RulesSpec{Rules: []intake.RuleSpec{
		{Name: "outage", Type: "outage", Priority: "urgent", Words: map[string]float64{"down": 1}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	service := intake.ClassifierFunc(func(context.Context, intake.Message) (intake.Reading, error) {
		return intake.Reading{}, context.DeadlineExceeded // a service that did not answer in time
	})
	desk := intake.First(0.8, rules, service)
	for _, text := range []string{"the shop is down", "a question"} {
		reading, _ := desk.Classify(context.Background(), intake.Message{Text: text})
		fmt.Println(reading)
	}
	// Output:
	// outage 1.00 by rules (outage: down +1.00)
	// unclassified 0.00 by rules (no rule holds, classifier 1: timed out)
}

func ExampleTrain() {
	model, err := intake.Train([]intake.Sample{
		{Text: "I want my money back", Label: "billing/refund"},
		{Text: "please refund the invoice", Label: "billing/refund"},
		{Text: "money back for the second invoice", Label: "billing/refund"},
		{Text: "the internet is down", Label: "outage"},
		{Text: "we are offline, the network is down", Label: "outage"},
		{Text: "no internet in the office", Label: "outage"},
	}, intake.Training{Least: 3})
	if err != nil {
		log.Fatal(err)
	}
	reading := model.Asking(0.5).Read("our network is offline")
	fmt.Println(reading.Type, reading.Decided(), reading.Evidence[0])
	unsure := model.Asking(0.95).Read("our network is offline")
	fmt.Println(unsure.Type, unsure.Guesses[0].Type)
	// Output:
	// outage true offline +0.21
	// unclassified outage
}

func ExampleDuplicates() {
	duplicates, err := intake.DuplicatesSpec{}.Compile()
	if err != nil {
		log.Fatal(err)
	}
	first := intake.PrintOf("17", "ana", intake.Message{Text: "My card has not arrived, can you help?"})
	again := intake.PrintOf("18", "ana", intake.Message{Text: "my card has not arived, can you please help"})
	for _, match := range duplicates.Find(again, []intake.Print{first}) {
		fmt.Println(match)
	}
	// Output: merge 18 into 17, 0.73 alike
}

func ExampleIdentities() {
	mail, err := intake.Identify(intake.Email, "Ana <Ana@bank.example>")
	if err != nil {
		log.Fatal(err)
	}
	people := intake.IdentitiesOf(
		intake.Claim{Identifier: mail, Customer: "customer-7", Verified: true},
		intake.Claim{Identifier: mail, Customer: "app-user-3"}, // a sender only: it joins nobody
	)
	person, certain, _ := people.Find(mail)
	fmt.Println(person.Customers, certain, people.Conflicts())

	proved := people.Link(intake.Claim{Identifier: mail, Customer: "app-user-3", Verified: true})
	fmt.Println(proved.Person("customer-7").Customers)
	// Output:
	// [customer-7] true [contradicted: email ana@bank.example of app-user-3, customer-7]
	// [app-user-3 customer-7]
}

func ExampleCache() {
	crm := lookup(func(customer string) (sla.Fields, error) { return sla.Fields{"tier": "gold"}, nil })
	known := intake.Cache{Enricher: crm, Timeout: time.Second}
	now := sla.At(time.Date(2026, time.March, 6, 9, 0, 0, 0, time.UTC)) // the host's clock
	fmt.Println(known.Get(context.Background(), "customer-7", now).Fields)
	// Output: map[tier:gold]
}

// lookup stands for the host's CRM.
type lookup func(customer string) (sla.Fields, error)

func (l lookup) Enrich(_ context.Context, customer string) (sla.Fields, error) { return l(customer) }
