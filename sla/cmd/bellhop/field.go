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
	for _, part := range split(text) {
		name, value, ok := strings.Cut(part, "=")
		kind, known := terms.Type(name)
		switch {
		case !ok:
			return nil, misuse("-ticket: %q is no field with a value; write it as in type=outage", part)
		case !known:
			return nil, misuse("-ticket: %s", unknown("field", name, terms.Names()))
		}
		v, err := valueOf(kind, value)
		if err != nil {
			return nil, misuse("-ticket: %s: %v", name, err)
		}
		fields[name] = v
	}
	return fields, nil
}
