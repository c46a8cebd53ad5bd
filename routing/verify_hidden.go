package routing

// hidden finds what hides the rows that take no cell.
type hidden struct {
	*space
	taken    bitset // rows that take a cell
	relation *relation
	left     int // work that is still allowed
}

// by returns the rows that together take every cell of a hidden row, none of which can be left out. They are rows that take
// cells themselves. It reports false when finding them would cost too much.
func (h *hidden) by(row int) ([]int, bool) {
	span := h.spans[row]
	if span[0] == span[1] {
		return nil, true
	}
	rows := map[int]bool{}
	for p := span[0]; p < span[1]; p++ {
		if !h.hide(p, span[0], rows) {
			return nil, false
		}
	}
	return h.least(row, rows)
}

// hide adds to rows some that together take every cell of piece p: one if one is enough.
func (h *hidden) hide(p, before int, rows map[int]bool) bool {
	h.relation.of(h.space, p, (before+63)/64, false)
	one, alone := none, false
	var pieces []int
	h.relation.meet[:(before+63)/64].each(func(q int) bool {
		row := h.pieces[q].row
		if q >= before || !h.sure.has(q) || !h.taken.has(row) {
			return q < before
		}
		if h.relation.hold.has(q) && (one == none || rows[row]) {
			one, alone = row, true
		}
		pieces = append(pieces, q)
		return true
	})
	if alone {
		rows[one] = true
		return true
	}
	chosen, ok := h.cover(h.pieces[p].sets, pieces, &h.left)
	for _, q := range chosen {
		rows[h.pieces[q].row] = true
	}
	return ok
}

// least leaves out rows, the last ones first, as long as the others take every cell of a row.
func (h *hidden) least(row int, rows map[int]bool) ([]int, bool) {
	list := sortedKeys(rows)
	for i := len(list) - 1; i >= 0 && len(list) > 1; i-- {
		others := append(append([]int(nil), list[:i]...), list[i+1:]...)
		if h.enough(row, list[i], others) {
			list = others
		}
		if h.left < 0 {
			return nil, false
		}
	}
	return list, true
}

// enough says whether other rows take all that a row shares with one of them.
func (h *hidden) enough(row, one int, others []int) bool {
	var pieces []int
	for _, o := range others {
		for q := h.spans[o][0]; q < h.spans[o][1]; q++ {
			if h.sure.has(q) {
				pieces = append(pieces, q)
			}
		}
	}
	for p := h.spans[row][0]; p < h.spans[row][1]; p++ {
		for q := h.spans[one][0]; q < h.spans[one][1]; q++ {
			box, ok := h.shared(p, q)
			if !ok {
				continue
			}
			if _, covered := h.cover(box, pieces, &h.left); !covered {
				return false
			}
		}
	}
	return true
}

// shared returns the cells that two pieces share, as a box, and whether there are any.
func (s *space) shared(p, q int) (box []bitset, ok bool) {
	box = make([]bitset, len(s.axes))
	for i := range box {
		a, b := s.pieces[p].sets[i], s.pieces[q].sets[i]
		switch {
		case a == nil:
			box[i] = b
		case b == nil:
			box[i] = a
		default:
			if box[i] = a.and(b); box[i].first() == none {
				return nil, false
			}
		}
	}
	return box, true
}
