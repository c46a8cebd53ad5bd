package pack

import (
	"encoding"
	"encoding/json"
	"reflect"

	"go.yaml.in/yaml/v3"

	"github.com/bellhop-sla/bellhop/calendar"
)

var rawType = reflect.TypeFor[json.RawMessage]()

// Decode fills the value that into points at and notes what does not fit; Err returns it. What does not fit stays zero.
//
// A mapping fills a struct, whose keys are the names in its yaml tags or else its json tags, or a Go map; a list fills a
// slice; a scalar fills a string, a bool or a number. A string is quoted where it could be taken for something else: for a
// flag, a number, nothing, or a date; but a date may stand bare as a key and under the keys date, from and until. The option
// scalar of a yaml tag marks the field that a bare scalar fills in place of the whole mapping, and inline on a Go map
// makes it take every key. Under the option omitempty a number of 0 is refused, since it would stand for a key that is not
// written.
//
// A type with UnmarshalText reads scalars as they are written. One with UnmarshalJSON and no yaml tags reads everything
// else. The [calendar.Problems] that either returns continue the path. A [json.RawMessage] takes any value, also null,
// which fits nowhere else.
func (d *Document) Decode(into any) { d.decode("", d.root, reflect.ValueOf(into).Elem()) }

func (d *Document) decode(path string, n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode || n.Kind == 0 {
		return
	}
	target := v.Addr().Interface()
	if v.Type() == rawType {
		d.decodeJSON(path, n, target.(json.Unmarshaler))
		return
	}
	if isNull(n) {
		d.mismatch(path, n, "is empty; write %s or leave the key out", wanted(v.Type()))
		return
	}
	if t, ok := target.(encoding.TextUnmarshaler); ok && n.Kind == yaml.ScalarNode {
		d.decodeText(path, n, t)
		return
	}
	if t, ok := target.(json.Unmarshaler); ok && !hasTags(v.Type()) {
		d.decodeJSON(path, n, t)
		return
	}
	d.decodeKind(path, n, v)
}

func (d *Document) decodeKind(path string, n *yaml.Node, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		d.decode(path, n, fresh.Elem())
		v.Set(fresh)
	case v.Kind() == reflect.Struct:
		d.decodeStruct(path, n, v)
	case v.Kind() == reflect.Map && n.Kind == yaml.MappingNode:
		d.decodeMap(path, n, v)
	case v.Kind() == reflect.Slice && n.Kind == yaml.SequenceNode:
		d.decodeList(path, n, v)
	case n.Kind == yaml.ScalarNode:
		d.decodeScalar(path, n, v)
	default:
		d.mismatch(path, n, "must be %s, not %s", wanted(v.Type()), kindName(n))
	}
}

func (d *Document) decodeStruct(path string, n *yaml.Node, v reflect.Value) {
	fields := fieldsOf(v)
	switch {
	case n.Kind == yaml.ScalarNode && fields.scalar.IsValid():
		d.decode(path, n, fields.scalar)
		return
	case n.Kind == yaml.MappingNode && fields.rest.IsValid():
		d.decodeMap(path, n, fields.rest)
		return
	case n.Kind != yaml.MappingNode:
		d.mismatch(path, n, "must be %s, not %s", wanted(v.Type()), kindName(n))
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		f, ok := fields.find(key.Value)
		if !ok {
			d.unknownKey(path, key, fields.names())
			continue
		}
		d.decodeField(calendar.KeyPath(path, key.Value), n.Content[i+1], f)
	}
}

func (d *Document) decodeField(path string, n *yaml.Node, f field) {
	if takesDate(f.name) && f.value.Kind() == reflect.String && isDate(n) {
		f.value.SetString(n.Value)
		return
	}
	d.decode(path, n, f.value)
	number := f.value.CanInt() || f.value.CanUint() || f.value.CanFloat()
	if f.optional && number && f.value.IsZero() && !d.wrong[path] {
		d.mismatch(path, n, "%s is the same as leaving the key out; leave it out, or write more than that", n.Value)
	}
}

func (d *Document) unknownKey(path string, key *yaml.Node, known []string) {
	at := calendar.KeyPath(path, key.Value)
	var p calendar.Problems
	p.Unknown(at, "key", key.Value, known)
	if near := calendar.Nearest(key.Value, known); near != "" {
		d.meant[near] = true
	}
	d.fault(placeOfNode(key), at, "%s", p[0].Message)
}

func (d *Document) decodeMap(path string, n *yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		at := calendar.KeyPath(path, n.Content[i].Value)
		d.decodeKey(at, n.Content[i], key)
		d.decode(at, n.Content[i+1], value)
		v.SetMapIndex(key, value)
	}
}

// decodeKey reads the key of a Go map. A date may stand bare there: no reader of YAML can take a key for less than its
// text without losing it.
func (d *Document) decodeKey(path string, n *yaml.Node, v reflect.Value) {
	if v.Kind() == reflect.String && isDate(n) {
		v.SetString(n.Value)
		return
	}
	d.decode(path, n, v)
}

func (d *Document) decodeList(path string, n *yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		d.decode(calendar.IndexPath(path, i), c, v.Index(i))
	}
}

func (d *Document) decodeText(path string, n *yaml.Node, t encoding.TextUnmarshaler) {
	if isPlain(n) && isFlagWord(n.Value) {
		d.mismatch(path, n, "the bare %s reads as a flag; put the text in quotes, such as %q", n.Value, n.Value)
		return
	}
	d.merge(path, n, t.UnmarshalText([]byte(n.Value)))
}

// merge notes what a type says about the text that it was to read.
func (d *Document) merge(path string, n *yaml.Node, err error) {
	var found calendar.Problems
	found.Merge(path, err)
	for _, p := range found {
		d.wrong[p.Path] = true
		if s, ok := d.spots[p.Path]; ok && p.Path != path {
			d.fault(s.forMessage(p.Message), p.Path, "%s", p.Message)
			continue
		}
		d.fault(placeOfNode(n), p.Path, "%s", p.Message)
	}
}

// mismatch notes at a node that it does not fit; where even the root does not, nothing else can be said.
func (d *Document) mismatch(path string, n *yaml.Node, format string, args ...any) {
	d.fault(placeOfNode(n), path, format, args...)
	d.wrong[path] = true
}

// wanted says in words what fits a type.
func wanted(t reflect.Type) string {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "a text"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return wanted(t.Elem())
	case reflect.Struct:
		return wantedStruct(t)
	case reflect.Map:
		return "a mapping"
	case reflect.Slice:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	}
	if isWhole(t.Kind()) {
		return "a whole number"
	}
	return "a value"
}

func wantedStruct(t reflect.Type) string {
	if fieldsOf(reflect.New(t).Elem()).scalar.IsValid() {
		return "a text or a mapping"
	}
	return "a mapping"
}

func isWhole(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Uint64 }
