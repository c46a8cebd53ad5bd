package sla_test

import (
	"errors"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla"
)

// vocabulary is what the tickets of a small help desk carry beside the built-in fields.
var vocabulary = sla.Vocabulary{Fields: map[string]sla.Field{
	"tier":  {Values: []string{"free", "pro", "gold"}},
	"tags":  {Values: []string{"vip", "outage"}},
	"seats": {Type: sla.NumberField},
	"trial": {Type: sla.FlagField},
}}

func ExampleVocabulary_Compile() {
	_, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"seats":     {Type: "numbr"},
		"plan-name": {},
		"tier":      {Values: []string{"free", "gold", "free"}},
	}}.Compile()
	fmt.Println(err)
	// Output:
	// fields.plan-name: a field name is made of letters, digits and _ and does not begin with a digit; rename it
	// fields.seats.type: unknown type "numbr"; did you mean "number"?
	// fields.tier.values[2]: "free" stands at values[0] already; remove one
}

func ExampleTerms_Check() {
	terms, err := vocabulary.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(terms.Check(sla.Fields{"tier": "golds", "seat": 3, "trial": "yes"}))
	// Output:
	// seat: unknown field "seat"; did you mean "seats"?
	// tier: unknown tier "golds"; did you mean "gold"?
	// trial: must be a flag, not the text "yes"
}

func ExampleTerms_Condition() {
	terms, err := vocabulary.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	large, err := terms.Condition(`tier == "gold" and (seats >= 100 or "vip" in tags)`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(large.Match(sla.Fields{"tier": "gold", "seats": 250}))
	fmt.Println(large.Match(sla.Fields{"tier": "gold", "tags": []string{"vip"}}))
	fmt.Println(large.Match(sla.Fields{"tier": "gold"}))
	// Output:
	// true <nil>
	// true <nil>
	// false <nil>
}

func ExampleConditionError() {
	terms, err := vocabulary.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = terms.Condition(`seats > 100 and tier in ["pro", "golds"]`)
	var fault *sla.ConditionError
	if errors.As(err, &fault) {
		fmt.Println(fault)
		fmt.Println(fault.Snippet())
	}
	// Output:
	// 1:33: unknown tier "golds"; did you mean "gold"?
	// seats > 100 and tier in ["pro", "golds"]
	//                                 ^
}

func ExampleCondition_Constants() {
	terms, err := vocabulary.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := terms.Condition(`seats > 10 and seats <= 100 and lower(team) == "core" and tier != "free"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, field := range c.Fields() {
		constants, all := c.Constants(field)
		fmt.Println(field, constants, all)
	}
	// Output:
	// seats [10 100] true
	// team [] false
	// tier [free] true
}

func ExampleTerms_Env() {
	terms, err := vocabulary.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket, err := terms.Env(sla.Fields{"tier": "pro", "seats": 30})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, source := range []string{`tier == "gold"`, `tier == "pro" and seats > 20`, ``} {
		c, err := terms.Condition(source)
		if err != nil {
			fmt.Println(err)
			return
		}
		ok, err := c.MatchEnv(ticket)
		fmt.Printf("%q %v %v\n", c.Source(), ok, err)
	}
	// Output:
	// "tier == \"gold\"" false <nil>
	// "tier == \"pro\" and seats > 20" true <nil>
	// "" true <nil>
}
