package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// valueOf reads the value of a field of a type.
func valueOf(kind sla.FieldType, text string) (any, error) {
	switch kind {
	case sla.NumberField:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", text)
		}
		return n, nil
	case sla.FlagField:
		if text != "true" && text != "false" {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return text == "true", nil
	case sla.ListField:
		return strings.Split(text, ";"), nil
	}
	return text, nil
}

// fieldsOf reads the fields of a ticket, each by the type that the vocabulary gives it.
func fieldsOf(terms *sla.Terms, text string) (sla.Fields, error) {
	fields := sla.Fields{}
	var wrong wrongs
	for _, part := range split(text) {
		name, value, ok := strings.Cut(part, "=")
		kind, known := terms.Type(name)
		_, twice := fields[name]
		switch {
		case !ok:
			wrong.note(misuse("-ticket: %q is no field with a value; write it as in type=outage", part))
		case !known:
			wrong.note(misuse("-ticket: %s", unknown("field", name, terms.Names())))
		case twice:
			wrong.note(misuse("-ticket: %s stands twice; remove one of them", name))
		default:
			v, err := valueOf(kind, value)
			if err != nil {
				wrong.note(misuse("-ticket: %s: %v", name, err))
			}
			fields[name] = v
		}
	}
	return fields, wrong.err()
}
