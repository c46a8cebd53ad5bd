package routing

import (
	"fmt"
	"slices"
	"strings"
)

// maxInside bounds how often it is looked closer whether a row lies within another one that is several pieces.
const maxInside = 10_000

// pair is two rows that a ticket may fit.
type pair struct {
	first, second int
	box           []bitset // cells that they share
	sure, inside  bool
}

// overlaps finds the pairs of rows that share cells.
type overlaps struct {
	*space
	alike    []bitset // rows with the same outcome, by row
	count    [3]int   // of each kind of pair
	list     [3][]pair
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
	o := &overlaps{space: s, relation: newRelation(s), looks: maxInside}
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
	return fmt.Sprintf("%q %d %d %q %s", r.Queue, r.Weight, r.Priority, r.Overflow, strings.Join(skills, " "))
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
		bitset{w}.each(func(p int) bool {
			rows.add(o.pieces[i*64+p].row)
			return true
		})
	}
}

// note sorts the pairs of a row with the later rows in word i.
func (o *overlaps) note(row, i int, meet, sure, hold uint64, each bool) {
	if !o.plain && !each {
		bitset{meet &^ hold}.each(func(at int) bool {
			if o.inside(row, i*64+at) {
				hold |= 1 << at
			}
			return true
		})
	}
	for kind, w := range [3]uint64{meet & sure &^ hold, meet & hold, meet &^ sure &^ hold} {
		bits := bitset{w}
		o.count[kind] += bits.count()
		bits.each(func(at int) bool {
			if len(o.list[kind]) < maxListed {
				o.list[kind] = append(o.list[kind], o.pair(row, i*64+at, kind))
			}
			return len(o.list[kind]) < maxListed
		})
	}
}

// inside says whether a row lies within another one that is several pieces.
func (o *overlaps) inside(row, other int) bool {
	span := o.spans[other]
	if span[1]-span[0] < 2 || o.looks == 0 {
		return false
	}
	o.looks--
	var pieces []int
	for q := span[0]; q < span[1]; q++ {
		if o.sure.has(q) {
			pieces = append(pieces, q)
		}
	}
	left := maxCover / maxInside
	for p := o.spans[row][0]; p < o.spans[row][1]; p++ {
		if _, ok := o.cover(o.pieces[p].sets, pieces, &left); !ok {
			return false
		}
	}
	return true
}

// pair returns two rows with the first box of cells that they share, a sure one if there is one.
func (o *overlaps) pair(first, second, kind int) pair {
	found := pair{first: first, second: second, inside: kind == exception}
	for p := o.spans[first][0]; p < o.spans[first][1]; p++ {
		for q := o.spans[second][0]; q < o.spans[second][1]; q++ {
			box, ok := o.shared(p, q)
			sure := o.sure.has(p) && o.sure.has(q)
			if ok && (found.box == nil || sure && !found.sure) {
				found.box, found.sure = box, sure
			}
		}
	}
	return found
}
