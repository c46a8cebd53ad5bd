package sqlstore

import (
	"database/sql"

	"github.com/bellhop-sla/bellhop/sla"
)

// null scans a column of an instant, which is NULL for none.
type null struct{ to *sla.Instant }

// Scan sets the instant.
func (n null) Scan(value any) error {
	var at sql.NullInt64
	err := at.Scan(value)
	*n.to = sla.Instant(at.Int64)
	return err
}
