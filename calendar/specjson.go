package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxDepth is how deep a JSON document of a calendar may nest.
const maxDepth = 12

// ParseJSON reads a calendar written in JSON. Unlike encoding/json it refuses unknown keys, keys written twice and keys in
// another case, and it reports every fault at once, as Problems with paths. It checks the shape only; Compile checks what
// the text says, and CompileJSON both. Beside an error stands what could be read.
func ParseJSON(data []byte) (Spec, error) {
	var spec Spec
	d := &jsonReader{dec: json.NewDecoder(bytes.NewReader(data))}
	d.dec.UseNumber()
	d.value(reflect.ValueOf(&spec).Elem(), "", 0)
	if d.broken == nil {
		if _, err := d.dec.Token(); err != io.EOF {
			d.problems.Add("", "more follows after the document: write one calendar")
		}
	} else {
		d.problems.Add("", "not JSON at byte %d: %v", d.dec.InputOffset(), d.broken)
	}
	return spec, d.problems.Err()
}

// CompileJSON reads a calendar written in JSON and compiles it. Its Problems are those of ParseJSON and then those of Compile
// that do not follow from them.
func CompileJSON(data []byte, src Sources) (Calendar, error) {
	spec, err := ParseJSON(data)
	var shape Problems
	errors.As(err, &shape)
	if len(shape) == 1 && shape[0].Path == "" {
		return Calendar{}, shape // there is no document to look into
	}
	c, err := Compile(spec, src)
	if all := withOwn(shape, err); all != nil {
		return Calendar{}, all
	}
	return c, nil
}

// withOwn returns the problems of reading a text and those of err, from compiling it, that do not stand where reading failed.
// A problem with the text as a whole has no place and hides none.
func withOwn(read Problems, err error) Problems {
	var said Problems
	errors.As(err, &said)
	all := read
	for _, p := range said {
		if !slices.ContainsFunc(read, func(q Problem) bool { return q.Path != "" && leadsTo(q.Path, p.Path) }) {
			all = append(all, p)
		}
	}
	return all
}

// leadsTo says whether the path deep is path or continues it.
func leadsTo(path, deep string) bool {
	rest, ok := strings.CutPrefix(deep, path)
	return ok && (rest == "" || path == "" || rest[0] == '.' || rest[0] == '[')
}

// jsonReader fills Go values from a stream of JSON tokens. After a token that is no JSON, broken is set and nothing more
// is read.
type jsonReader struct {
	dec      *json.Decoder
	problems Problems
	broken   error
}

// token returns the next token, or nil when the text is broken. The text null gives nil too.
func (d *jsonReader) token() json.Token {
	if d.broken != nil {
		return nil
	}
	token, err := d.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	d.broken = err
	return token
}

// more says whether the list or mapping that is being read goes on.
func (d *jsonReader) more() bool { return d.broken == nil && d.dec.More() }

// value reads the next value into v and notes at path what does not fit.
func (d *jsonReader) value(v reflect.Value, path string, depth int) {
	token := d.token()
	if d.broken != nil {
		return
	}
	got, want := jsonKind(token), goKind(v)
	if got != want {
		d.problems.Add(path, "must be %s, not %s", want, got)
		d.skip(token)
		return
	}
	if depth > maxDepth {
		d.problems.Add(path, "nests more than %d levels deep", maxDepth)
		d.skip(token)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(path, func(key, at string) {
			if field, ok := fieldOf(v, key); ok {
				d.value(field, at, depth+1)
				return
			}
			d.problems.Unknown(at, "key", key, fieldNames(v.Type()))
			d.skip(d.token())
		})
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		d.object(path, func(key, at string) {
			elem := reflect.New(v.Type().Elem()).Elem()
			d.value(elem, at, depth+1)
			v.SetMapIndex(reflect.ValueOf(key), elem)
		})
	case reflect.Slice:
		d.list(v, path, depth)
	default:
		d.scalar(v, token, path)
	}
}

// object reads the keys of a mapping, each with read.
func (d *jsonReader) object(path string, read func(key, at string)) {
	seen := map[string]bool{}
	for d.more() {
		key, ok := d.token().(string)
		if !ok {
			return
		}
		at := KeyPath(path, key)
		if seen[key] {
			d.problems.Add(at, "stands twice: write each key once")
		}
		seen[key] = true
		read(key, at)
	}
	d.token()
}

// list reads the places of a list.
func (d *jsonReader) list(v reflect.Value, path string, depth int) {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; d.more(); i++ {
		elem := reflect.New(v.Type().Elem()).Elem()
		d.value(elem, IndexPath(path, i), depth+1)
		v.Set(reflect.Append(v, elem))
	}
	d.token()
}

// scalar sets v to a text, a number or a truth value, which is known to fit but for the size of a number.
func (d *jsonReader) scalar(v reflect.Value, token json.Token, path string) {
	switch t := token.(type) {
	case string:
		v.SetString(t)
	case bool:
		v.SetBool(t)
	case json.Number:
		n, err := strconv.Atoi(t.String())
		if err != nil {
			d.problems.Add(path, "must be a whole number, not %s", t)
		}
		v.SetInt(int64(n))
	}
}

// skip passes over the value that begins with token.
func (d *jsonReader) skip(token json.Token) {
	open := 0
	for d.broken == nil {
		switch token {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'):
			open--
		}
		if open == 0 {
			return
		}
		token = d.token()
	}
}

// jsonKind returns what the value that begins with token is called.
func jsonKind(token json.Token) string {
	switch token.(type) {
	case string:
		return "text"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case json.Delim:
		if token == json.Delim('[') {
			return "a list"
		}
		return "a mapping"
	}
	return "null"
}

// goKind returns what the JSON that v can hold is called.
func goKind(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a number"
	case reflect.Slice:
		return "a list"
	}
	return "a mapping"
}

// fieldOf returns the field of the struct v with that JSON key.
func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			if inner, ok := fieldOf(v.Field(i), key); ok {
				return inner, true
			}
		} else if jsonName(f) == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// fieldNames returns the JSON keys of a struct.
func fieldNames(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			names = append(names, fieldNames(f.Type)...)
		} else {
			names = append(names, jsonName(f))
		}
	}
	return names
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
