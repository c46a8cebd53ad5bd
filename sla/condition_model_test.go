package sla

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// deskVocabulary is the vocabulary of the tests: each type, with and without declared values.
var deskVocabulary = Vocabulary{Fields: map[string]Field{
	"priority": {Values: []string{"low", "normal", "high", "urgent"}},
	"tier":     {Values: []string{"free", "pro", "gold"}},
	"tags":     {Values: []string{"vip", "outage", "billing"}},
	"subject":  {Type: TextField},
	"seats":    {Type: NumberField},
	"age":      {Type: NumberField},
	"trial":    {Type: FlagField},
	"signed":   {Type: FlagField},
	"watchers": {Type: ListField},
	"count":    {Type: NumberField}, // a name that the library has as a function
}}

// model is a condition, or a part of one, with its meaning written down a second time.
type model[T any] struct {
	source string
	eval   func(Fields) T
}

// read returns a field as its type, or the zero of the type.
func read[T any](f Fields, name string) T {
	v, _ := f[name].(T)
	return v
}

func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "ann", "Ann ", "bob"}),
		rapid.SampledFrom([]string{"", "ann", "Ann ", "bob"}),
		rapid.SampledFrom([]string{"a\"b", `a\b`, "ünï", "(((", "// x", "a`b'c", "now()"}),
		rapid.StringN(0, 6, -1),
	).Filter(utf8.ValidString)
}

// anyNumber is exact in a sum or product of a few.
func anyNumber() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.SampledFrom([]float64{-1, 0, 1, 2, 3}), rapid.Custom(func(t *rapid.T) float64 {
		return float64(rapid.IntRange(-40, 40).Draw(t, "quarters")) / 4
	}))
}

func textModel() *rapid.Generator[model[string]] {
	return rapid.Custom(func(t *rapid.T) model[string] {
		switch rapid.SampledFrom([]string{"constant", "field", "field", "call"}).Draw(t, "text") {
		case "constant":
			s := anyText().Draw(t, "constant")
			return model[string]{strconv.Quote(s), func(Fields) string { return s }}
		case "field":
			name := rapid.SampledFrom([]string{"subject", "assignee"}).Draw(t, "field")
			return model[string]{name, func(f Fields) string { return read[string](f, name) }}
		}
		in := textModel().Draw(t, "argument")
		name := rapid.SampledFrom([]string{"lower", "upper", "trim"}).Draw(t, "function")
		call := map[string]func(string) string{"lower": strings.ToLower, "upper": strings.ToUpper, "trim": strings.TrimSpace}[name]
		return model[string]{name + "(" + in.source + ")", func(f Fields) string { return call(in.eval(f)) }}
	})
}

// numberForms are the forms of a number, the likely ones more than once.
var numberForms = []string{
	"constant", "constant", "constant", "field", "field", "field", "len of text", "len of list", "abs", "sum",
}

func numberModel() *rapid.Generator[model[float64]] {
	return rapid.Custom(func(t *rapid.T) model[float64] {
		switch rapid.SampledFrom(numberForms).Draw(t, "number") {
		case "constant":
			x := anyNumber().Draw(t, "constant")
			return model[float64]{fmt.Sprint(x), func(Fields) float64 { return x }}
		case "field":
			name := rapid.SampledFrom([]string{"seats", "age", "count"}).Draw(t, "field")
			return model[float64]{name, func(f Fields) float64 { return read[float64](f, name) }}
		case "len of text":
			in := textModel().Draw(t, "argument")
			return model[float64]{"len(" + in.source + ")", func(f Fields) float64 {
				return float64(utf8.RuneCountInString(in.eval(f)))
			}}
		case "len of list":
			name := rapid.SampledFrom([]string{"tags", "watchers"}).Draw(t, "list")
			return model[float64]{"len(" + name + ")", func(f Fields) float64 { return float64(len(read[[]string](f, name))) }}
		case "abs":
			in := numberModel().Draw(t, "argument")
			return model[float64]{"abs(-" + paren(in.source) + ")", func(f Fields) float64 { return math.Abs(in.eval(f)) }}
		}
		l, r := numberModel().Draw(t, "left"), numberModel().Draw(t, "right")
		op := rapid.SampledFrom([]string{"+", "-", "*"}).Draw(t, "operator")
		return model[float64]{paren(l.source) + op + paren(r.source), func(f Fields) float64 {
			a, b := l.eval(f), r.eval(f)
			return map[string]float64{"+": a + b, "-": a - b, "*": a * b}[op]
		}}
	})
}

func paren(source string) string { return "(" + source + ")" }

// comparisonForms are the forms of a comparison, the likely ones more than once.
var comparisonForms = []string{
	"flag", "flags", "truth", "closed", "closed", "text", "number", "number", "chain", "list", "set",
}

// comparisonModel is a condition without and, or and not.
func comparisonModel() *rapid.Generator[model[bool]] {
	return rapid.Custom(func(t *rapid.T) model[bool] {
		switch rapid.SampledFrom(comparisonForms).Draw(t, "comparison") {
		case "flag":
			name := rapid.SampledFrom([]string{"trial", "signed"}).Draw(t, "flag")
			return model[bool]{name, func(f Fields) bool { return read[bool](f, name) }}
		case "flags":
			other := rapid.SampledFrom([]model[bool]{
				{"signed", func(f Fields) bool { return read[bool](f, "signed") }}, truth(true), truth(false),
			}).Draw(t, "other")
			if rapid.Bool().Draw(t, "equal") {
				return model[bool]{"(trial == " + other.source + ")", func(f Fields) bool { return read[bool](f, "trial") == other.eval(f) }}
			}
			return model[bool]{"(" + other.source + " != trial)", func(f Fields) bool { return read[bool](f, "trial") != other.eval(f) }}
		case "truth":
			return truth(rapid.Bool().Draw(t, "truth"))
		case "closed":
			return closedModel(t)
		case "text":
			l, r := textModel().Draw(t, "left"), textModel().Draw(t, "right")
			op := rapid.SampledFrom([]string{"==", "!=", "contains", "not contains", "startsWith", "endsWith"}).Draw(t, "operator")
			return model[bool]{l.source + " " + op + " " + r.source, func(f Fields) bool {
				a, b := l.eval(f), r.eval(f)
				return map[string]bool{
					"==": a == b, "!=": a != b, "contains": strings.Contains(a, b), "not contains": !strings.Contains(a, b),
					"startsWith": strings.HasPrefix(a, b), "endsWith": strings.HasSuffix(a, b),
				}[op]
			}}
		case "number":
			l, r := numberModel().Draw(t, "left"), numberModel().Draw(t, "right")
			op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "operator")
			return model[bool]{paren(l.source) + op + paren(r.source), func(f Fields) bool {
				return compareNumbers(op, l.eval(f), r.eval(f))
			}}
		case "chain":
			low, mid, high := numberModel().Draw(t, "low"), numberModel().Draw(t, "middle"), numberModel().Draw(t, "high")
			return model[bool]{paren(low.source) + " < " + paren(mid.source) + " <= " + paren(high.source), func(f Fields) bool {
				return low.eval(f) < mid.eval(f) && mid.eval(f) <= high.eval(f)
			}}
		case "list":
			word := textModel().Draw(t, "word")
			not := rapid.Bool().Draw(t, "not")
			return model[bool]{word.source + map[bool]string{true: " not"}[not] + " in watchers", func(f Fields) bool {
				return slices.Contains(read[[]string](f, "watchers"), word.eval(f)) != not
			}}
		}
		l, list := numberModel().Draw(t, "left"), rapid.SliceOfN(anyNumber(), 1, 4).Draw(t, "list")
		source := paren(l.source) + " in " + strings.ReplaceAll(fmt.Sprint(list), " ", ", ")
		return model[bool]{source, func(f Fields) bool { return slices.Contains(list, l.eval(f)) }}
	})
}

func truth(b bool) model[bool] { return model[bool]{fmt.Sprint(b), func(Fields) bool { return b }} }

// closedModel compares a field that has declared values with one or some of them.
func closedModel(t *rapid.T) model[bool] {
	name := rapid.SampledFrom([]string{"priority", "tier", "tags"}).Draw(t, "field")
	values := deskVocabulary.Fields[name].Values
	if name == "tags" {
		word := rapid.SampledFrom(values).Draw(t, "word")
		return model[bool]{fmt.Sprintf("%q in tags", word), func(f Fields) bool {
			return slices.Contains(read[[]string](f, "tags"), word)
		}}
	}
	some := rapid.SliceOfN(rapid.SampledFrom(values), 1, 3).Draw(t, "values")
	eval := func(f Fields) bool { return slices.Contains(some, read[string](f, name)) }
	switch {
	case len(some) > 1:
		quoted, _ := strings.CutPrefix(fmt.Sprintf("%#v", some), "[]string{")
		return model[bool]{name + " in [" + strings.TrimSuffix(quoted, "}") + "]", eval}
	case rapid.Bool().Draw(t, "flipped"):
		return model[bool]{strconv.Quote(some[0]) + " == " + name, eval}
	}
	return model[bool]{name + " == " + strconv.Quote(some[0]), eval}
}

func compareNumbers(op string, a, b float64) bool {
	return map[string]bool{"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]
}

// conditionModel is a whole condition.
func conditionModel() *rapid.Generator[model[bool]] {
	return rapid.Custom(func(t *rapid.T) model[bool] { return junctionModel(t, 3) })
}

func junctionModel(t *rapid.T, depth int) model[bool] {
	kind := rapid.SampledFrom([]string{"leaf", "leaf", "not", "and", "or"}).Draw(t, "junction")
	if depth == 0 || kind == "leaf" {
		return comparisonModel().Draw(t, "leaf")
	}
	l := junctionModel(t, depth-1)
	if kind == "not" {
		not := rapid.SampledFrom([]string{"not ", "!"}).Draw(t, "not")
		return model[bool]{not + paren(l.source), func(f Fields) bool { return !l.eval(f) }}
	}
	r := junctionModel(t, depth-1)
	if kind == "and" {
		and := rapid.SampledFrom([]string{" and ", " && "}).Draw(t, "and")
		return model[bool]{paren(l.source) + and + paren(r.source), func(f Fields) bool { return l.eval(f) && r.eval(f) }}
	}
	or := rapid.SampledFrom([]string{" or ", " || "}).Draw(t, "or")
	return model[bool]{paren(l.source) + or + paren(r.source), func(f Fields) bool { return l.eval(f) || r.eval(f) }}
}

// ticketFields are fields that fit the vocabulary; each may be missing.
func ticketFields() *rapid.Generator[Fields] {
	return rapid.Custom(func(t *rapid.T) Fields {
		f := Fields{}
		for _, name := range deskTerms.names {
			if !rapid.SampledFrom([]bool{true, false, false, false}).Draw(t, "missing "+name) {
				f[name] = fieldValue(t, name)
			}
		}
		return f
	})
}

// fieldValue draws a value that a field may hold.
func fieldValue(t *rapid.T, name string) any {
	d := deskTerms.terms[name]
	text := anyText()
	if len(d.values) > 0 {
		text = rapid.SampledFrom(d.values)
	}
	switch d.kind {
	case NumberField:
		return anyNumber().Draw(t, name)
	case FlagField:
		return rapid.Bool().Draw(t, name)
	case ListField:
		return rapid.SliceOfN(text, 0, 3).Draw(t, name)
	}
	return text.Draw(t, name)
}
