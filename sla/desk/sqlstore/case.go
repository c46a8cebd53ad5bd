package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// find returns the case of a ticket, or the zero one with that name. known is what a cache knows of it. Its row is locked.
func (w *work) find(ctx context.Context, ticket string, known stored) (stored, error) {
	return find(ctx, w, readCase, ticket, known)
}

// find does so without a lock.
func (s *Store) find(ctx context.Context, ticket string, known stored) (stored, error) {
	return find(ctx, direct{s}, peekCase, ticket, known)
}

func find(ctx context.Context, on runner, q query, ticket string, known stored) (stored, error) {
	row := caseRow{ticket: ticket}
	_, err := each(ctx, on, q, []any{known.version, known.text.sum, ticket}, row.dest(), nil)
	switch {
	case err != nil:
		return stored{}, err
	case row.version == 0:
		return stored{c: desk.Case{Ticket: ticket}}, nil
	case row.is(known):
		return known, nil
	}
	if known, err = row.read(); err != nil {
		return stored{}, fmt.Errorf("ticket %q: %w", ticket, err)
	}
	return known, nil
}

// caseRow is the row of a case as it is read.
type caseRow struct {
	ticket  string
	version int64
	text    text
}

// dest is what the columns of a document are scanned into.
func (r *caseRow) dest() []any { return []any{&r.version, &r.text.sum, &r.text.whole, &r.text.patch} }

// is says whether a row holds a case that is known.
func (r *caseRow) is(known stored) bool {
	return r.version == known.version && r.text.sum == known.text.sum
}

// read returns the case that a row holds.
func (r *caseRow) read() (stored, error) {
	c, err := decode(r.ticket, r.text)
	return stored{c, r.version, r.text}, err
}

// decode reads the document of a case.
func decode(ticket string, t text) (desk.Case, error) {
	var c desk.Case
	document, err := t.document()
	if err != nil {
		return c, err
	}
	switch err := json.Unmarshal(document, &c); {
	case err != nil:
		return c, fmt.Errorf("its document cannot be read: %w", err)
	case c.Format > desk.CaseFormat:
		return c, fmt.Errorf("its document has format %d; this program reads up to %d", c.Format, desk.CaseFormat)
	case c.Ticket != ticket:
		return c, fmt.Errorf("its document is that of ticket %q", c.Ticket)
	}
	return c, nil
}

// conflict says that a case has moved on.
func conflict(ticket string) error { return fmt.Errorf("ticket %q: %w", ticket, desk.ErrConflict) }

// instant returns the value of a column: nanoseconds, or NULL for no instant.
func instant(i sla.Instant) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// flag returns the value of a column that is 0 or 1.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
