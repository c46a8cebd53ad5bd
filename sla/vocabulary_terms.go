package sla

import (
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Terms are a compiled vocabulary: the fields of a ticket, their types and their values. They never change and are safe
// for use by many goroutines. The zero value is not of use: Vocabulary.Compile makes them.
type Terms struct {
	names []string // sorted
	terms map[string]*term
	env   conditionEnv
}

// term is one field.
type term struct {
	name   string
	kind   FieldType
	values []string        // in the order of the vocabulary; none means any
	known  map[string]bool // the values and, for a text that is not set, ""; nil means any
	zero   any             // what a missing field reads as
}

func newTerms(terms map[string]*term) *Terms {
	t := &Terms{names: slices.Sorted(maps.Keys(terms)), terms: terms}
	t.env = newConditionEnv(terms)
	return t
}

func newTerm(name string, kind FieldType, values []string) *term {
	d := &term{name: name, kind: kind, values: slices.Clone(values)}
	if len(values) > 0 {
		d.known = map[string]bool{"": kind == TextField}
		for _, v := range values {
			d.known[v] = true
		}
	}
	switch kind {
	case NumberField:
		d.zero = 0.0
	case FlagField:
		d.zero = false
	case ListField:
		d.zero = []string{}
	default:
		d.zero = ""
	}
	return d
}

// Names returns the names of all fields, built in and declared, sorted.
func (t *Terms) Names() []string { return slices.Clone(t.names) }

// Type returns the type of a field, and whether there is such a field.
func (t *Terms) Type(field string) (FieldType, bool) {
	d, ok := t.terms[field]
	if !ok {
		return "", false
	}
	return d.kind, true
}

// Values returns the declared values of a field in the order of the vocabulary, or none where any text will do or there is
// no such field.
func (t *Terms) Values(field string) []string {
	if d, ok := t.terms[field]; ok {
		return slices.Clone(d.values)
	}
	return nil
}

// Check reports what of f no ticket of this vocabulary may carry: unknown fields, unknown values and wrong types. The error
// is calendar.Problems with every fault, ordered by field.
func (t *Terms) Check(f Fields) error {
	var p calendar.Problems
	for name, v := range f {
		t.check(&p, name, v)
	}
	if len(p) == 0 {
		return nil
	}
	p = p[:0]
	for _, name := range slices.Sorted(maps.Keys(f)) {
		t.check(&p, name, f[name])
	}
	return p
}

// check notes the faults of one field of a ticket.
func (t *Terms) check(p *calendar.Problems, name string, v any) {
	d, ok := t.terms[name]
	if !ok {
		p.Unknown(calendar.KeyPath("", name), "field", name, t.names)
		return
	}
	v, err := d.read(v)
	if err != nil {
		p.Merge("", err)
		return
	}
	if d.known == nil {
		return
	}
	switch v := v.(type) {
	case string:
		if !d.known[v] {
			p.Unknown(name, d.name, v, d.values)
		}
	case []string:
		for i, s := range v {
			if !d.known[s] {
				p.Unknown(calendar.IndexPath(name, i), d.name, s, d.values)
			}
		}
	}
}

// unknown returns the message that value is none of the values of d.
func (d *term) unknown(value string) string { return unknownWord(d.name, value, d.values) }

// unknownWord returns the message that got is none of the known words of a kind, with the nearest as a suggestion.
func unknownWord(kind, got string, known []string) string {
	var p calendar.Problems
	p.Unknown("", kind, got, known)
	return p[0].Message
}
