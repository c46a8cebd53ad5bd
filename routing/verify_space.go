package routing

import "github.com/bellhop-sla/bellhop/sla"

// piece is a box of cells that a row takes, or perhaps takes. A row without a condition is one piece; a condition cuts it into
// as many as it needs.
type piece struct {
	row  int
	sure bool
	sets []bitset // classes by axis; nil is any
}

// space is a table as boxes of cells.
type space struct {
	axes   []axis
	rows   int
	pieces []piece    // in the order of the rows
	spans  [][2]int   // the first piece of each row, and the first one behind
	loose  []int      // rows whose condition could not be worked out for every cell
	fits   [][]bitset // pieces by axis and class
	any    []bitset   // pieces by axis that fit with every class of it
	sure   bitset     // pieces
	plain  bool       // every row is one piece
	frame  frame
	boxes  []box // of the pieces
}

// newSpace returns the table as boxes.
func (m *Matrix) newSpace() *space {
	s := &space{axes: m.axes(), rows: len(m.spec.Rows)}
	teller := truthTeller{axes: s.axes, terms: m.terms, left: maxAllTruths, known: map[*sla.Condition]truths{}}
	extra := maxExtraPieces
	for row := range m.spec.Rows {
		first := len(s.pieces)
		extra = s.cut(m, row, &teller, extra)
		s.spans = append(s.spans, [2]int{first, len(s.pieces)})
		s.plain = (s.plain || row == 0) && len(s.pieces) == row+1
	}
	s.index()
	return s
}

// cut adds the pieces of a row.
func (s *space) cut(m *Matrix, row int, teller *truthTeller, extra int) int {
	base := m.listed(s.axes, row)
	if m.when[row] == nil {
		s.pieces = append(s.pieces, piece{row, true, base})
		return extra
	}
	t := teller.tell(m.when[row])
	if len(t.boxes) > extra+1 {
		t = truths{boxes: []truthBox{{}}, loose: true}
	}
	if t.loose {
		s.loose = append(s.loose, row)
	}
	for _, b := range t.boxes {
		if p, ok := s.narrow(piece{row, b.sure, base}, t.axes, b.sets); ok {
			s.pieces = append(s.pieces, p)
		}
	}
	return extra - max(0, len(t.boxes)-1)
}

// listed returns the classes that a row lists, by axis.
func (m *Matrix) listed(axes []axis, row int) []bitset {
	sets := make([]bitset, len(axes))
	for i := range axes {
		a := &axes[i]
		if a.at == none {
			continue
		}
		set := newBitset(len(a.classes))
		for class := range a.classes {
			if m.dimensions[a.at].rows[a.classes[class].of].has(row) {
				set.add(class)
			}
		}
		sets[i] = set.orAny(len(a.classes))
	}
	return sets
}

// orAny returns a set of classes, or nil if all are in it.
func (b bitset) orAny(classes int) bitset {
	if b.count() == classes {
		return nil
	}
	return b
}

// narrow returns what of a piece lies in a box, and whether anything does.
func (s *space) narrow(p piece, axes []int, box [][]int) (piece, bool) {
	p.sets = append([]bitset(nil), p.sets...)
	for j, i := range axes[:len(box)] {
		classes := len(s.axes[i].classes)
		set := newBitset(classes)
		for _, class := range box[j] {
			if p.sets[i] == nil || p.sets[i].has(class) {
				set.add(class)
			}
		}
		if set.first() == none {
			return p, false
		}
		p.sets[i] = set.orAny(classes)
	}
	return p, true
}

// index makes the columns.
func (s *space) index() {
	n := len(s.pieces)
	s.sure, s.frame = newBitset(n), newFrame(s.axes)
	for i := range s.axes {
		columns := make([]bitset, len(s.axes[i].classes))
		for class := range columns {
			columns[class] = newBitset(n)
		}
		s.fits, s.any = append(s.fits, columns), append(s.any, newBitset(n))
	}
	for at, p := range s.pieces {
		s.boxes = append(s.boxes, s.frame.box(p.sets))
		if p.sure {
			s.sure.add(at)
		}
		for i, set := range p.sets {
			s.place(at, i, set)
		}
	}
}

// place notes the classes of a piece in the columns of an axis.
func (s *space) place(at, i int, set bitset) {
	if set == nil {
		s.any[i].add(at)
		for _, column := range s.fits[i] {
			column.add(at)
		}
		return
	}
	set.each(func(class int) bool {
		s.fits[i][class].add(at)
		return true
	})
}

// cells returns how many cells there are, at the most the largest number.
func (s *space) cells() uint64 {
	n := uint64(1)
	for i := range s.axes {
		n = cellTimes(n, uint64(len(s.axes[i].classes)))
	}
	return n
}
