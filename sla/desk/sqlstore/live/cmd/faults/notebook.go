package main

import (
	"context"

	"github.com/bellhop-sla/bellhop/sla/desk/sqlstore"
)

// statement is one that a store runs.
type statement struct {
	text string
	args []any
}

// notebook is a transaction of nothing: it has no rows, and notes the statements that a store runs in it. A case that is new
// needs no more, so cases are seeded by the store's own statements, many at once.
type notebook struct{ list []statement }

// Exec notes a statement.
func (n *notebook) Exec(_ context.Context, text string, args ...any) (int64, error) {
	n.list = append(n.list, statement{text, args})
	return 1, nil
}

// Query finds nothing.
func (n *notebook) Query(context.Context, string, ...any) (sqlstore.Rows, error) { return none{}, nil }

// none are no rows.
type none struct{}

// Next says that there is no row.
func (none) Next() bool { return false }

// Scan reads nothing.
func (none) Scan(...any) error { return nil }

// Err returns nil.
func (none) Err() error { return nil }

// Close does nothing.
func (none) Close() error { return nil }
