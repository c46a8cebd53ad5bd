package pack

import (
	"reflect"
	"slices"
	"strings"
)

// field is a struct's field under the name that documents give it.
type field struct {
	name  string
	value reflect.Value
	// optional says that its zero value stands for a key that is not written.
	optional bool
}

// fields are what a mapping fills.
type fields struct {
	named []field
	// scalar is the field that a bare scalar fills in place of the mapping, and rest the Go map that takes every key.
	scalar, rest reflect.Value
}

// fieldsOf returns the fields of a struct that have a name, those of an inlined struct among them, in their order.
func fieldsOf(v reflect.Value) fields {
	var all fields
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options := tagOf(f)
		if !f.IsExported() || name == "-" {
			continue
		}
		if slices.Contains(options, "scalar") {
			all.scalar = v.Field(i)
		}
		switch inline := slices.Contains(options, "inline"); {
		case inline && f.Type.Kind() == reflect.Map:
			all.rest = v.Field(i)
		case inline && f.Type.Kind() == reflect.Struct:
			all.named = append(all.named, fieldsOf(v.Field(i)).named...)
		case name != "":
			all.named = append(all.named, field{name, v.Field(i), slices.Contains(options, "omitempty")})
		}
	}
	return all
}

// tagOf returns the name and the options of a field; an embedded struct without a tag is inline.
func tagOf(f reflect.StructField) (name string, options []string) {
	tag, ok := f.Tag.Lookup("yaml")
	if !ok {
		tag, ok = f.Tag.Lookup("json")
	}
	if !ok && f.Anonymous {
		return "", []string{"inline"}
	}
	name, rest, _ := strings.Cut(tag, ",")
	return name, strings.Split(rest, ",")
}

// hasTags says whether a struct has yaml tags, which say more than its UnmarshalJSON.
func hasTags(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if _, ok := t.Field(i).Tag.Lookup("yaml"); ok {
			return true
		}
	}
	return false
}

func (all fields) find(name string) (field, bool) {
	for _, f := range all.named {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

func (all fields) names() []string {
	names := make([]string, len(all.named))
	for i, f := range all.named {
		names[i] = f.name
	}
	return names
}
