package routing

import (
	"cmp"
	"slices"
)

// maxCover bounds the work of finding the rows that hide others, in boxes that are compared.
const maxCover = 1 << 24

// lookAhead is how many pieces are looked through for one that takes all of a box, before the box is cut.
const lookAhead = 64

// cover finds out whether pieces together take every cell of a box, by cutting from the box what one piece after the other takes.
type cover struct {
	*space
	list   []covering
	chosen []bool   // by place in the list, those that something was cut off for
	rooms  [][2]box // two boxes by depth
	left   int      // boxes that may still be compared
}

// covering is a piece and which part of the box it takes.
type covering struct {
	piece int
	share float64
}

// covers says whether some pieces, but those of one row, take every cell of a box. They are tried from the largest on; those that
// were needed on the way are chosen. It gives up with false when nothing is left of the work allowed.
func (c *cover) covers(b box, pieces []int, but int) bool {
	c.list = c.list[:0]
	for _, p := range pieces {
		if c.pieces[p].row != but && c.frame.meets(b, c.boxes[p]) {
			c.list = append(c.list, covering{p, c.frame.share(b, c.boxes[p])})
		}
	}
	c.left -= len(pieces)
	slices.SortStableFunc(c.list, func(x, y covering) int { return cmp.Compare(y.share, x.share) })
	c.chosen = append(c.chosen[:0], make([]bool, len(c.list))...)
	return c.from(b, 0, 0)
}

// from says whether the pieces from a place on take every cell of a box.
func (c *cover) from(b box, place, depth int) bool {
	first := none
	for i := place; i < len(c.list) && c.left > 0; i++ {
		c.left--
		other := c.boxes[c.list[i].piece]
		if b.within(other) {
			c.chosen[i] = true
			return true
		}
		if first == none && c.frame.meets(b, other) {
			first = i
		}
		if first != none && i >= first+lookAhead {
			break
		}
	}
	if first == none || c.left <= 0 {
		return false
	}
	c.chosen[first] = true
	return c.cut(b, first, depth)
}

// cut says whether the pieces behind one take every cell of a box that the one leaves. What it leaves is cut into boxes, one for
// each axis.
func (c *cover) cut(b box, at, depth int) bool {
	if depth == len(c.rooms) {
		n := len(b)
		c.rooms = append(c.rooms, [2]box{make(box, n), make(box, n)})
	}
	rest, part, other := c.rooms[depth][0], c.rooms[depth][1], c.boxes[c.list[at].piece]
	copy(rest, b)
	for _, span := range c.frame.spans {
		copy(part, rest)
		some := uint64(0)
		for i := span[0]; i < span[1]; i++ {
			part[i] &^= other[i]
			rest[i] &= other[i]
			some |= part[i]
		}
		if some != 0 && !c.from(part, at+1, depth+1) {
			return false
		}
	}
	return true
}
