package routing

import (
	"maps"
	"slices"
)

// hidden finds what hides the rows that take no cell.
type hidden struct {
	cover
	taken    bitset // rows that take a cell
	relation *relation
	room     box
}

func newHidden(s *space, taken bitset) *hidden {
	return &hidden{
		cover: cover{space: s, left: maxCover}, taken: taken, relation: newRelation(s), room: slices.Clone(s.frame.whole),
	}
}

// by returns the rows that together take every cell of a hidden row, none of which can be left out. They are rows that take
// cells themselves. It reports false when finding them would cost too much.
func (h *hidden) by(row int) ([]int, bool) {
	span, rows := h.spans[row], map[int]bool{}
	for p := span[0]; p < span[1]; p++ {
		if !h.hide(p, span[0], rows) {
			return nil, false
		}
	}
	return h.least(row, slices.Sorted(maps.Keys(rows)))
}

// hide adds to rows some that together take every cell of piece p: one if one is enough. Only the pieces before a place count.
func (h *hidden) hide(p, before int, rows map[int]bool) bool {
	h.relation.of(h.space, p, (before+63)/64, false)
	one := none
	var pieces []int
	h.relation.meet[:(before+63)/64].each(func(q int) bool {
		if row := h.pieces[q].row; q < before && h.sure.has(q) && h.taken.has(row) {
			if h.relation.hold.has(q) && (one == none || rows[row]) {
				one = row
			}
			pieces = append(pieces, q)
		}
		return q < before
	})
	if one != none {
		rows[one] = true
		return true
	}
	if !h.covers(h.boxes[p], pieces) {
		return false
	}
	for _, q := range h.names() {
		rows[h.pieces[q].row] = true
	}
	return true
}

// least leaves out rows, the last ones first, as long as the others take every cell of a row.
func (h *hidden) least(row int, list []int) ([]int, bool) {
	for i := len(list) - 1; i >= 0 && len(list) > 1; i-- {
		others := slices.Delete(slices.Clone(list), i, i+1)
		if h.enough(row, list[i], h.surePieces(others)) {
			list = others
		}
		if h.left <= 0 {
			return nil, false
		}
	}
	return list, true
}

// surePieces returns the sure pieces of rows.
func (s *space) surePieces(rows []int) (pieces []int) {
	for _, row := range rows {
		for p := s.spans[row][0]; p < s.spans[row][1]; p++ {
			if s.sure.has(p) {
				pieces = append(pieces, p)
			}
		}
	}
	return pieces
}

// enough says whether pieces take all that a row shares with the sure pieces of another one.
func (h *hidden) enough(row, other int, pieces []int) bool {
	for p := h.spans[row][0]; p < h.spans[row][1]; p++ {
		for q := h.spans[other][0]; q < h.spans[other][1]; q++ {
			if h.sure.has(q) && h.frame.shared(h.room, h.boxes[p], h.boxes[q]) && !h.covers(h.room, pieces) {
				return false
			}
		}
	}
	return true
}
