package routing

import "math/bits"

// box is a set of classes for each axis, one behind the other. Its cells are those that are in all of the sets.
type box []uint64

// frame is how the boxes of a space are laid out.
type frame struct {
	spans [][2]int // words by axis
	whole box      // every cell
}

func newFrame(axes []axis) frame {
	var f frame
	for i := range axes {
		set := newBitset(len(axes[i].classes))
		set.fill(len(axes[i].classes))
		f.spans = append(f.spans, [2]int{len(f.whole), len(f.whole) + len(set)})
		f.whole = append(f.whole, set...)
	}
	return f
}

// box returns the box of sets by axis, of which nil is any.
func (f *frame) box(sets []bitset) box {
	b := append(box(nil), f.whole...)
	for i, set := range sets {
		if set != nil {
			copy(f.side(b, i), set)
		}
	}
	return b
}

// side returns the set of an axis.
func (f *frame) side(b box, axis int) bitset {
	span := f.spans[axis]
	return bitset(b[span[0]:span[1]])
}

// shared fills in the cells that two boxes share, and says whether there are any.
func (f *frame) shared(to, a, b box) bool {
	for _, span := range f.spans {
		some := uint64(0)
		for i := span[0]; i < span[1]; i++ {
			to[i] = a[i] & b[i]
			some |= to[i]
		}
		if some == 0 {
			return false
		}
	}
	return true
}

// share returns which part of a box another one takes.
func (f *frame) share(a, b box) float64 {
	part := 1.0
	for _, span := range f.spans {
		all, both := 0, 0
		for i := span[0]; i < span[1]; i++ {
			all += bits.OnesCount64(a[i])
			both += bits.OnesCount64(a[i] & b[i])
		}
		part *= float64(both) / float64(all)
	}
	return part
}

// meets says whether two boxes share a cell.
func (f *frame) meets(a, b box) bool {
	for _, span := range f.spans {
		some := uint64(0)
		for i := span[0]; i < span[1]; i++ {
			some |= a[i] & b[i]
		}
		if some == 0 {
			return false
		}
	}
	return true
}

// holds says whether box b holds all cells of a.
func (a box) within(b box) bool {
	b = b[:len(a)]
	for i, w := range a {
		if w&^b[i] != 0 {
			return false
		}
	}
	return true
}
