package pack

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/bellhop-sla/bellhop/calendar"
)

// index notes where each path stands, and what of YAML does not belong to the written form.
func (d *Document) index(path string, n *yaml.Node, key place, name string, depth int) {
	d.spots[path] = spot{key, placeOfNode(n), name, n.Kind == yaml.ScalarNode, n.Value, n.Style}
	if depth > MaxDepth {
		d.mismatch(path, n, "lists and mappings stand more than %d deep; write the document flatter", MaxDepth)
		n.Content = nil
		return
	}
	d.refuse(path, n)
	switch n.Kind {
	case yaml.SequenceNode:
		for i, c := range n.Content {
			d.index(calendar.IndexPath(path, i), c, place{}, "", depth+1)
		}
	case yaml.MappingNode:
		d.indexMapping(path, n, depth)
	}
}

func (d *Document) indexMapping(path string, n *yaml.Node, depth int) {
	kept := n.Content[:0]
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !d.fitsKey(path, key) {
			continue
		}
		at := calendar.KeyPath(path, key.Value)
		if line, twice := first[key.Value]; twice {
			d.fault(placeOfNode(key), at, "%q is written twice, first on line %d; keep one of them", key.Value, line)
			continue
		}
		first[key.Value] = key.Line
		kept = append(kept, key, value)
		d.index(at, value, placeOfNode(key), key.Value, depth+1)
	}
	n.Content = kept
}

// fitsKey says whether a key is a text, and notes why not.
func (d *Document) fitsKey(path string, key *yaml.Node) bool {
	switch {
	case key.Kind != yaml.ScalarNode:
		d.fault(placeOfNode(key), path, "a key must be a text, not %s", kindName(key))
	case isPlain(key) && key.Value == "<<":
		d.fault(placeOfNode(key), path, "merge keys are not part of the written form; write the keys out")
	case isPlain(key) && key.ShortTag() == "!!null":
		d.fault(placeOfNode(key), path, "a key is missing; write a text before the colon")
	default:
		d.refuse(calendar.KeyPath(path, key.Value), key)
		return true
	}
	return false
}

// refuse notes anchors, aliases and tags.
func (d *Document) refuse(path string, n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.mismatch(path, n, "the alias *%s is not part of the written form; write the value out", n.Value)
	case n.Anchor != "":
		d.fault(placeOfNode(n), path, "the anchor &%s is not part of the written form; leave it out", n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		d.fault(placeOfNode(n), path, "the tag %s is not part of the written form; write a text in quotes, and numbers and flags bare", n.ShortTag())
	}
}

func placeOfNode(n *yaml.Node) place { return place{n.Line, n.Column} }

func isPlain(n *yaml.Node) bool {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.Kind == yaml.ScalarNode && n.Style&quoted == 0
}

// kindName says in words what a node is.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	case yaml.AliasNode:
		return "an alias"
	}
	if !isPlain(n) {
		return "a text"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return "a flag"
	case "!!int", "!!float":
		return "a number"
	}
	return "a text"
}

// wholeQuote says whether s is one text in Go's double quotes.
func wholeQuote(s string) bool {
	_, err := strconv.Unquote(s)
	return err == nil && s[0] == '"'
}
