package sla

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// conditionFaults are wrong conditions, each with all its messages.
var conditionFaults = []struct{ source, want string }{
	// Names and values.
	{`tiers == "gold"`, `1:1: unknown field "tiers"; did you mean "tier"?`},
	{`tier == gold`, `1:9: unknown field "gold"; a value stands in quotes: write "gold"`},
	{`$env`, `1:1: unknown field "$env"`},
	{`tier == "golds"`, `1:9: unknown tier "golds"; did you mean "gold"?`},
	{`"golds" != tier`, `1:1: unknown tier "golds"; did you mean "gold"?`},
	{`tier in ["gold", "prro", ""]`, `1:18: unknown tier "prro"; did you mean "pro"?`},
	{`priority not in ["low", "hihg", "nrmal"]`, `1:25: unknown priority "hihg"; did you mean "high"?` + "\n" +
		`1:33: unknown priority "nrmal"; did you mean "normal"?`},
	{`"" in tags`, `1:1: unknown tags ""; write one of vip, outage, billing`},
	{`"vipp" in tags`, `1:1: unknown tags "vipp"; did you mean "vip"?`},
	{`subject == "a" and tiers == "b" or prority == "c" and "x" not in tags`, `1:20: unknown field "tiers"; did you mean "tier"?` + "\n" +
		`1:36: unknown field "prority"; did you mean "priority"?` + "\n" +
		`1:55: unknown tags "x"; write one of vip, outage, billing`},
	{"trial and\n\ttiers == \"x\"", `2:2: unknown field "tiers"; did you mean "tier"?`},
	{`"üü" == subject and tiers == "x"`, `1:21: unknown field "tiers"; did you mean "tier"?`},

	// Types.
	{`tier`, `1:1: a condition is true or false, but this is a text; compare it`},
	{`seats + 1`, `1:7: a condition is true or false, but this is a number; compare it`},
	{`tags`, `1:1: a condition is true or false, but this is a list; compare it`},
	{`[1]`, `1:1: a list in brackets stands only to the right of in`},
	{`not tier`, `1:5: not takes a flag, but this is a text; compare it first, in brackets where it follows not`},
	{`not tier == "gold"`, `1:5: not takes a flag, but this is a text; compare it first, in brackets where it follows not`},
	{`tier == "pro" or "gold"`, `1:18: or takes a flag, but this is a text; compare it first, in brackets where it follows not`},
	{`trial and seats`, `1:11: and takes a flag, but this is a number; compare it first, in brackets where it follows not`},
	{`seats == "3"`, `1:7: == compares a number with a text; both sides must be of one type`},
	{`seats > "3"`, `1:7: > compares a number with a text; both sides must be numbers`},
	{`priority > "low"`, `1:10: texts have no order; list those that fit after in`},
	{`1 < 2 < trial`, `1:7: < compares a number with a flag; both sides must be numbers`},
	{`tags == "vip"`, `1:6: == does not compare lists; write "word" in the list, or len`},
	{`tags contains "vip"`, `1:6: contains looks into a text, but its left side is a list; write "word" in the list`},
	{`subject contains trial`, `1:18: contains takes a text, but this is a flag; write a text in quotes or a text field`},
	{`tags in ["vip"]`, `1:1: a list is not in a list; write "word" in the list field for each word, joined with or`},
	{`trial in [true]`, `1:1: a flag needs no list; write the flag itself`},
	{`seats in tags`, `1:1: a list holds texts, but this is a number; write a text`},
	{`subject in tier`, `1:12: in takes a list on its right, but this is a text; write == or a list in brackets`},
	{`seats in []`, `1:10: the list is empty, so that nothing is in it; write what fits`},
	{`seats in [1, "2", trial]`, `1:14: in compares a number with a text; both sides must be of one type` + "\n" +
		`1:19: a list in brackets holds constants only; compare with == and join with or`},
	{`subject + "x" == "y"`, `1:1: + takes a number, but this is a text; write a number without quotes or a number field` + "\n" +
		`1:11: + takes a number, but this is a text; write a number without quotes or a number field`},
	{`-subject == 1`, `1:2: - takes a number, but this is a text; write a number without quotes or a number field`},
	{`lower(seats) == "x"`, `1:7: lower takes a text, but this is a number; write a text in quotes or a text field`},
	{`abs(tier) > 1`, `1:5: abs takes a number, but this is a text; write a number without quotes or a number field`},
	{`len(seats) > 2`, `1:5: len takes a text or a list, but this is a number; remove the len`},
	{`len(tags, 1) > 2`, `1:1: len takes one argument, not 2`},
	{`len() > 2`, `1:1: len takes one argument, not 0`},

	// Numbers.
	{`seats / 0 > 1`, `1:9: only a constant other than 0 divides; compare with a product instead`},
	{`seats / -0.0 > 1`, `1:9: only a constant other than 0 divides; compare with a product instead`},
	{`seats / 5e-324 > 1`, `1:9: only a constant other than 0 divides; compare with a product instead`},
	{`seats / (1 - 1) > 1`, `1:12: only a constant other than 0 divides; compare with a product instead`},
	{`seats / age > 1`, `1:9: only a constant other than 0 divides; compare with a product instead`},
	{`seats % 2 == 0`, `1:7: % has no place in a condition; declare a field that holds the remainder`},
	{`seats ** 2 == 4`, `1:7: ** has no place in a condition; write the product`},
	{`seats ^ 2 == 4`, `1:7: ^ has no place in a condition; write the product`},
	{`seats == 9007199254740992`, `1:10: 9007199254740992 has more than 53 bits, so that a number would round it; compare texts`},
	{`seats == 99999999999999999999 and trial`, `1:10: is no number that a condition can hold; write another`},
	{`seats == 1e999`, `1:10: is no number that a condition can hold; write another`},
	{`seats == 0x`, `1:10: is no number that a condition can hold; write another`},
	{`seats == 3d`, `1:11: bad number syntax: "3d"; remove it or write it in quotes`},

	// What the library has and a condition has not.
	{`now() > 3`, `1:1: now deals with time, but a condition reads the ticket alone; let a target count time`},
	{`date("2026-01-01") == 3`, `1:1: date deals with time, but a condition reads the ticket alone; let a target count time`},
	{`duration("1h") > 1`, `1:1: duration deals with time, but a condition reads the ticket alone; let a target count time`},
	{`timezone("UTC") == 1`, `1:1: timezone deals with time, but a condition reads the ticket alone; let a target count time`},
	{`lenn(tags) > 1`, `1:1: unknown function "lenn"; did you mean "len"?`},
	{`get(tags, 0) == "vip"`, `1:1: unknown function "get"; write one of abs, len, lower, trim, upper; there are no loops`},
	{`all(tags, true)`, `1:1: unknown function "all"; write one of abs, len, lower, trim, upper; there are no loops`},
	{`all(tags, # == "x")`, `1:11: # has no place in a condition; remove it`},
	{`tier("x")`, `1:1: tier is a field and not a function; remove the brackets after it`},
	{`subject matches "a+"`, `1:9: matches has no place in a condition; write contains, startsWith or endsWith`},
	{`seats in 1..3`, `1:11: .. has no place in a condition; write two comparisons, as in 1 <= x and x <= 5`},
	{`trial ? signed : false`, `1:7: ? has no place in a condition; write the choice with and, or and not` + "\n" +
		`1:16: : has no place in a condition; remove it`},
	{`let x = 1; x == 1`, `1:1: let has no place in a condition; write the expression itself where it is used` + "\n" +
		`1:7: = has no place in a condition; write == to compare` + "\n" +
		`1:10: ; has no place in a condition; join conditions with and or or`},
	{`tier == nil`, `1:9: nil has no place in a condition; a missing field reads as "", 0, false or the empty list`},
	{`tier ?? "x" == "x"`, `1:6: ?? has no place in a condition; a missing field reads as "", 0, false or the empty list; compare with that`},
	{`subject.length > 3`, `1:8: . has no place in a condition; a field has no parts; declare each part as a field of its own`},
	{`tags[0] == "vip"`, `1:5: a field has no parts; look into a list with in`},
	{`b"abc" == subject`, `1:1: bytes have no place in a condition; write a text without the b`},
	{`tags | len() > 1`, `1:6: | has no place in a condition; write or`},
	{`{} == 1`, `1:1: { has no place in a condition; write a list of constants in [ and ]` + "\n" +
		`1:2: } has no place in a condition; write a list of constants in [ and ]`},

	// Spelling.
	{`tier = "gold"`, `1:6: = has no place in a condition; write == to compare`},
	{`tier == "gold" & trial`, `1:16: & has no place in a condition; write and`},
	{`tier == "gold`, `1:14: the quote is not closed on its line; write the second quote`},
	{`"\q" == tier`, `1:3: the text has an unknown escape; write \\ for a backslash`},
	{`/* a`, `1:5: the comment is not closed; write */`},
	{`// nothing`, `1:11: ends too early; a value or a closing bracket is missing`},
	{`tier == "gold" and`, `1:19: ends too early; a value or a closing bracket is missing`},
	{`(tier == "gold"`, `1:16: ends too early; a value or a closing bracket is missing`},
	{`tier == "gold")`, `1:15: ) does not fit here`},
	{`and trial`, `1:1: and does not fit here`},
	{`trial signed`, `1:7: signed does not fit here`},
	{`not in tags`, `1:5: in does not fit here`},
	{`tier == @`, `1:9: unrecognized character: U+0040 '@'; remove it or write it in quotes`},
	{"subject == \"\xff\"", `1:13: is not UTF-8; write plain text`},
}

func TestConditionFaults(t *testing.T) {
	for _, row := range conditionFaults {
		c, err := deskTerms.Condition(row.source)
		require.EqualError(t, err, row.want, "%s", row.source)
		require.Nil(t, c)
		var all ConditionErrors
		require.ErrorAs(t, err, &all)
		for _, e := range all {
			checkPlace(t, e, row.source)
		}
		var first *ConditionError
		require.ErrorAs(t, err, &first)
		require.Same(t, all[0], first)
	}
}

// checkPlace checks that the three forms of a place agree.
func checkPlace(t *testing.T, e *ConditionError, source string) {
	require.Equal(t, source, e.Source)
	before := source[:e.Offset]
	require.Equal(t, 1+strings.Count(before, "\n"), e.Line)
	require.Equal(t, 1+len([]rune(before[strings.LastIndexByte(before, '\n')+1:])), e.Column)
}

func TestConditionErrorSnippet(t *testing.T) {
	_, err := deskTerms.Condition("trial and\n\t\"ü\" == subject and tiers == \"x\"\nor trial")
	var e *ConditionError
	require.True(t, errors.As(err, &e))
	require.Equal(t, "\t\"ü\" == subject and tiers == \"x\"\n\t                   ^", e.Snippet())

	_, err = deskTerms.Condition("tier ==")
	require.True(t, errors.As(err, &e))
	require.Equal(t, "tier ==\n       ^", e.Snippet())
}
