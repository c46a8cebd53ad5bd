package routing

// maxPairWords bounds the memory of the columns of one pair of dimensions, in words of 64 rows.
const maxPairWords = 1 << 19

// group is one dimension or a pair of them, with a column of rows for every class, or for every pair of classes: going through
// a table is half as long with pairs.
type group struct {
	dimensions []*dimension
	columns    []column
}

// column is the rows that fit one class, or one pair of classes.
type column struct {
	rows  bitset
	busy  bitset // which words of rows hold any
	every bool   // all rows fit
}

func newColumn(rows bitset, every bool) column {
	c := column{rows: rows, busy: newBitset(len(rows)), every: every}
	for i, w := range rows {
		if w != 0 {
			c.busy.add(i)
		}
	}
	return c
}

// newGroups groups dimensions in their order, two and two where the pair is not too large.
func newGroups(dimensions []dimension, rows int) (groups []group) {
	for i := 0; i < len(dimensions); i++ {
		a := &dimensions[i]
		if i+1 < len(dimensions) && a.classes()*dimensions[i+1].classes()*((rows+63)/64) <= maxPairWords {
			groups = append(groups, newPair(a, &dimensions[i+1], rows))
			i++
			continue
		}
		g := group{dimensions: []*dimension{a}}
		for _, fits := range a.rows {
			g.columns = append(g.columns, newColumn(fits, fits.count() == rows))
		}
		groups = append(groups, g)
	}
	return groups
}

func newPair(a, b *dimension, rows int) group {
	g := group{dimensions: []*dimension{a, b}}
	for _, fitA := range a.rows {
		for _, fitB := range b.rows {
			both := newBitset(rows)
			for i := range both {
				both[i] = fitA[i] & fitB[i]
			}
			g.columns = append(g.columns, newColumn(both, both.count() == rows))
		}
	}
	return g
}
