package main

import (
	"context"
	"strings"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// statement is one that a store runs.
type statement struct {
	text string
	args []any
}

// notebook is a transaction of nothing: it has no rows, and notes the statements that write. A case that is new needs no more,
// so cases are seeded by the store's own statements, many at once.
type notebook struct{ list []statement }

// Exec notes a statement.
func (n *notebook) Exec(_ context.Context, text string, args ...any) (int64, error) {
	n.list = append(n.list, statement{text, args})
	return 1, nil
}

// Query finds nothing. A statement that writes and says how many rows it wrote is noted, and says one.
func (n *notebook) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	if !strings.Contains(text, "INSERT INTO") {
		return &count{}, nil
	}
	n.list = append(n.list, statement{text, args})
	return &count{left: 1}, nil
}

// arrays puts the statements of one text, which take arrays of rows, together into one.
func (n *notebook) arrays() (list []statement) {
	same := map[string][]statement{}
	for _, one := range n.list {
		if same[one.text] == nil {
			list = append(list, statement{text: one.text})
		}
		same[one.text] = append(same[one.text], one)
	}
	for i := range list {
		for place := range same[list[i].text][0].args {
			list[i].args = append(list[i].args, joined(same[list[i].text], place))
		}
	}
	return list
}

// joined returns one argument of many statements as one: arrays and bytes are joined, numbers are added.
func joined(list []statement, place int) any {
	sum := int64(0)
	var parts []string
	var bytes []byte
	for _, one := range list {
		switch arg := one.args[place].(type) {
		case int64:
			sum += arg
		case []byte:
			bytes = append(bytes, arg...)
		case string:
			if inside := strings.TrimSuffix(strings.TrimPrefix(arg, "{"), "}"); inside != "" {
				parts = append(parts, inside)
			}
		}
	}
	switch list[0].args[place].(type) {
	case int64:
		return sum
	case []byte:
		return bytes
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// count is one row, or none, of the number 1.
type count struct{ left int }

// Next goes to the row, if there is one.
func (c *count) Next() bool {
	c.left--
	return c.left >= 0
}

// Scan reads the number.
func (c *count) Scan(dest ...any) error {
	*dest[0].(*int) = 1
	return nil
}

// Err returns nil.
func (c *count) Err() error { return nil }

// Close does nothing.
func (c *count) Close() error { return nil }
