package sla

import (
	"maps"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Vocabulary declares what a ticket may carry. Beside the fields that it declares, each ticket has the built-in ones id,
// status, priority, type, tier, channel, language, team, assignee and tenant, which are texts, and tags, which is a list.
// A vocabulary may declare a built-in field to restrict its values, but may not change its type.
type Vocabulary struct {
	// Fields are the declared fields by name. A name is made of letters, digits and _ and does not begin with a digit.
	Fields map[string]Field `json:"fields,omitempty" yaml:"fields,omitempty"`
}

// Field declares one field of a ticket.
type Field struct {
	// Type says what the field holds. When empty, it is the type of the built-in field of that name, or else text.
	Type FieldType `json:"type,omitempty" yaml:"type,omitempty"`
	// Values are the only texts that the field, or each entry of a list, may hold, in the order in which they are shown.
	// None means any text. Numbers and flags have none.
	Values []string `json:"values,omitempty" yaml:"values,omitempty"`
}

// FieldType says what a field holds.
type FieldType string

const (
	// TextField holds a text. One that is missing reads as "".
	TextField FieldType = "text"
	// NumberField holds a number, exact to 53 bits. One that is missing reads as 0.
	NumberField FieldType = "number"
	// FlagField holds true or false. One that is missing reads as false.
	FlagField FieldType = "flag"
	// ListField holds texts. One that is missing reads as the empty list.
	ListField FieldType = "list"
)

var fieldTypes = []string{string(TextField), string(NumberField), string(FlagField), string(ListField)}

// builtinFields are the fields that each ticket has.
var builtinFields = map[string]FieldType{
	"id": TextField, "status": TextField, "priority": TextField, "type": TextField, "tier": TextField,
	"channel": TextField, "language": TextField, "team": TextField, "assignee": TextField, "tenant": TextField,
	"tags": ListField,
}

// reservedWords are the words of a condition that are not names of fields.
var reservedWords = []string{
	"and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches", "let", "if", "else", "true", "false", "nil",
}

// Compile checks v and returns its terms. The error is calendar.Problems with every fault, ordered by field.
func (v Vocabulary) Compile() (*Terms, error) {
	var p calendar.Problems
	terms := map[string]*term{}
	for name, kind := range builtinFields {
		terms[name] = newTerm(name, kind, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(v.Fields)) {
		field, path := v.Fields[name], calendar.KeyPath("fields", name)
		checkFieldName(&p, path, name)
		kind := field.check(&p, path, builtinFields[name])
		terms[name] = newTerm(name, kind, field.Values)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	return newTerms(terms), nil
}

// check notes the faults of f at path and returns its type. builtin is the type of the built-in field of that name, or "".
func (f Field) check(p *calendar.Problems, path string, builtin FieldType) FieldType {
	kind := f.Type
	switch {
	case kind == "" && builtin != "":
		kind = builtin
	case kind == "":
		kind = TextField
	case !slices.Contains(fieldTypes, string(kind)):
		p.Unknown(path+".type", "type", string(kind), fieldTypes)
		return kind
	case builtin != "" && kind != builtin:
		p.Add(path+".type", "is built in as a %s; leave the type out or write %s", builtin, builtin)
		return kind
	}
	if len(f.Values) > 0 && (kind == NumberField || kind == FlagField) {
		p.Add(path+".values", "a %s has no list of values; remove it or make the field a text", kind)
		return kind
	}
	f.checkValues(p, path+".values")
	return kind
}

func (f Field) checkValues(p *calendar.Problems, path string) {
	if f.Values != nil && len(f.Values) == 0 {
		p.Add(path, "is empty, so that nothing would fit; list the values or remove the key")
	}
	first := map[string]int{}
	for i, value := range f.Values {
		at := calendar.IndexPath(path, i)
		if value == "" {
			p.Add(at, "is empty; remove it: a field that is not set reads as \"\" anyway")
			continue
		}
		if value != strings.TrimSpace(value) {
			p.Add(at, "%q has spaces at its ends; write %q", value, strings.TrimSpace(value))
		}
		if j, ok := first[value]; ok {
			p.Add(at, "%q stands at %s already; remove one", value, calendar.IndexPath("values", j))
			continue
		}
		first[value] = i
	}
}

func checkFieldName(p *calendar.Problems, path, name string) {
	switch {
	case !isFieldName(name):
		p.Add(path, "a field name is made of letters, digits and _ and does not begin with a digit; rename it")
	case slices.Contains(reservedWords, name):
		p.Add(path, "%q is a word of the condition language; rename the field", name)
	case slices.Contains(conditionFunctions, name):
		p.Add(path, "%q is a function of the condition language; rename the field", name)
	}
}

func isFieldName(name string) bool {
	odd := func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return name != "" && (name[0] < '0' || name[0] > '9') && strings.IndexFunc(name, odd) < 0
}
