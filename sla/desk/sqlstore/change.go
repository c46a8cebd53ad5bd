package sqlstore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/bellhop-sla/bellhop/escalation/outbox"
	"github.com/bellhop-sla/bellhop/sla"
	"github.com/bellhop-sla/bellhop/sla/desk"
)

// draft is a change of a case that is ready to be written.
type draft struct {
	desk.Change
	version int64 // of the row that it was made from
	was     int64 // the sum of its document
	text    text
}

// madeOf says whether a change was made from a case.
func (d *draft) madeOf(now stored) bool { return d.version == now.version && d.was == now.text.sum }

// draftOf runs fn on a case. It returns nil when there is nothing to store.
func draftOf(now stored, fn func(desk.Case) (desk.Change, error)) (*draft, error) {
	ch, err := fn(now.c)
	if err != nil || ch.Empty() {
		return nil, err
	}
	if ch.Before != now.c.Head {
		return nil, conflict(now.c.Ticket)
	}
	if ch.Case.Ticket != now.c.Ticket {
		return nil, fmt.Errorf("ticket %q: the change is one of ticket %q", now.c.Ticket, ch.Case.Ticket)
	}
	d := &draft{Change: ch, version: now.version, was: now.text.sum}
	if err := d.write(now.text); err != nil {
		return nil, fmt.Errorf("ticket %q: %w", now.c.Ticket, err)
	}
	return d, nil
}

// sheets are where documents are written, before it is known what of them is kept.
var sheets = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write writes the document of a case that follows another.
func (d *draft) write(before text) error {
	sheet := sheets.Get().(*bytes.Buffer)
	defer sheets.Put(sheet)
	sheet.Reset()
	if err := json.NewEncoder(sheet).Encode(&d.Case); err != nil {
		return err
	}
	d.text = before.next(bytes.TrimSuffix(sheet.Bytes(), []byte{'\n'}))
	return nil
}

// columns are the columns of the row of a case before its document: what SQL is to see of it.
func (d *draft) columns() []any {
	c := &d.Case
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
	return append(make([]any, 0, 16),
		c.Ticket, d.version+1, int64(c.Head.Seq), c.Head.Hash[:], instant(c.Wake), instant(due), flag(c.Open), flag(c.Paused),
		facts.Status, facts.Assignee, c.Journey.Queue, offered)
}

// seq returns the sequence of the ith record.
func (d *draft) seq(i int) int64 { return int64(d.Before.Seq) + int64(i) + 1 }
