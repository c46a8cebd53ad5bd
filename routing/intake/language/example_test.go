package language_test

import (
	"context"
	"fmt"
	"log"

	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/routing/intake/language"
)

func Example() {
	detector, err := language.Compile(language.Spec{Languages: []string{"en", "de", "fr"}})
	if err != nil {
		log.Fatal(err)
	}
	rules, err := intake.Compile(intake.RulesSpec{Rules: []intake.RuleSpec{
		{Name: "password", Type: "access", Words: map[string]float64{"password": 1, "passwort": 1, "mot de passe": 1}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	desk := intake.InLanguage(detector, rules)
	for _, text := range []string{"Ich habe mein Passwort vergessen", "J'ai oublié mon mot de passe", "4711"} {
		reading, _ := desk.Classify(context.Background(), intake.Message{Text: text})
		fmt.Println(reading.Type, reading.Language)
	}
	// Output:
	// access de
	// access fr
	// unclassified unknown
}
