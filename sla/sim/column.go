package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// textColumn is a column of texts.
type textColumn struct {
	at    int
	words map[string]string
}

// read returns what the cell of a row means.
func (c *textColumn) read(t *table) (string, error) {
	cell := t.cells[c.at]
	if len(c.words) == 0 || cell == "" {
		return cell, nil
	}
	word, ok := c.words[cell]
	if !ok {
		return "", t.cellFault(c.at, "%q has no meaning in the map; add it to the words of the column", cell)
	}
	return word, nil
}

// fieldColumn is the column of a ticket's field.
type fieldColumn struct {
	textColumn
	name  string
	kind  sla.FieldType
	known []string
	// seen keeps the values of cells that came before, so that a cell that repeats costs nothing.
	seen map[string]any
}

// mostSeen bounds the cells that a fieldColumn keeps.
const mostSeen = 1024

// read returns the value of the field in a row. An empty cell is nil: the field is not set.
func (f *fieldColumn) read(t *table) (any, error) {
	cell := t.cells[f.at]
	if cell == "" {
		return nil, nil
	}
	if v, ok := f.seen[cell]; ok {
		return v, nil
	}
	word, err := f.textColumn.read(t)
	if err != nil || word == "" {
		return nil, err
	}
	v, err := f.convert(word)
	if err != nil {
		return nil, t.cellFault(f.at, "%s, or translate it by words in the map", err)
	}
	if len(f.seen) < mostSeen {
		f.seen[strings.Clone(cell)] = v
	}
	return v, nil
}

// convert returns the value that word writes, as the vocabulary wants it. The words of a list stand between commas.
func (f *fieldColumn) convert(word string) (any, error) {
	switch f.kind {
	case sla.NumberField:
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || v-v != 0 { // neither infinite nor not a number
			return nil, fmt.Errorf("%q is no number, as %s is; write digits", word, f.name)
		}
		return v, nil
	case sla.FlagField:
		if word != "true" && word != "false" {
			return nil, fmt.Errorf("%q is no flag, as %s is; write true or false", word, f.name)
		}
		return word == "true", nil
	case sla.ListField:
		return f.list(word)
	}
	return strings.Clone(word), f.mustKnow(word)
}

func (f *fieldColumn) list(word string) (any, error) {
	parts := strings.Split(word, ",")
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
		if err := f.mustKnow(parts[i]); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// mustKnow returns an error where word is not among the declared values of the field.
func (f *fieldColumn) mustKnow(word string) error {
	if len(f.known) == 0 || slices.Contains(f.known, word) {
		return nil
	}
	var p calendar.Problems
	p.Unknown("", "value of "+f.name, word, f.known)
	return p[0]
}
