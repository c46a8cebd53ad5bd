package routing

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// maxInside bounds how often it is looked closer whether a row lies within another one that is several pieces.
const maxInside = 10_000

// pair is two rows that a ticket may fit.
type pair struct {
	first, second int
	box           box // cells that they share
	sure, inside  bool
}

// overlaps finds the pairs of rows that share cells.
type overlaps struct {
	cover
	alike    []bitset // rows with the same outcome, by row
	count    [3]int   // of each kind of pair
	found    [3][]pair
	relation *relation
	looks    int
}

// The kinds of pairs.
const (
	crossing  = iota // the order of two rows matters for tickets that both fit
	exception        // the first row lies within the second
	uncertain        // two rows share cells only if conditions hold that could not be worked out
)

// newOverlaps returns the pairs of some of the rows. Unless each counts, rows with the same outcome overlap freely and a row may
// be an exception before another.
func (m *Matrix) newOverlaps(s *space, rows bitset, each bool) *overlaps {
	o := &overlaps{cover: cover{space: s}, relation: newRelation(s), looks: maxInside}
	o.alike = make([]bitset, s.rows)
	if !each {
		m.groupOutcomes(o.alike)
	}
	meet, sure, hold := newBitset(s.rows), newBitset(s.rows), newBitset(s.rows)
	rows.each(func(row int) bool {
		o.meets(row, meet, sure, hold)
		if each {
			clear(hold)
		}
		for i := range meet {
			w := meet[i] & rows[i]
			if o.alike[row] != nil {
				w &^= o.alike[row][i]
			}
			if i < (row+1)/64 {
				w = 0
			} else if i == (row+1)/64 {
				w &^= 1<<((row+1)%64) - 1
			}
			o.note(row, i, w, sure[i], hold[i], each)
		}
		return true
	})
	return o
}

// groupOutcomes puts into alike, by row, the rows with the same outcome.
func (m *Matrix) groupOutcomes(alike []bitset) {
	groups := map[string]bitset{}
	for row, spec := range m.spec.Rows {
		key := spec.outcome()
		if groups[key] == nil {
			groups[key] = newBitset(len(alike))
		}
		groups[key].add(row)
		alike[row] = groups[key]
	}
}

// outcome returns a text that is the same for rows that do the same with a ticket.
func (r RowSpec) outcome() string {
	skills := make([]string, len(r.Skills))
	for i, n := range r.Skills {
		n.Level = max(1, n.Level)
		skills[i] = fmt.Sprintf("%q %d %t %d", n.Skill, n.Level, n.Preferred, n.Relax)
	}
	slices.Sort(skills)
	return fmt.Sprintf("%q %d %d %d %q %s", r.Queue, r.Weight, r.Expect, r.Priority, r.Overflow, strings.Join(skills, " "))
}

// meets fills in which rows share a cell with a row, which do for certain, and which hold all its cells in one piece.
func (o *overlaps) meets(row int, meet, sure, hold bitset) {
	clear(meet)
	clear(sure)
	for i := range hold {
		hold[i] = ^uint64(0)
	}
	within := newBitset(len(meet) * 64)
	for p := o.spans[row][0]; p < o.spans[row][1]; p++ {
		o.relation.of(o.space, p, len(o.relation.meet), false)
		clear(within)
		o.byRow(o.relation.meet, nil, meet)
		o.byRow(o.relation.hold, o.sure, within)
		if o.pieces[p].sure {
			o.byRow(o.relation.meet, o.sure, sure)
		}
		hold.keep(within)
	}
}

// byRow adds the rows of pieces, if only is not nil those in it.
func (o *overlaps) byRow(pieces, only, rows bitset) {
	for i, w := range pieces {
		if only != nil {
			w &= only[i]
		}
		if o.plain {
			rows[i] |= w
			continue
		}
		for ; w != 0; w &= w - 1 {
			rows.add(o.pieces[i*64+bits.TrailingZeros64(w)].row)
		}
	}
}

// note sorts the pairs of a row with the later rows in word i.
func (o *overlaps) note(row, i int, meet, sure, hold uint64, each bool) {
	if !o.plain && !each {
		for w := meet &^ hold; w != 0; w &= w - 1 {
			if at := bits.TrailingZeros64(w); o.inside(row, i*64+at) {
				hold |= 1 << at
			}
		}
	}
	for kind, w := range [3]uint64{meet & sure &^ hold, meet & hold, meet &^ sure &^ hold} {
		o.count[kind] += bits.OnesCount64(w)
		for ; w != 0 && len(o.found[kind]) < maxListed; w &= w - 1 {
			o.found[kind] = append(o.found[kind], o.pair(row, i*64+bits.TrailingZeros64(w), kind))
		}
	}
}

// inside says whether a row lies within another one that is several pieces.
func (o *overlaps) inside(row, other int) bool {
	if span := o.spans[other]; span[1]-span[0] < 2 || o.looks == 0 {
		return false
	}
	o.looks--
	o.left = maxCover / maxInside
	pieces := o.surePieces(nil, []int{other})
	for p := o.spans[row][0]; p < o.spans[row][1]; p++ {
		if !o.covers(o.boxes[p], pieces, none) {
			return false
		}
	}
	return true
}

// pair returns two rows with the first box of cells that they share, a sure one if there is one.
func (o *overlaps) pair(first, second, kind int) pair {
	found, room := pair{first: first, second: second, inside: kind == exception}, slices.Clone(o.frame.whole)
	for p := o.spans[first][0]; p < o.spans[first][1]; p++ {
		for q := o.spans[second][0]; q < o.spans[second][1]; q++ {
			sure := o.sure.has(p) && o.sure.has(q)
			if (found.box == nil || sure && !found.sure) && o.frame.shared(room, o.boxes[p], o.boxes[q]) {
				found.box, found.sure = slices.Clone(room), sure
			}
		}
	}
	return found
}
