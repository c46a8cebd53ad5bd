package routing

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// maxWalk bounds the work of one analysis, in words of 64 pieces that are looked at; each set of pieces costs nodeCost more.
const (
	maxWalk  = 1 << 28
	nodeCost = 10
)

// maxGroups is how many different sets of pieces are told apart below one cell prefix, so that equal ones are looked at once.
const maxGroups = 64

// walk goes through all cells, axis by axis, with the pieces that fit so far. It counts the cells that no row takes for certain
// and finds the rows that take none.
type walk struct {
	*space
	order  []int     // axes, those that narrow most first
	behind []bitset  // pieces that fit with every class of the axes from a place of the order on
	mass   []uint64  // cells of the axes from a place of the order on
	taken  bitset    // rows that take a cell, as far as is known
	unseen bitset    // pieces of the other rows
	levels [][]front // room for the groups at a place of the order
	path   [][]int   // classes of the groups that lead here, by axis
	last   []int     // room for classes
	upTo   []int     // the first numbers
	steps  int       // words looked at
	gaps   []gap     // the first ones
	more   int       // gaps beyond
	missed uint64    // cells that no row takes for certain
	unsure uint64    // cells of those that a row may take
}

// gap is a box of cells that no row takes for certain.
type gap struct {
	sets  [][]int // classes by axis; none is any
	rows  []int   // that may take a ticket there
	cells uint64
}

// front is the pieces that fit so far: the words of the bitset that are not zero.
type front struct {
	at      []int32
	words   []uint64
	classes []int // of one axis that lead here
}

func (f *front) clear() { f.at, f.words, f.classes = f.at[:0], f.words[:0], f.classes[:0] }

func (f *front) put(at int32, w uint64) { f.at, f.words = append(f.at, at), append(f.words, w) }

// same says whether two fronts hold the same pieces.
func (f *front) same(g *front) bool {
	return len(f.words) == len(g.words) && slices.Equal(f.words, g.words) && slices.Equal(f.at, g.at)
}

// newWalk prepares a walk over all pieces but those that need not be looked at.
func newWalk(s *space, skip bitset) (*walk, *front) {
	w := &walk{space: s, taken: newBitset(s.rows), unseen: newBitset(len(s.pieces)), path: make([][]int, len(s.axes))}
	w.arrange()
	start := &front{}
	for i := range w.unseen {
		if word := ^skip[i] & s.word(i); word != 0 {
			w.unseen[i] = word
			start.put(int32(i), word)
		}
	}
	return w, start
}

// word returns the word i of the set of all pieces.
func (s *space) word(i int) uint64 {
	if left := len(s.pieces) - i*64; left < 64 {
		return 1<<left - 1
	}
	return math.MaxUint64
}

// arrange orders the axes by how much they narrow down, and works out what lies behind each place of the order.
func (w *walk) arrange() {
	for i := range w.axes {
		w.order = append(w.order, i)
	}
	weight := make([]float64, len(w.axes))
	for i, columns := range w.fits {
		fits := 0
		for _, c := range columns {
			fits += c.count()
		}
		weight[i] = float64(fits) / float64(len(columns))
	}
	slices.SortStableFunc(w.order, func(a, b int) int { return cmp.Compare(weight[a], weight[b]) })
	n := len(w.order)
	w.behind, w.mass, w.levels = make([]bitset, n+1), make([]uint64, n+1), make([][]front, n)
	w.behind[n], w.mass[n] = newBitset(len(w.pieces)), 1
	w.behind[n].fill(len(w.pieces))
	for place := n - 1; place >= 0; place-- {
		i := w.order[place]
		w.mass[place] = cellTimes(w.mass[place+1], uint64(len(w.axes[i].classes)))
		w.behind[place] = w.behind[place+1].and(w.any[i])
	}
}

// and returns the numbers that are in both sets.
func (b bitset) and(c bitset) bitset {
	both := newBitset(len(b) * 64)
	for i := range b {
		both[i] = b[i] & c[i]
	}
	return both
}

// from goes through the cells behind a place of the order, of which each stands for so many.
func (w *walk) from(place int, f *front, weight uint64) {
	w.steps += nodeCost + len(f.words)
	covered, open := w.look(place, f)
	if covered && !open || w.steps > maxWalk {
		return
	}
	if !covered && (place == len(w.order) || len(f.words) == 0 || w.vague(place, f)) {
		w.miss(f, cellTimes(weight, w.mass[place]))
		return
	}
	classes := w.classes(place)
	if place == len(w.order)-1 {
		classes = w.uncovered(place, f)
	}
	for _, g := range w.split(place, f, classes) {
		w.path[w.order[place]] = g.classes
		w.from(place+1, &g, cellTimes(weight, uint64(len(g.classes))))
	}
	w.path[w.order[place]] = nil
}

// look notes the rows that take a cell behind a place of the order: those of the first pieces, down to the first sure one. It
// cuts the front behind the first sure piece that fits with all classes to come, for then the cells are covered. It says
// whether they are, and whether pieces of rows that have not taken a cell are left.
func (w *walk) look(place int, f *front) (covered, open bool) {
	first := true
	for k, at := range f.at {
		word := f.words[k]
		if first {
			first = w.see(int(at), word)
		}
		if full := word & w.behind[place][at] & w.sure[at]; full != 0 {
			word &= full ^ (full - 1)
			f.words[k] = word
			f.at, f.words = f.at[:k+1], f.words[:k+1]
			covered = true
		}
		open = open || word&w.unseen[at] != 0
		if covered {
			break
		}
	}
	return covered, open
}

// vague says whether no sure piece is left, and some piece that is not sure fits with all classes to come. It cuts the front to those.
func (w *walk) vague(place int, f *front) bool {
	full := false
	for k, at := range f.at {
		if f.words[k]&w.sure[at] != 0 {
			return false
		}
		full = full || f.words[k]&w.behind[place][at] != 0
	}
	for k, at := range f.at {
		if full {
			f.words[k] &= w.behind[place][at]
		}
	}
	return full
}

// uncovered returns the classes of the last axis that no sure piece covers, and notes the rows that take a cell in the others.
func (w *walk) uncovered(place int, f *front) (classes []int) {
	w.last = w.last[:0]
	for class, column := range w.fits[w.order[place]] {
		first := true
		for k, at := range f.at {
			if both := f.words[k] & column[at]; both != 0 {
				first = w.see(int(at), both)
			}
			if !first {
				w.steps += k
				break
			}
		}
		if first {
			w.last = append(w.last, class)
		}
	}
	return w.last
}

// classes returns the classes of the axis at a place of the order.
func (w *walk) classes(place int) []int {
	n := len(w.fits[w.order[place]])
	for len(w.upTo) < n {
		w.upTo = append(w.upTo, len(w.upTo))
	}
	return w.upTo[:n]
}

// see notes that the rows of the first pieces of a front take a cell, and says whether those of the next word do too.
func (w *walk) see(at int, word uint64) bool {
	for ; word != 0; word &= word - 1 {
		p := at*64 + bits.TrailingZeros64(word)
		if w.unseen.has(p) {
			w.taken.add(w.pieces[p].row)
			span := w.spans[w.pieces[p].row]
			for q := span[0]; q < span[1]; q++ {
				w.unseen.drop(q)
			}
		}
		if w.sure.has(p) {
			return false
		}
	}
	return true
}

// split returns the fronts behind some classes of the axis at a place of the order, equal ones as one.
func (w *walk) split(place int, f *front, classes []int) []front {
	groups := w.levels[place][:0]
	for _, class := range classes {
		column := w.fits[w.order[place]][class]
		n := len(groups)
		if n < cap(groups) {
			groups = groups[:n+1]
		} else {
			groups = append(groups, front{})
		}
		g := &groups[n]
		g.clear()
		for k, at := range f.at {
			if both := f.words[k] & column[at]; both != 0 {
				g.put(at, both)
			}
		}
		w.steps += nodeCost + len(f.words)
		for j := range min(n, maxGroups) {
			if groups[j].same(g) {
				groups, g = groups[:n], &groups[j]
				break
			}
		}
		g.classes = append(g.classes, class)
	}
	w.levels[place] = groups
	return groups
}

// miss notes cells that no row takes for certain.
func (w *walk) miss(f *front, cells uint64) {
	w.missed = cellPlus(w.missed, cells)
	if len(f.words) > 0 {
		w.unsure = cellPlus(w.unsure, cells)
	}
	if len(w.gaps) == maxListed {
		w.more++
		return
	}
	g := gap{cells: cells}
	for _, classes := range w.path {
		g.sets = append(g.sets, slices.Clone(classes))
	}
	for k, at := range f.at {
		for word := f.words[k]; word != 0; word &= word - 1 {
			g.rows = append(g.rows, w.pieces[int(at)*64+bits.TrailingZeros64(word)].row)
		}
	}
	g.rows = slices.Compact(g.rows)
	w.gaps = append(w.gaps, g)
}

// maxListed is how many gaps, overlaps and the like are told one by one.
const maxListed = 100

// cellTimes and cellPlus multiply and add numbers of cells; they stop at the largest number.
func cellTimes(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	if high != 0 {
		return math.MaxUint64
	}
	return low
}

func cellPlus(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return math.MaxUint64
	}
	return sum
}
