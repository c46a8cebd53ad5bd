package routing

import (
	"cmp"
	"slices"
)

// maxCover bounds the work of finding the rows that hide others, in words of 64 pieces that are looked at.
const maxCover = 1 << 24

// cover says whether some pieces together take every cell of a box.
type cover struct {
	start   bitset     // pieces that fit with all of the box on the other axes
	columns [][]bitset // pieces by axis and class, of the axes and classes of the box that make a difference
	behind  []bitset   // pieces that fit with every class from an axis on
	room    []bitset   // by axis
	chosen  bitset     // pieces that are enough, once the box is known to be covered
	left    *int       // words that may still be looked at
}

// cover returns which of some pieces are enough to take every cell of a box, or false when they leave a cell. It tries the
// larger ones first and gives up with false when nothing is left of the work allowed.
func (s *space) cover(box []bitset, pieces []int, left *int) ([]int, bool) {
	size := make(map[int]float64, len(pieces))
	for _, p := range pieces {
		size[p] = s.share(box, p)
	}
	pieces = slices.Clone(pieces)
	slices.SortStableFunc(pieces, func(a, b int) int { return cmp.Compare(size[b], size[a]) })
	for n := 64; ; n *= 8 {
		some := pieces[:min(n, len(pieces))]
		c := s.newCover(box, some, left)
		if c.from(0, c.start) {
			return c.names(some), true
		}
		if len(some) == len(pieces) || *left < 0 {
			return nil, false
		}
	}
}

// share returns which part of a box a piece takes.
func (s *space) share(box []bitset, p int) float64 {
	part := 1.0
	for i, set := range s.pieces[p].sets {
		if set == nil {
			continue
		}
		if box[i] == nil {
			part *= float64(set.count()) / float64(len(s.axes[i].classes))
		} else {
			part *= float64(set.and(box[i]).count()) / float64(box[i].count())
		}
	}
	return part
}

func (s *space) newCover(box []bitset, pieces []int, left *int) *cover {
	whole := newBitset(len(pieces))
	whole.fill(len(pieces))
	c := &cover{start: whole, behind: []bitset{whole}, chosen: newBitset(len(pieces)), left: left}
	for i := range s.axes {
		columns, any := s.boxColumns(i, box[i], pieces)
		if len(columns) == 1 {
			c.start = c.start.and(any)
			continue
		}
		c.columns, c.room = append(c.columns, columns), append(c.room, newBitset(len(pieces)))
		c.behind = append(c.behind, whole)
		for j := range c.behind[:len(c.behind)-1] {
			c.behind[j] = c.behind[j].and(any)
		}
	}
	return c
}

// boxColumns returns which pieces fit with the classes of an axis that lie in a box, equal columns once, and which fit with all.
func (s *space) boxColumns(axis int, set bitset, pieces []int) (columns []bitset, all bitset) {
	all = newBitset(len(pieces))
	all.fill(len(pieces))
	for class, fits := range s.fits[axis] {
		if set != nil && !set.has(class) {
			continue
		}
		column := newBitset(len(pieces))
		for at, p := range pieces {
			if fits.has(p) {
				column.add(at)
			}
		}
		all = all.and(column)
		if !slices.ContainsFunc(columns, func(c bitset) bool { return slices.Equal(c, column) }) {
			columns = append(columns, column)
		}
	}
	return columns, all
}

// from says whether the pieces that fit so far take every cell behind an axis.
func (c *cover) from(axis int, fits bitset) bool {
	if *c.left -= len(fits); *c.left < 0 {
		return false
	}
	if c.choose(fits, c.behind[axis]) {
		return true
	}
	if axis == len(c.columns) || fits.first() == none {
		return false
	}
	room := c.room[axis]
	for _, column := range c.columns[axis] {
		for i := range fits {
			room[i] = fits[i] & column[i]
		}
		if !c.from(axis+1, room) {
			return false
		}
	}
	return true
}

// choose takes a piece that is in both sets, one taken before if possible, and says whether there is one.
func (c *cover) choose(fits, behind bitset) bool {
	first := none
	for i := range fits {
		both := fits[i] & behind[i]
		if both&c.chosen[i] != 0 {
			return true
		}
		if both != 0 && first == none {
			first = bitset{both}.first() + i*64
		}
	}
	if first != none {
		c.chosen.add(first)
	}
	return first != none
}

// names returns the chosen ones of some pieces.
func (c *cover) names(pieces []int) (chosen []int) {
	c.chosen.each(func(i int) bool {
		chosen = append(chosen, pieces[i])
		return true
	})
	return chosen
}
