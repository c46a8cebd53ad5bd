package pack

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// readJSON returns the tree of a JSON text, or not ok where the text is none. YAML's own reader takes most JSON, but not
// a tab before the first brace, nor \/ or a pair of \u escapes in a text, which other programs write.
func readJSON(data []byte) (*yaml.Node, bool) {
	if text := bytes.TrimLeft(data, " \t\r\n"); text[0] != '{' && text[0] != '[' || !json.Valid(data) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	r := jsonReader{data: data, decoder: decoder, at: place{1, 1}}
	root := r.value()
	return root, root != nil && !r.odd
}

// jsonReader builds a tree from tokens and keeps the place of each.
type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	offset  int
	at      place
	// odd says that an escape names half a character, for which the decoder puts a mark in silence.
	odd bool
}

// value returns the next value, or nil where the text ends or a list or mapping closes.
func (r *jsonReader) value() *yaml.Node {
	token, err := r.decoder.Token()
	if err != nil {
		return nil
	}
	from := r.offset
	start := r.start()
	node := &yaml.Node{Kind: yaml.ScalarNode, Line: start.line, Column: start.column}
	switch t := token.(type) {
	case json.Delim:
		return r.collection(node, t)
	case string:
		node.Value, node.Tag, node.Style = t, "!!str", yaml.DoubleQuotedStyle
		r.odd = r.odd || strings.ContainsRune(t, utf8.RuneError) && !hasMark(r.data[from:r.offset])
	case json.Number:
		node.Value, node.Tag = t.String(), numberTag(t.String())
	case bool:
		node.Value, node.Tag = "false", "!!bool"
		if t {
			node.Value = "true"
		}
	case nil:
		node.Value, node.Tag = "null", "!!null"
	}
	return node
}

func (r *jsonReader) collection(node *yaml.Node, open json.Delim) *yaml.Node {
	switch open {
	case '{':
		node.Kind, node.Tag = yaml.MappingNode, "!!map"
	case '[':
		node.Kind, node.Tag = yaml.SequenceNode, "!!seq"
	default:
		return nil
	}
	for r.decoder.More() {
		if c := r.value(); c != nil {
			node.Content = append(node.Content, c)
		}
	}
	if _, err := r.decoder.Token(); err != nil && err != io.EOF {
		return nil
	}
	r.start()
	return node
}

// start moves past the token just read and returns the place that it began at.
func (r *jsonReader) start() place {
	r.skip(func(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':' })
	start, end := r.at, int(r.decoder.InputOffset())
	r.skip(func(byte) bool { return r.offset < end })
	return start
}

func (r *jsonReader) skip(while func(byte) bool) {
	for r.offset < len(r.data) && while(r.data[r.offset]) {
		switch c := r.data[r.offset]; {
		case c == '\n':
			r.at = place{r.at.line + 1, 1}
		case c&0xC0 != 0x80:
			r.at.column++
		}
		r.offset++
	}
}

// hasMark says whether the text of a token itself holds the mark U+FFFD.
func hasMark(token []byte) bool {
	return bytes.ContainsRune(token, utf8.RuneError) || bytes.Contains(bytes.ToLower(token), []byte(`\ufffd`))
}

func numberTag(text string) string {
	if strings.ContainsAny(text, ".eE") {
		return "!!float"
	}
	return "!!int"
}
