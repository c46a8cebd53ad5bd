package sim

import (
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// heading finds the columns of a map in the heading of one history.
type heading struct {
	names    []string
	problems *calendar.Problems
}

// find returns the place of the column that the map names at path.
func (h heading) find(path, name string) int {
	if name == "" {
		return 0
	}
	i := slices.Index(h.names, name)
	if i < 0 {
		h.problems.Unknown(path, "column", name, h.names)
		return 0
	}
	if slices.Contains(h.names[i+1:], name) {
		h.problems.Add(path, "column %q stands twice in the heading; rename one of the two in the history", name)
	}
	return i
}

// optional is find for a column that the map may not have. It returns -1 when it does not.
func (h heading) optional(path, name string) int {
	if name == "" {
		return -1
	}
	return h.find(path, name)
}

// text finds a column whose cells are texts. It returns nil when the map has no such column.
func (h heading) text(path string, c *Column) *textColumn {
	if c == nil {
		return nil
	}
	return &textColumn{at: h.find(calendar.JoinPath(path, "column"), c.Column), words: c.Words}
}

// field finds the column of a ticket's field and checks that the words of the map fit it.
func (h heading) field(name string, c Column, terms *sla.Terms) fieldColumn {
	path := calendar.KeyPath("fields", name)
	kind, ok := terms.Type(name)
	if !ok {
		h.problems.Unknown(path, "field", name, terms.Names())
	}
	f := fieldColumn{name: name, kind: kind, known: terms.Values(name), seen: map[string]any{}}
	f.textColumn = *h.text(path, &c)
	for _, cell := range slices.Sorted(maps.Keys(c.Words)) {
		if _, err := f.convert(c.Words[cell]); err != nil && ok && c.Words[cell] != "" {
			h.problems.Add(calendar.KeyPath(path+".words", cell), "%s", err)
		}
	}
	return f
}
