package sla

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

var vocabularyFaults = []struct {
	name  string
	field Field
	want  string
}{
	{"sla-tier", Field{}, "fields.sla-tier: a field name is made of letters, digits and _ and does not begin with a digit; rename it"},
	{"", Field{}, `fields[""]: a field name is made of letters, digits and _ and does not begin with a digit; rename it`},
	{"2nd", Field{}, "fields.2nd: a field name is made of letters, digits and _ and does not begin with a digit; rename it"},
	{"größe", Field{}, `fields["größe"]: a field name is made of letters, digits and _ and does not begin with a digit; rename it`},
	{"$env", Field{}, `fields["$env"]: a field name is made of letters, digits and _ and does not begin with a digit; rename it`},
	{"contains", Field{}, `fields.contains: "contains" is a word of the condition language; rename the field`},
	{"len", Field{}, `fields.len: "len" is a function of the condition language; rename the field`},
	{"seats", Field{Type: "numbr"}, `fields.seats.type: unknown type "numbr"; did you mean "number"?`},
	{"seats", Field{Type: "int"}, `fields.seats.type: unknown type "int"; write one of text, number, flag, list`},
	{"priority", Field{Type: NumberField}, "fields.priority.type: is built in as a text; leave the type out or write text"},
	{"tags", Field{Type: TextField}, "fields.tags.type: is built in as a list; leave the type out or write list"},
	{"seats", Field{Type: NumberField, Values: []string{"1"}}, "fields.seats.values: a number has no list of values; remove it or make the field a text"},
	{"trial", Field{Type: FlagField, Values: []string{"yes"}}, "fields.trial.values: a flag has no list of values; remove it or make the field a text"},
	{"tier", Field{Values: []string{}}, "fields.tier.values: is empty, so that nothing would fit; list the values or remove the key"},
	{"tier", Field{Values: []string{"a", ""}}, `fields.tier.values[1]: is empty; remove it: a field that is not set reads as "" anyway`},
	{"tier", Field{Values: []string{" a"}}, `fields.tier.values[0]: " a" has spaces at its ends; write "a"`},
	{"tier", Field{Values: []string{"a", "b", "a"}}, `fields.tier.values[2]: "a" stands at values[0] already; remove one`},
}

func TestVocabularyFaults(t *testing.T) {
	for _, row := range vocabularyFaults {
		terms, err := Vocabulary{map[string]Field{row.name: row.field}}.Compile()
		require.EqualError(t, err, row.want)
		require.Nil(t, terms)
	}
}

func TestVocabularyTellsAllFaults(t *testing.T) {
	_, err := Vocabulary{map[string]Field{
		"tier": {Values: []string{"a", "a", ""}}, "in": {Type: "txt"}, "zone": {}, "b c": {Type: FlagField, Values: []string{"x"}},
	}}.Compile()
	var p calendar.Problems
	require.ErrorAs(t, err, &p)
	require.EqualError(t, err, `fields["b c"]: a field name is made of letters, digits and _ and does not begin with a digit; rename it
fields["b c"].values: a flag has no list of values; remove it or make the field a text
fields.in: "in" is a word of the condition language; rename the field
fields.in.type: unknown type "txt"; did you mean "text"?
fields.tier.values[1]: "a" stands at values[0] already; remove one
fields.tier.values[2]: is empty; remove it: a field that is not set reads as "" anyway`)
}

func TestTermsSurface(t *testing.T) {
	require.Equal(t, []string{
		"age", "assignee", "channel", "count", "id", "language", "priority", "seats", "signed", "status", "subject", "tags",
		"team", "tenant", "tier", "trial", "type", "watchers",
	}, deskTerms.Names())
	require.Equal(t, []string{"low", "normal", "high", "urgent"}, deskTerms.Values("priority"))
	require.Empty(t, deskTerms.Values("subject"))
	require.Empty(t, deskTerms.Values("unheard"))
	for field, want := range map[string]FieldType{"tags": ListField, "id": TextField, "seats": NumberField, "trial": FlagField} {
		got, ok := deskTerms.Type(field)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	_, ok := deskTerms.Type("unheard")
	require.False(t, ok)

	deskTerms.Values("priority")[0] = "changed"
	deskTerms.Names()[0] = "changed"
	require.Equal(t, "low", deskTerms.Values("priority")[0])
	require.Equal(t, "age", deskTerms.Names()[0])
}

// Names that mean something to the library are plain fields here.
func TestFieldsNamedLikeFunctions(t *testing.T) {
	v := Vocabulary{map[string]Field{}}
	for _, name := range []string{"now", "date", "all", "count", "map", "filter", "get", "type", "int"} {
		v.Fields[name] = Field{}
	}
	terms, err := v.Compile()
	require.NoError(t, err)
	for name := range v.Fields {
		c, err := terms.Condition(name + ` == "x" and "x" == ` + name)
		require.NoError(t, err, name)
		got, err := c.Match(Fields{name: "x"})
		require.NoError(t, err)
		require.True(t, got)
		_, err = terms.Condition(name + `(tags) == "x"`)
		require.Error(t, err, name)
	}
}

func TestTermsCheck(t *testing.T) {
	require.NoError(t, deskTerms.Check(nil))
	require.NoError(t, deskTerms.Check(Fields{"tier": "", "seats": uint8(3), "tags": []any{"vip"}, "trial": nil, "watchers": []string(nil)}))
	err := deskTerms.Check(Fields{
		"tiers": "gold", "tier": "golds", "seats": "3", "trial": 0, "subject": true, "tags": []string{"vip", "vop", "", "x"},
		"watchers": []any{"ann", nil}, "age": int64(-9007199254740993), "type": []string{}, "id": struct{}{}, "count": uint64(1) << 63,
	})
	var p calendar.Problems
	require.ErrorAs(t, err, &p)
	require.EqualError(t, err, `age: -9007199254740993 has more than 53 bits, so that a number would round it; make the field a text
count: 9223372036854775808 has more than 53 bits, so that a number would round it; make the field a text
id: must be a text, not a value of type struct {}
seats: must be a number, not the text "3"
subject: must be a text, not the flag true
tags[1]: unknown tags "vop"; did you mean "vip"?
tags[2]: unknown tags ""; write one of vip, outage, billing
tags[3]: unknown tags "x"; write one of vip, outage, billing
tier: unknown tier "golds"; did you mean "gold"?
tiers: unknown field "tiers"; did you mean "tier"?
trial: must be a flag, not the number 0
type: must be a text, not a list
watchers[1]: must be a text, not nil`)
}

// Law: a ticket passes exactly when each of its fields passes by itself.
func TestCheckIsByField(t *testing.T) {
	wrong := []any{"unheard-of", 3, 2.5, true, []string{"vip"}, []string{"unheard-of"}, []any{1}, nil, struct{}{}}
	rapid.Check(t, func(t *rapid.T) {
		f := ticketFields().Draw(t, "fields")
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(append(deskTerms.names, "unheard")), 0, 3).Draw(t, "spoilt") {
			f[name] = rapid.SampledFrom(wrong).Draw(t, "value")
		}
		faulty := 0
		for name, v := range f {
			if deskTerms.Check(Fields{name: v}) != nil {
				faulty++
			}
		}
		err := deskTerms.Check(f)
		require.Equal(t, faulty == 0, err == nil)
		if err != nil {
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.GreaterOrEqual(t, len(problems), faulty)
			require.Equal(t, err, deskTerms.Check(f), "the order is always the same")
		}
	})
}

func TestVocabularyReadsAsDocument(t *testing.T) {
	want := Vocabulary{map[string]Field{"tier": {Values: []string{"free", "gold"}}, "seats": {Type: NumberField}}}
	var fromJSON Vocabulary
	require.NoError(t, json.Unmarshal([]byte(`{"fields":{"tier":{"values":["free","gold"]},"seats":{"type":"number"}}}`), &fromJSON))
	require.Equal(t, want, fromJSON)
	back, err := json.Marshal(want)
	require.NoError(t, err)
	require.JSONEq(t, `{"fields":{"tier":{"values":["free","gold"]},"seats":{"type":"number"}}}`, string(back))
}
