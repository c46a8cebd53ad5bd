package live_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
)

// shown are the tables with what must be alike in them. The tokens and leases of deliveries are left out: a claim whose answer
// was lost is made again.
var shown = []string{
	`SELECT * FROM bellhop_cases ORDER BY ticket`,
	`SELECT entity, seq, sealed FROM bellhop_records ORDER BY entity, seq`,
	`SELECT id, ticket, address, state, due, settled, message FROM bellhop_deliveries ORDER BY id`,
	`SELECT agent, load FROM bellhop_loads WHERE load IS NOT NULL ORDER BY agent`,
	`SELECT address, document FROM bellhop_buckets ORDER BY address`,
}

// dump returns every row of the tables as a line.
func dump(t require.TestingT, db *sql.DB) (lines []string) {
	for _, q := range shown {
		lines = append(lines, rowsOf(t, db, q)...)
	}
	return lines
}

// rowsOf returns each row that a query finds as a line.
func rowsOf(t require.TestingT, db *sql.DB, q string) (lines []string) {
	rows, err := db.Query(q)
	require.NoError(t, err)
	columns, err := rows.Columns()
	require.NoError(t, err)
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for rows.Next() {
		require.NoError(t, rows.Scan(dest...))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = fmt.Sprintf("%q", b)
			}
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
	}
	require.NoError(t, errors.Join(rows.Err(), rows.Close()))
	return lines
}
