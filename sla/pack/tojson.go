package pack

import (
	"bytes"
	"encoding/json"

	"go.yaml.in/yaml/v3"

	"github.com/bellhop-sla/bellhop/calendar"
)

// decodeJSON hands a node to a type that reads JSON.
func (d *Document) decodeJSON(path string, n *yaml.Node, t json.Unmarshaler) {
	var b bytes.Buffer
	before := len(d.faults)
	d.writeJSON(&b, path, n)
	if len(d.faults) == before {
		d.merge(path, n, t.UnmarshalJSON(b.Bytes()))
	}
}

// writeJSON writes a node as JSON. A bare scalar that is neither a plain number nor true, false or null, and that some
// version of YAML reads as one, is noted and has to be quoted.
func (d *Document) writeJSON(b *bytes.Buffer, path string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			comma(b, i)
			writeText(b, n.Content[i].Value)
			b.WriteByte(':')
			d.writeJSON(b, calendar.KeyPath(path, n.Content[i].Value), n.Content[i+1])
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, c := range n.Content {
			comma(b, i)
			d.writeJSON(b, calendar.IndexPath(path, i), c)
		}
		b.WriteByte(']')
	case yaml.ScalarNode:
		d.writeScalar(b, path, n)
	}
}

func (d *Document) writeScalar(b *bytes.Buffer, path string, n *yaml.Node) {
	kind := ""
	if isPlain(n) {
		kind = lookAlike(n)
	}
	switch {
	case kind == "" || kind == "a date":
		writeText(b, n.Value)
	case kind == "nothing":
		b.WriteString("null")
	case n.Value == "true", n.Value == "false", kind == "a number" && numberForm.MatchString(n.Value):
		b.WriteString(n.Value)
	default:
		d.mismatch(path, n, "the bare %s reads as %s; put a text in quotes, such as %q, and write numbers in plain decimal digits and flags as true or false", n.Value, kind, n.Value)
	}
}

func comma(b *bytes.Buffer, i int) {
	if i > 0 {
		b.WriteByte(',')
	}
}

func writeText(b *bytes.Buffer, s string) {
	text, _ := json.Marshal(s)
	b.Write(text)
}
