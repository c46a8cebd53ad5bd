package pack

import (
	"reflect"
	"strings"
)

// field is a struct's field under the name that documents give it.
type field struct {
	name  string
	value reflect.Value
}

type fields []field

// fieldsOf returns the fields of a struct that have a name, those of an inlined struct among them, in their order.
func fieldsOf(v reflect.Value) fields {
	var all fields
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, inline := nameOf(f)
		switch {
		case inline && f.Type.Kind() == reflect.Struct:
			all = append(all, fieldsOf(v.Field(i))...)
		case name != "" && f.IsExported():
			all = append(all, field{name, v.Field(i)})
		}
	}
	return all
}

func nameOf(f reflect.StructField) (name string, inline bool) {
	tag, ok := f.Tag.Lookup("yaml")
	if !ok {
		tag, ok = f.Tag.Lookup("json")
	}
	name, options, _ := strings.Cut(tag, ",")
	if name == "-" {
		return "", false
	}
	return name, strings.Contains(","+options+",", ",inline,") || f.Anonymous && !ok
}

func (all fields) find(name string) (reflect.Value, bool) {
	for _, f := range all {
		if f.name == name {
			return f.value, true
		}
	}
	return reflect.Value{}, false
}

func (all fields) names() []string {
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.name
	}
	return names
}
