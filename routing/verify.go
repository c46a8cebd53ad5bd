package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Verify goes through all cells of the matrix. It always ends: what it costs is bounded, and what was too much is said. The same
// matrix gives the same proof.
func (m *Matrix) Verify() Proof { return m.verify(maxCover) }

// verify allows so much work for finding the rows that hide others.
func (m *Matrix) verify(most int) Proof {
	s := m.newSpace()
	held := s.held()
	w, start := newWalk(s, held)
	w.from(0, start, 1)
	p := Proof{
		Of: m.of, Hit: m.spec.Hit, Rows: s.rows, Cells: s.cells(), Missed: w.missed, Unsure: w.unsure, MoreGaps: w.more, Unfinished: w.steps > maxWalk,
	}
	if p.Hit == "" {
		p.Hit = HitFirst
	}
	p.Complete = !p.Unfinished && p.Missed == 0
	for _, g := range w.gaps {
		p.Gaps = append(p.Gaps, m.gap(s, g))
	}
	for _, row := range s.loose {
		p.Loose = append(p.Loose, m.ref(row))
	}
	reached := w.taken
	if p.Unfinished {
		reached = s.rowsNotIn(held)
	}
	p.Hidden = m.hidden(s, reached, most)
	m.overlaps(s, reached, &p)
	return p
}

func (m *Matrix) ref(row int) RowRef {
	return RowRef{calendar.IndexPath(m.list, row), row, m.spec.Rows[row].Name}
}

// refs names rows.
func (m *Matrix) refs(rows []int) (list []RowRef) {
	for _, row := range rows {
		list = append(list, m.ref(row))
	}
	return list
}

// rowsNotIn returns the rows that are not all among some pieces.
func (s *space) rowsNotIn(pieces bitset) bitset {
	rows := newBitset(s.rows)
	for p := range s.pieces {
		if !pieces.has(p) {
			rows.add(s.pieces[p].row)
		}
	}
	return rows
}

// gap puts a gap into words.
func (m *Matrix) gap(s *space, g gap) TableGap {
	found, ticket := TableGap{Cells: g.cells, Unless: m.refs(g.rows)}, sla.Fields{}
	for i, classes := range g.sets {
		a := &s.axes[i]
		if len(classes) == 0 {
			a.put(ticket, 0)
			continue
		}
		a.put(ticket, classes[0])
		if len(classes) < len(a.classes) {
			found.Where = append(found.Where, Side{a.field, a.texts(classes)})
		}
	}
	found.Ticket = ticket
	return found
}

// ticket returns one of the tickets in a box.
func (s *space) ticket(b box) sla.Fields {
	f := sla.Fields{}
	for i := range s.axes {
		s.axes[i].put(f, s.frame.side(b, i).first())
	}
	return f
}

// hidden tells the rows that are not reached.
func (m *Matrix) hidden(s *space, reached bitset, most int) (list []HiddenRow) {
	h := newHidden(s, reached, most)
	refs := make([]RowRef, s.rows)
	for row := range refs {
		refs[row] = m.ref(row)
	}
	for row := range s.rows {
		if reached.has(row) {
			continue
		}
		found := HiddenRow{RowRef: m.ref(row)}
		if span := s.spans[row]; span[0] < span[1] {
			sure := slices.IndexFunc(s.pieces[span[0]:span[1]], func(p piece) bool { return p.sure })
			found.Ticket, found.Unsure = s.ticket(s.boxes[span[0]+max(0, sure)]), sure == none
		}
		by, ok := h.by(row)
		if !ok {
			found.Rough = true
			by, found.More = h.takers(row)
		}
		for _, row := range by {
			found.By = append(found.By, refs[row])
		}
		list = append(list, found)
	}
	return list
}

// overlaps tells the pairs of rows that one ticket fits.
func (m *Matrix) overlaps(s *space, reached bitset, p *Proof) {
	unique := p.Hit == HitUnique
	rows := reached
	if unique {
		rows = newBitset(s.rows)
		rows.fill(s.rows)
	}
	o := m.newOverlaps(s, rows, unique)
	p.Crossing, p.Exceptions, p.Uncertain = o.count[crossing], o.count[exception], o.count[uncertain]
	for _, kind := range []int{crossing, uncertain, exception} {
		for _, q := range o.found[kind] {
			if len(p.Overlaps) < maxListed {
				p.Overlaps = append(p.Overlaps, Overlap{m.ref(q.first), m.ref(q.second), s.ticket(q.box), q.inside, !q.sure})
			}
		}
	}
}
