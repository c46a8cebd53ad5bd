package sqlstore

import (
	"context"
	"database/sql"
	"strings"
)

// Dialect is what one database writes in its own way. The zero Dialect is none; SQLite and PostgreSQL are two.
type Dialect struct {
	// name is that of its folder of migrations.
	name string
	// versions makes the table of versions, unless it is there; alone is the first statement of a migration and lets no other
	// one begin. Both may meet those of other processes.
	versions, alone string
	// lock is the first statement of a transaction; none where the locks of rows do.
	lock string
	// rows says that SELECT … FOR UPDATE locks rows.
	rows bool
	// arrays says that one statement takes many rows: see columns.
	arrays bool
	// schema makes the schema ~, unless it is there; none where tables stand in no schema.
	schema string
	// isolation is that of the store's own transactions.
	isolation sql.IsolationLevel
	// clock is an expression of the instant on the database's own clock; NULL where it has none but the caller's.
	clock string
	// texts are the statements that the dialect writes in its own way; an empty one it does not need.
	texts map[query]string
	// place writes the place of the nth argument, from 1; nil is a question mark.
	place func(n int) string
	// check says what the database must be set to and is not.
	check func(ctx context.Context, db *sql.DB) error
}

// names is what begins the names of a store.
type names struct{ schema, prefix string }

// table is what begins the name of a table.
func (n names) table() string {
	if n.schema == "" {
		return n.prefix
	}
	return `"` + n.schema + `".` + n.prefix
}

// text returns a statement of the store in the dialect.
func (d *Dialect) text(q query, n names) string {
	text, own := d.texts[q]
	if !own {
		text = texts[q]
	}
	return d.write(text, n)
}

// write returns a statement in the dialect. It is given one with ? for arguments, @ for what begins a name, # for the clock,
// and with its locks of rows.
func (d *Dialect) write(text string, n names) string {
	text = strings.ReplaceAll(text, "INDEX @", "INDEX "+n.prefix) // an index stands in the schema of its table
	text = strings.ReplaceAll(text, "@", n.table())
	text = strings.ReplaceAll(text, "~", n.schema)
	text = strings.ReplaceAll(text, "#", d.clock)
	if !d.rows {
		text = strings.ReplaceAll(text, " FOR UPDATE SKIP LOCKED", "")
		text = strings.ReplaceAll(text, " FOR UPDATE", "")
	}
	if d.place == nil {
		return text
	}
	parts := strings.Split(text, "?")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString(d.place(i))
		}
		b.WriteString(part)
	}
	return b.String()
}
