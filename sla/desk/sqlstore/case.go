package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// find returns the case of a ticket, or false when there is none.
func find(ctx context.Context, on runner, ticket string) (desk.Case, bool, error) {
	var document []byte
	n, err := each(ctx, on, readCase, []any{ticket}, []any{&document}, nil)
	if err != nil || n == 0 {
		return desk.Case{Ticket: ticket}, false, err
	}
	c, err := decode(ticket, document)
	if err != nil {
		return c, true, fmt.Errorf("ticket %q: %w", ticket, err)
	}
	return c, true, nil
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

// writeCase writes a case whose head was before until now.
func (w work) writeCase(ctx context.Context, ch *desk.Change, document []byte) error {
	c := &ch.Case
	var due sla.Instant
	var facts sla.Facts
	if c.State != nil {
		due, _ = c.State.Due()
		facts = c.State.Facts
	}
	offered := ""
	if c.Open && c.Handoff.State == outbox.Offered {
		offered = c.Handoff.Agent
	}
	n, err := exec(ctx, w, writeCase, c.Ticket, int64(c.Head.Seq), c.Head.Hash[:], instant(c.Wake), instant(due), flag(c.Open),
		flag(c.Paused), facts.Status, facts.Assignee, c.Journey.Queue, offered, string(document), int64(ch.Before.Seq), ch.Before.Hash[:])
	if err == nil && n == 0 {
		return brokenBy(conflict(c.Ticket))
	}
	return err
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
