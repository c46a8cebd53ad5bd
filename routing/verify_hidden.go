package routing

import "slices"

// hidden finds what hides the rows that take no cell.
type hidden struct {
	cover
	hiders   bitset // sure pieces of the rows that take a cell
	relation *relation
	room     box
	some     []int // room for pieces
	last     []int // the rows that hid the row before
	names    int   // rows that may still be named without being sorted out
}

func newHidden(s *space, taken bitset, most int) *hidden {
	h := &hidden{cover: cover{space: s, left: most}, relation: newRelation(s), room: slices.Clone(s.frame.whole), names: maxTakers}
	h.hiders = newBitset(len(s.pieces))
	for p := range s.pieces {
		if s.sure.has(p) && taken.has(s.pieces[p].row) {
			h.hiders.add(p)
		}
	}
	return h
}

// by returns the rows that together take every cell of a hidden row, none of which can be left out. They are rows that take
// cells themselves. It reports false when finding them would cost too much.
func (h *hidden) by(row int) ([]int, bool) {
	span := h.spans[row]
	var rows []int
	for p := span[0]; p < span[1]; p++ {
		if one, ok := h.one(p, span[0]); ok {
			rows = append(rows, one)
		} else if h.left <= 0 || !h.many(p, span[0], &rows) {
			return nil, false
		}
	}
	slices.Sort(rows)
	rows, ok := h.least(row, slices.Compact(rows))
	if len(rows) > 1 {
		h.last = rows
	}
	return rows, ok
}

// one returns the first row that alone takes every cell of piece p. Only the pieces before a place count.
func (h *hidden) one(p, before int) (row int, ok bool) {
	words := (before + 63) / 64
	h.relation.of(h.space, p, words, true)
	hold := h.relation.hold[:words]
	hold.keep(h.hiders)
	if first := hold.first(); first != none && first < before {
		return h.pieces[first].row, true
	}
	return none, false
}

// maxTakers is how many rows are named in all that hide others, where they are not sorted out.
const maxTakers = 1 << 20

// takers returns the reached rows before a hidden row that surely take a cell of it, and how many more there are that are not named.
func (h *hidden) takers(row int) (rows []int, more int) {
	for p := h.spans[row][0]; p < h.spans[row][1]; p++ {
		for _, q := range h.meeting(p, h.spans[row][0]) {
			rows = append(rows, h.pieces[q].row)
		}
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	named := min(len(rows), h.names)
	h.names -= named
	return rows[:named], len(rows) - named
}

// meeting returns the sure pieces of reached rows, before a place, that share a cell with piece p.
func (h *hidden) meeting(p, before int) []int {
	words := (before + 63) / 64
	h.relation.of(h.space, p, words, false)
	meet := h.relation.meet[:words]
	meet.keep(h.hiders)
	h.some = h.some[:0]
	meet.each(func(q int) bool {
		if q < before {
			h.some = append(h.some, q)
		}
		return q < before
	})
	return h.some
}

// many adds to rows some that together take every cell of piece p: those of the last time where they do.
func (h *hidden) many(p, before int, rows *[]int) bool {
	h.some = h.surePieces(h.some[:0], h.last)
	if len(h.last) == 0 || h.last[len(h.last)-1] >= h.pieces[p].row || !h.covers(h.boxes[p], h.some, none) {
		if !h.covers(h.boxes[p], h.meeting(p, before), none) {
			return false
		}
	}
	for i, chosen := range h.chosen {
		if chosen {
			*rows = append(*rows, h.pieces[h.list[i].piece].row)
		}
	}
	return true
}

// least leaves out rows, the last ones first, as long as the others take every cell of a row.
func (h *hidden) least(row int, list []int) ([]int, bool) {
	for i := len(list) - 1; i >= 0 && len(list) > 1; i-- {
		h.some = h.surePieces(h.some[:0], list)
		if h.enough(row, list[i]) {
			list = slices.Delete(list, i, i+1)
		}
		if h.left <= 0 {
			return nil, false
		}
	}
	return list, true
}

// surePieces adds the sure pieces of rows to a list.
func (s *space) surePieces(pieces []int, rows []int) []int {
	for _, row := range rows {
		for p := s.spans[row][0]; p < s.spans[row][1]; p++ {
			if s.sure.has(p) {
				pieces = append(pieces, p)
			}
		}
	}
	return pieces
}

// enough says whether the pieces at hand that are not of another row take all that a row shares with the other one.
func (h *hidden) enough(row, other int) bool {
	for p := h.spans[row][0]; p < h.spans[row][1]; p++ {
		for q := h.spans[other][0]; q < h.spans[other][1]; q++ {
			if h.sure.has(q) && h.frame.shared(h.room, h.boxes[p], h.boxes[q]) && !h.covers(h.room, h.some, other) {
				return false
			}
		}
	}
	return true
}
