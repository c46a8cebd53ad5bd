package sla

import (
	"fmt"
	"math"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Fields are what one ticket carries, by name: a text is a string, a flag a bool, a list a []string, a number a float64. Any
// integer type, a float32 and a []any of strings, as JSON gives them, are converted, which costs an allocation each. A field
// that is missing or nil reads as the zero of its type.
type Fields map[string]any

// largestExact is the largest integer up to which a float64 holds each one. 2^53+1 rounds to it and is told from it by no
// comparison of floats, so that integers must stay below.
const largestExact = 1<<53 - 1

// read returns v in the form in which conditions see a field of this type. The error is a calendar.Problem.
func (d *term) read(v any) (any, error) {
	var ok bool
	switch d.kind {
	case TextField:
		_, ok = v.(string)
	case FlagField:
		_, ok = v.(bool)
	case ListField:
		_, ok = v.([]string)
	case NumberField:
		var x float64
		x, ok = v.(float64)
		ok = ok && x-x == 0 // neither infinite nor not a number
	}
	if ok {
		return v, nil
	}
	return d.convert(v)
}

// convert is read for a value that has not yet the right form.
func (d *term) convert(v any) (any, error) {
	if v == nil {
		return d.zero, nil
	}
	switch d.kind {
	case NumberField:
		if x, ok := toNumber(v); ok {
			return d.number(v, x)
		}
	case ListField:
		if words, ok := v.([]any); ok {
			return d.list(words)
		}
	}
	return nil, calendar.Problem{Path: d.name, Message: fmt.Sprintf("must be a %s, not %s", d.kind, describeValue(v))}
}

// number returns x, which is v as a number, unless it is not finite or differs from v.
func (d *term) number(v any, x float64) (any, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil, calendar.Problem{Path: d.name, Message: fmt.Sprintf("must be a finite number, not %v", x)}
	}
	if _, floating := v.(float64); !floating && math.Abs(x) > largestExact {
		const message = "%v has more than 53 bits, so that a number would round it; make the field a text"
		return nil, calendar.Problem{Path: d.name, Message: fmt.Sprintf(message, v)}
	}
	return x, nil
}

func (d *term) list(words []any) (any, error) {
	texts := make([]string, len(words))
	for i, w := range words {
		s, ok := w.(string)
		if !ok {
			return nil, calendar.Problem{
				Path:    calendar.IndexPath(d.name, i),
				Message: "must be a text, not " + describeValue(w),
			}
		}
		texts[i] = s
	}
	return texts, nil
}

// toNumber converts v to the nearest float64. It is false for what is no number.
func toNumber(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case float32:
		return float64(x), true
	case int:
		return float64(x), true
	case int8:
		return float64(x), true
	case int16:
		return float64(x), true
	case int32:
		return float64(x), true
	case int64:
		return float64(x), true
	case uint:
		return float64(x), true
	case uint8:
		return float64(x), true
	case uint16:
		return float64(x), true
	case uint32:
		return float64(x), true
	case uint64:
		return float64(x), true
	}
	return 0, false
}

// describeValue names a value of a wrong type.
func describeValue(v any) string {
	if _, ok := toNumber(v); ok {
		return fmt.Sprintf("the number %v", v)
	}
	switch x := v.(type) {
	case nil:
		return "nil"
	case string:
		return fmt.Sprintf("the text %q", x)
	case bool:
		return fmt.Sprintf("the flag %v", x)
	case []string, []any:
		return "a list"
	}
	return fmt.Sprintf("a value of type %T", v)
}
