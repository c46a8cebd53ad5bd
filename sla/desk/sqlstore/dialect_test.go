package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// numbered is a dialect with all that SQLite leaves out.
var numbered = Dialect{name: "numbered", rows: true, place: func(n int) string { return fmt.Sprint("$", n) }}

// my begins the names of these tests.
var my = names{prefix: "my_"}

func TestDialectWritesStatementsInItsWay(t *testing.T) {
	text := `SELECT a FROM @cases WHERE b = ? AND c < ? FOR UPDATE SKIP LOCKED`
	require.Equal(t, `SELECT a FROM my_cases WHERE b = ? AND c < ?`, SQLite.write(text, my))
	require.Equal(t, `SELECT a FROM my_cases WHERE b = $1 AND c < $2 FOR UPDATE SKIP LOCKED`, numbered.write(text, my))
	require.Equal(t, `SELECT 1 FROM my_loads`, SQLite.write(`SELECT 1 FROM @loads FOR UPDATE`, my))
}

func TestTablesStandInASchemaAndIndexesBesideThem(t *testing.T) {
	text := `CREATE INDEX @cases_wake ON @cases (wake)`
	require.Equal(t, `CREATE INDEX my_cases_wake ON my_cases (wake)`, PostgreSQL.write(text, my))
	require.Equal(t, `CREATE INDEX my_cases_wake ON "Desk".my_cases (wake)`, PostgreSQL.write(text, names{"Desk", "my_"}))
}

func TestEveryStatementIsWritten(t *testing.T) {
	for _, d := range []Dialect{SQLite, PostgreSQL} {
		for q := lock + 1; q < queries; q++ {
			for _, sign := range []string{"@", "#", "~"} {
				require.NotContains(t, d.text(q, my), sign)
			}
			require.NotContains(t, SQLite.text(q, my), "FOR UPDATE")
			require.NotContains(t, PostgreSQL.text(q, my), "?")
		}
	}
	for q := lock + 1; q < queries; q++ {
		require.NotEmpty(t, SQLite.text(q, my)+PostgreSQL.text(q, my), "statement %d", q)
	}
	require.Empty(t, SQLite.text(writeAll, my))
	require.Empty(t, PostgreSQL.text(writeCase, my))
}

func TestNewNamesEveryMissingPart(t *testing.T) {
	checked := Dialect{name: "checked", check: func(context.Context, *sql.DB) error { return errors.New("mode: is not set") }}
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{}, "dialect: is missing; name that of the database, such as sqlstore.PostgreSQL\ndb: is missing; open one with the driver of your choice"},
		{Config{Dialect: SQLite, Prefix: "sqlite_x"}, `prefix: "sqlite_x" cannot begin the name of a table; write letters, digits and underscores, at most 30, such as bellhop_` +
			"\ndb: is missing; open one with the driver of your choice"},
		{Config{DB: &sql.DB{}, Dialect: checked}, "mode: is not set"},
	} {
		_, err := New(context.Background(), c.config)
		require.EqualError(t, err, c.want)
	}
}

func TestPrefixIsPartOfAName(t *testing.T) {
	fine := Dialect{name: "fine", check: func(context.Context, *sql.DB) error { return nil }}
	for prefix, ok := range map[string]bool{
		"": true, "desk_": true, "_": true, "D9": true, strings.Repeat("a", 30): true,
		"9": false, "a-b": false, "a.b": false, `a"`: false, "é": false, "SQLite_": false, strings.Repeat("a", 31): false,
	} {
		_, err := New(context.Background(), Config{DB: &sql.DB{}, Dialect: fine, Prefix: prefix})
		require.Equal(t, ok, err == nil, "%q: %v", prefix, err)
	}
}
