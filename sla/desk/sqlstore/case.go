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
	var version int64
	var document []byte
	_, err := each(ctx, on, q, []any{known.version, ticket}, []any{&version, &document}, nil)
	switch {
	case err != nil:
		return stored{}, err
	case version == 0:
		return stored{c: desk.Case{Ticket: ticket}}, nil
	case version == known.version:
		return known, nil
	}
	c, err := decode(ticket, document)
	if err != nil {
		return stored{}, fmt.Errorf("ticket %q: %w", ticket, err)
	}
	return stored{c, version}, nil
}

// decode reads the document of a case.
func decode(ticket string, document []byte) (desk.Case, error) {
	var c desk.Case
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
