package sqlstore

import (
	"context"
	"database/sql"
	"strings"
)

// Dialect is what one database writes in its own way. The zero Dialect is none; SQLite is one.
type Dialect struct {
	// name is that of its folder of migrations.
	name string
	// lock is the first statement of a transaction; none where the locks of rows do.
	lock string
	// rows says that SELECT … FOR UPDATE locks rows.
	rows bool
	// place writes the place of the nth argument, from 1; nil is a question mark.
	place func(n int) string
	// check says what the database must be set to and is not.
	check func(ctx context.Context, db *sql.DB) error
}

// write returns a statement in the dialect. It is given one with ? for arguments, @ for the prefix of tables, and with its
// locks of rows.
func (d *Dialect) write(text, prefix string) string {
	text = strings.ReplaceAll(text, "@", prefix)
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
