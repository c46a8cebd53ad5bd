package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// dimension is a field whose values rows list. Its classes are the values that make a difference: the declared values of a
// text and then all others as one, or false and true.
type dimension struct {
	field  string
	kind   sla.FieldType
	values []string       // by class, without that of the others
	class  map[string]int // of each value
	known  lexicon        // of the values of a text
	rows   []bitset       // that fit, by class
}

// newDimension returns the dimension of a text with declared values or of a flag.
func newDimension(field string, kind sla.FieldType, values []string) dimension {
	d := dimension{field: field, kind: kind, values: []string{"false", "true"}, class: map[string]int{}}
	if kind == sla.TextField {
		d.values = slices.DeleteFunc(values, func(v string) bool { return v == sla.OtherValue })
	}
	for i, v := range d.values {
		d.class[v] = i
	}
	if kind == sla.TextField {
		d.class[sla.OtherValue] = len(d.values)
	}
	d.known = newLexicon(d.class)
	return d
}

// classes returns how many classes there are.
func (d *dimension) classes() int { return len(d.class) }

// words are the values that a row may list.
func (d *dimension) words() []string {
	if d.kind == sla.TextField {
		return append(slices.Clone(d.values), sla.OtherValue)
	}
	return d.values
}

// of returns the class of a ticket's value, and false for a value of a wrong type, which is none of the declared ones.
func (d *dimension) of(v any) (class int, ok bool) {
	switch v := v.(type) {
	case nil:
		return d.rest(), true
	case string:
		if d.kind != sla.TextField {
			return d.rest(), false
		}
		if class := d.known.class(v); class != none {
			return class, true
		}
		return d.rest(), true
	case bool:
		if v && d.kind == sla.FlagField {
			return 1, true
		}
		return d.rest(), d.kind == sla.FlagField
	}
	return d.rest(), false
}

// rest returns the class of a value that is missing or not declared.
func (d *dimension) rest() int {
	if d.kind == sla.TextField {
		return len(d.values)
	}
	return 0
}

// sparseness says how much asking for this dimension narrows down the rows: the share of pairs of class and row that do not
// fit.
func (d *dimension) sparseness(rows int) float64 {
	fits := 0
	for _, b := range d.rows {
		fits += b.count()
	}
	return 1 - float64(fits)/float64(max(1, rows*len(d.rows)))
}
