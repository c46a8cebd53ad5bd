package routing

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/bellhop-sla/bellhop/sla"
)

// axis is one direction of the space of tickets: a field, or whether a word stands in a list field. Tickets whose values lie in
// the same classes of all axes are one cell: what can be analysed treats them alike.
type axis struct {
	field   string
	word    string // of a list field
	list    bool
	classes []class
	at      int // the place of the dimension in Matrix.dimensions, or none
}

// class is a set of values of a field that a table does not tell apart.
type class struct {
	value any    // one of them; nil is a missing field; for a word of a list whether it is there
	text  string // how the class is shown; numbers are shown by their bounds
	point bool   // it holds one value alone
	of    int    // the class of the dimension that holds it

	low, high float64 // of numbers, which lie between them or, where they are the same, are that
}

// maxClasses bounds the classes of all axes that stand only in conditions. A field beyond is not analysed.
const maxClasses = 4096

// reading is how the conditions of a table read one field.
type reading struct {
	constants []any
	loose     bool
}

// readings returns how the conditions read each field.
func (m *Matrix) readings() map[string]*reading {
	found, seen := map[string]*reading{}, map[*sla.Condition]bool{nil: true}
	for _, c := range m.when {
		if seen[c] {
			continue
		}
		seen[c] = true
		for _, field := range c.Fields() {
			r := found[field]
			if r == nil {
				r = &reading{}
				found[field] = r
			}
			constants, exact := c.Constants(field)
			r.loose = r.loose || !exact
			for _, v := range constants {
				if v == 0.0 {
					v = 0.0 // and not -0
				}
				r.constants = append(r.constants, v)
			}
		}
	}
	for _, r := range found {
		r.tidy()
	}
	return found
}

// tidy sorts the constants and leaves each once.
func (r *reading) tidy() {
	slices.SortFunc(r.constants, compareConstants)
	r.constants = slices.CompactFunc(r.constants, func(a, b any) bool { return compareConstants(a, b) == 0 })
}

// compareConstants orders constants of one type; flags keep their order.
func compareConstants(a, b any) int {
	switch a := a.(type) {
	case float64:
		return cmp.Compare(a, b.(float64))
	case string:
		return cmp.Compare(a, b.(string))
	case bool:
		if a == b.(bool) {
			return 0
		} else if a {
			return 1
		}
		return -1
	}
	return 0
}

// axes returns the axes of the table: its dimensions in the order of the spec, then the other fields that conditions read, by
// name.
func (m *Matrix) axes() (list []axis) {
	readings := m.readings()
	for _, field := range m.spec.Dimensions {
		at := slices.IndexFunc(m.dimensions, func(d dimension) bool { return d.field == field })
		if at == none {
			continue
		}
		d := &m.dimensions[at]
		a := axis{field: field, at: at, classes: flagClasses()}
		if d.kind == sla.TextField {
			a.classes = textClasses(d.values, readings[field])
		}
		list = append(list, a)
	}
	left := maxClasses
	for _, field := range m.terms.Names() {
		r, read := readings[field]
		if !read || slices.ContainsFunc(list, func(a axis) bool { return a.field == field }) {
			continue
		}
		more, classes := m.conditionAxes(field, r), 0
		for _, a := range more {
			classes += len(a.classes)
		}
		if classes <= left {
			list, left = append(list, more...), left-classes
		}
	}
	return list
}

// conditionAxes returns the axes of a field that only conditions read: none where no class makes a difference.
func (m *Matrix) conditionAxes(field string, r *reading) []axis {
	switch kind, _ := m.terms.Type(field); {
	case kind == sla.FlagField:
		return []axis{{field: field, at: none, classes: flagClasses()}}
	case kind == sla.ListField:
		return listAxes(field, r)
	case len(r.constants) == 0 && (kind == sla.NumberField || len(m.terms.Values(field)) == 0):
		return nil
	case kind == sla.NumberField:
		return []axis{{field: field, at: none, classes: numberClasses(r.constants)}}
	}
	var values []string
	if r.loose {
		values = m.terms.Values(field)
	}
	return []axis{{field: field, at: none, classes: textClasses(values, r)}}
}

func flagClasses() []class {
	return []class{{value: false, text: "false", point: true}, {value: true, text: "true", point: true, of: 1}}
}

// listAxes returns an axis for each word that conditions look for.
func listAxes(field string, r *reading) (list []axis) {
	for _, word := range r.constants {
		w := word.(string)
		list = append(list, axis{field: field, word: w, list: true, at: none, classes: []class{
			{value: false, text: "without " + strconv.Quote(w)}, {value: true, text: "with " + strconv.Quote(w)},
		}})
	}
	return list
}

// textClasses returns a class for each of the values, for each other constant, and one for the rest. The text that is not set is
// apart where conditions tell it apart.
func textClasses(values []string, r *reading) (list []class) {
	known := map[string]bool{}
	add := func(v string, of int) {
		if !known[v] {
			known[v] = true
			c := class{value: v, text: v, point: true, of: of}
			if v == "" {
				c.value, c.text = nil, "missing"
			}
			list = append(list, c)
		}
	}
	for i, v := range values {
		add(v, i)
	}
	if r != nil {
		for _, v := range r.constants {
			add(v.(string), len(values))
		}
		if r.loose {
			add("", len(values))
		}
	}
	rest := class{value: unheard(known), text: sla.OtherValue, of: len(values)}
	if known[sla.OtherValue] {
		rest.text = "any other"
	}
	return append(list, rest)
}

// unheard returns a text that is none of the known ones: nil, which is a missing one, where that will do.
func unheard(known map[string]bool) any {
	if !known[""] {
		return nil
	}
	for v, i := sla.OtherValue, 2; ; i++ {
		if !known[v] {
			return v
		}
		v = sla.OtherValue + strconv.Itoa(i)
	}
}

// numberClasses returns a class for each constant and for what lies below, between and above them.
func numberClasses(constants []any) (list []class) {
	low := math.Inf(-1)
	between := func(high float64) {
		if v, ok := numberBetween(low, high); ok {
			list = append(list, class{value: v, low: low, high: high})
		}
	}
	for _, c := range constants {
		v := c.(float64)
		between(v)
		list = append(list, class{value: v, point: true, low: v, high: v})
		low = v
	}
	between(math.Inf(1))
	return list
}

// numberBetween returns a number above low and below high: 0, or else a whole one, where there is one.
func numberBetween(low, high float64) (float64, bool) {
	inside := func(v float64) bool { return low < v && v < high && !math.IsInf(v, 0) }
	for _, v := range []float64{0, math.Floor(low) + 1, math.Ceil(high) - 1, low/2 + high/2} {
		if inside(v) {
			return v, true
		}
	}
	v := math.Nextafter(low, high)
	return v, inside(v)
}

// texts shows classes, of which numbers that follow each other are one range.
func (a *axis) texts(classes []int) (texts []string) {
	for i := 0; i < len(classes); i++ {
		first := &a.classes[classes[i]]
		if first.text != "" {
			texts = append(texts, first.text)
			continue
		}
		for i+1 < len(classes) && classes[i+1] == classes[i]+1 {
			i++
		}
		texts = append(texts, rangeText(first, &a.classes[classes[i]]))
	}
	return texts
}

// rangeText shows the numbers from one class to another one.
func rangeText(first, last *class) string {
	low, high := numberText(first.low), numberText(last.high)
	switch {
	case first == last && first.point:
		return low
	case math.IsInf(first.low, -1) && last.point:
		return "up to " + high
	case math.IsInf(first.low, -1):
		return "below " + high
	case math.IsInf(last.high, 1) && first.point:
		return "from " + low
	case math.IsInf(last.high, 1):
		return "above " + low
	case first.point && last.point:
		return "from " + low + " to " + high
	case first.point:
		return "from " + low + " to below " + high
	case last.point:
		return "above " + low + " to " + high
	}
	return "between " + low + " and " + high
}

func numberText(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
