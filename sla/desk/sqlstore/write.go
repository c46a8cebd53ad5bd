package sqlstore

import (
	"context"
)

// write writes a batch. The error is ErrConflict, and nothing was written, when the case of its only change has moved on.
func (w *work) write(ctx context.Context, b *batch) error {
	if b.empty() {
		return nil
	}
	w.hold(b)
	if w.store.dialect.arrays {
		return w.writeAtOnce(ctx, b)
	}
	for _, d := range b.drafts {
		if err := w.writeCase(ctx, d); err != nil {
			return err
		}
	}
	return w.writeSides(ctx, b)
}

// writeCase writes the row of a case.
func (w *work) writeCase(ctx context.Context, d *draft) error {
	n, err := exec(ctx, w, writeCase, append(d.columns(), string(d.text.whole))...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return conflict(d.Case.Ticket)
	}
	w.wrote(d)
	return nil
}

// writeSides writes what stands beside the cases, row by row.
func (w *work) writeSides(ctx context.Context, b *batch) error {
	for _, d := range b.drafts {
		if err := w.writeRecords(ctx, d); err != nil {
			return err
		}
	}
	for _, agent := range b.sums.agents() {
		p := b.loads[agent]
		_, err := exec(ctx, w, writeLoad, agent, int64(p.Load), int64(p.Interruptible), instant(p.Idle), instant(p.Last))
		if err != nil {
			return err
		}
	}
	for _, key := range b.posts.keys() {
		if err := w.writePost(ctx, b.posts[key]); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) writeRecords(ctx context.Context, d *draft) error {
	for i, sealed := range d.Records {
		n, err := exec(ctx, w, addRecord, d.Case.Ticket, d.seq(i), sealed)
		if err == nil && n == 0 {
			err = brokenBy(conflict(d.Case.Ticket))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *work) writePost(ctx context.Context, p post) error {
	if p.stands && p.message != nil {
		_, err := exec(ctx, w, markDelivery, p.marks()...)
		return err
	}
	message, err := p.text()
	if err != nil {
		return err
	}
	_, err = exec(ctx, w, addDelivery, append(p.columns(), string(message))...)
	return err
}

// writeAtOnce writes a batch by one statement. That says whether it was written, or that a case has moved on; when an agent has no
// room any more it fails as a race does.
func (w *work) writeAtOnce(ctx context.Context, b *batch) error {
	q, args, err := b.statement()
	if err != nil {
		return err
	}
	var kept int
	if _, err := each(ctx, w, q, args, []any{&kept}, nil); err != nil {
		if raced(err) && len(b.sums) > 0 {
			w.store.agents.Clear() // the row of one of them may be gone
		}
		return err
	}
	switch {
	case kept == 0 && len(b.drafts) == 1:
		return conflict(b.drafts[0].Case.Ticket)
	case kept == 0:
		return brokenBy(errRace)
	}
	w.wrote(b.drafts...)
	return nil
}

// pieces returns no pieces yet, and room for those of a batch.
func (b *batch) pieces() (documents, patches, sealed pieces) {
	var n [3]int
	for _, d := range b.drafts {
		n[0] += len(d.text.fresh())
		n[1] += len(d.text.patch)
		for _, r := range d.Records {
			n[2] += len(r)
		}
	}
	return make(pieces, 0, n[0]), make(pieces, 0, n[1]), make(pieces, 0, n[2])
}

// statement returns the shortest statement that writes a batch, and its arguments.
func (b *batch) statement() (query, []any, error) {
	args := b.caseArgs()
	if len(b.sums) == 0 && len(b.posts) == 0 {
		return writeCases, args, nil
	}
	loads := newColumns(7)
	for _, agent := range b.sums.agents() {
		a := b.sums[agent]
		loads.add(agent, int64(a.by), int64(a.soft), instant(a.came), instant(a.left), int64(a.most), int64(a.firm))
	}
	args = append(args, loads.args()...)
	added, marked := newMail(), newMail()
	for _, key := range b.posts.keys() {
		p, to := b.posts[key], added
		if p.stands {
			to = marked
		}
		if err := to.add(&p); err != nil {
			return writeAll, nil, err
		}
	}
	args = append(args, added.args()...)
	q := writeNew
	if marked.any {
		q = writeAll
		args = append(args, marked.args()...)
	}
	return q, append(args, int64(len(b.sums))), nil
}

// mail are deliveries as a statement takes them.
type mail struct {
	columns  columns
	messages pieces
	any      bool
}

func newMail() *mail { return &mail{columns: newColumns(16)} }

// add adds a delivery.
func (m *mail) add(p *post) error {
	message, err := p.text()
	if err != nil {
		return err
	}
	m.columns.add(append(p.columns(), m.messages.add(message))...)
	m.any = true
	return nil
}

// args returns the deliveries as arguments.
func (m *mail) args() []any { return append([]any{[]byte(m.messages)}, m.columns.args()...) }

// caseArgs are the arguments of cases and records.
func (b *batch) caseArgs() []any {
	cases, records := newColumns(16), newColumns(3)
	documents, patches, sealed := b.pieces()
	for _, d := range b.drafts {
		cases.add(append(d.columns(), documents.add(d.text.fresh()), d.text.sum, d.was, patches.add(d.text.patch))...)
		for i, r := range d.Records {
			records.add(d.Case.Ticket, d.seq(i), sealed.add(r))
		}
	}
	args := append([]any{[]byte(documents), []byte(patches)}, cases.args()...)
	args = append(args, int64(len(b.drafts)), []byte(sealed))
	return append(args, records.args()...)
}
