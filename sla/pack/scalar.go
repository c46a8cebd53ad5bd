package pack

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	wholeForm  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	numberForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

func (d *Document) decodeScalar(path string, n *yaml.Node, v reflect.Value) {
	switch {
	case v.Kind() == reflect.String:
		d.decodeString(path, n, v)
	case v.Kind() == reflect.Bool:
		d.decodeFlag(path, n, v)
	case isWhole(v.Kind()), v.Kind() == reflect.Float32, v.Kind() == reflect.Float64:
		d.decodeNumber(path, n, v)
	case v.Kind() == reflect.Slice:
		d.mismatch(path, n, "must be a list, not %s; write [%s]", kindName(n), n.Value)
	default:
		d.mismatch(path, n, "must be %s, not %s", wanted(v.Type()), kindName(n))
	}
}

// decodeString refuses a bare scalar that some readers of YAML take for a flag, a number, a date or nothing. The text is
// kept all the same, so that what refers to it by name is not refused too.
func (d *Document) decodeString(path string, n *yaml.Node, v reflect.Value) {
	v.SetString(n.Value)
	if kind := lookAlike(n); isPlain(n) && kind != "" {
		d.fault(placeOfNode(n), path, "the bare %s reads as %s; put the text in quotes, such as %q", n.Value, kind, n.Value)
	}
}

// decodeFlag takes what is meant as a flag for one also where it refuses how it is written, so that nothing else is refused
// for want of it.
func (d *Document) decodeFlag(path string, n *yaml.Node, v reflect.Value) {
	word := strings.ToLower(n.Value)
	v.SetBool(word == "true" || word == "yes" || word == "on")
	switch flag := n.Value == "true" || n.Value == "false"; {
	case flag && isPlain(n):
	case flag:
		d.mismatch(path, n, "must be true or false without quotes")
	default:
		d.mismatch(path, n, "must be true or false, not %s", n.Value)
	}
}

func (d *Document) decodeNumber(path string, n *yaml.Node, v reflect.Value) {
	form, kind := wholeForm, wanted(v.Type())
	if !isWhole(v.Kind()) {
		form = numberForm
	}
	switch {
	case !form.MatchString(n.Value):
		d.mismatch(path, n, "must be %s in plain decimal digits, such as 42, not %s", kind, n.Value)
	case !setNumber(v, n.Value):
		d.mismatch(path, n, "the number %s is out of range", n.Value)
	case !isPlain(n):
		d.mismatch(path, n, "must be %s without quotes", kind)
	}
}

func setNumber(v reflect.Value, text string) bool {
	bits := v.Type().Bits()
	switch {
	case v.CanInt():
		i, err := strconv.ParseInt(text, 10, bits)
		v.SetInt(i)
		return err == nil
	case v.CanUint():
		u, err := strconv.ParseUint(text, 10, bits)
		v.SetUint(u)
		return err == nil
	}
	f, err := strconv.ParseFloat(text, bits)
	v.SetFloat(f)
	return err == nil
}

func isNull(n *yaml.Node) bool { return isPlain(n) && n.ShortTag() == "!!null" }

// isFlagWord says whether any version of YAML reads the bare word as a flag or as nothing.
func isFlagWord(word string) bool {
	switch strings.ToLower(word) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~":
		return true
	}
	return false
}

// lookAlike says what else than a text the bare scalar is to some version of YAML, or "" for nothing else.
func lookAlike(n *yaml.Node) string {
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return "a flag"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	}
	if isFlagWord(n.Value) {
		return "a flag"
	}
	return ""
}

func isDate(n *yaml.Node) bool { return isPlain(n) && n.ShortTag() == "!!timestamp" }

// takesDate says whether the key of a struct asks for a date, so that a bare one is no look-alike.
func takesDate(key string) bool { return key == "date" || key == "from" || key == "until" }
