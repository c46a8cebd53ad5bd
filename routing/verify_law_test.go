package routing_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// probe is one value of a field for each class of values that a table may tell apart.
type probe struct {
	field  string
	values []any
}

// probes returns the probes of all fields that a table reads; their product has one ticket for each cell.
func (n naive) probes() (list []probe) {
	constants, loose := map[string][]any{}, map[string]bool{}
	for _, when := range n.when {
		for _, field := range when.Fields() {
			found, exact := when.Constants(field)
			constants[field], loose[field] = append(constants[field], found...), loose[field] || !exact
		}
	}
	for _, field := range n.spec.Dimensions {
		if _, read := constants[field]; !read {
			constants[field] = nil
		}
	}
	for _, field := range slices.Sorted(maps.Keys(constants)) {
		kind, _ := n.terms.Type(field)
		p := probe{field: field}
		switch kind {
		case sla.FlagField:
			p.values = []any{false, true}
		case sla.TextField:
			words := constants[field]
			if slices.Contains(n.spec.Dimensions, field) || loose[field] {
				for _, v := range n.terms.Values(field) {
					if v != "other" || loose[field] && !slices.Contains(n.spec.Dimensions, field) {
						words = append(words, v)
					}
				}
			}
			if loose[field] && len(n.terms.Values(field)) > 0 {
				words = append(words, "")
			}
			p.values = distinct(append(words, "unheard"))
		case sla.NumberField:
			p.values = numberProbes(constants[field])
		case sla.ListField:
			p.values = subsets(distinct(constants[field]))
		}
		list = append(list, p)
	}
	return list
}

func distinct(values []any) (list []any) {
	for _, v := range values {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

func numberProbes(constants []any) (list []any) {
	var numbers []float64
	for _, c := range distinct(constants) {
		numbers = append(numbers, c.(float64))
	}
	if slices.Sort(numbers); len(numbers) == 0 {
		return []any{0.0}
	}
	list = append(list, numbers[0]-1)
	for i, v := range numbers {
		if list = append(list, v); i+1 < len(numbers) {
			list = append(list, (v+numbers[i+1])/2)
		}
	}
	return append(list, numbers[len(numbers)-1]+1)
}

func subsets(words []any) []any {
	list := []any{[]string{"unheard"}}
	for _, w := range words {
		for _, s := range slices.Clone(list) {
			list = append(list, append(slices.Clone(s.([]string)), w.(string)))
		}
	}
	return list
}

// tickets returns a ticket for each cell.
func tickets(probes []probe) []sla.Fields {
	list := []sla.Fields{{}}
	for _, p := range probes {
		var longer []sla.Fields
		for _, f := range list {
			for _, v := range p.values {
				g := maps.Clone(f)
				g[p.field] = v
				longer = append(longer, g)
			}
		}
		list = longer
	}
	return list
}

// cellByCell is what going through all cells finds.
type cellByCell struct {
	tickets []sla.Fields
	fits    [][]bool // by row and ticket
}

func (n naive) cellByCell() cellByCell {
	b := cellByCell{tickets: tickets(n.probes())}
	for row := range n.spec.Rows {
		fits := make([]bool, len(b.tickets))
		for i, f := range b.tickets {
			fits[i] = n.fits(row, f)
		}
		b.fits = append(b.fits, fits)
	}
	return b
}

// covered says whether rows together take every ticket that a row fits.
func (b cellByCell) covered(row int, rows []int) bool {
	for i, fits := range b.fits[row] {
		if fits && !slices.ContainsFunc(rows, func(r int) bool { return b.fits[r][i] }) {
			return false
		}
	}
	return true
}

// first returns the first row that fits ticket i, or -1.
func (b cellByCell) first(i int) int {
	return slices.IndexFunc(b.fits, func(fits []bool) bool { return fits[i] })
}

// smallMatrix draws a table with few enough cells to go through all of them.
func smallMatrix(t *rapid.T, conditions []string) (routing.MatrixSpec, naive) {
	few := some(conditions).Draw(t, "conditions")
	spec := drawMatrix(t, few[:min(2, len(few))])
	n := newNaive(t, spec)
	cells := 1
	for _, p := range n.probes() {
		cells *= len(p.values)
	}
	if cells > 3000 {
		for i := range spec.Rows {
			spec.Rows[i].When = ""
		}
		n = newNaive(t, spec)
	}
	return spec, n
}

// within says whether a ticket lies in a gap, by the words that tell it.
func within(t require.TestingT, g routing.TableGap, n naive, f sla.Fields) bool {
	for _, s := range g.Where {
		if !slices.ContainsFunc(s.Values, func(word string) bool { return isWord(t, n, s.Field, word, f) }) {
			return false
		}
	}
	return true
}

// isWord says whether the word of a side holds for a ticket.
func isWord(t require.TestingT, n naive, field, word string, f sla.Fields) bool {
	switch v := f[field].(type) {
	case bool:
		return word == fmt.Sprint(v)
	case float64:
		return isNumber(t, word, v)
	case []string:
		how, quoted, _ := strings.Cut(word, " ")
		w, err := strconv.Unquote(quoted)
		require.NoError(t, err)
		return slices.Contains(v, w) == (how == "with")
	case string:
		switch v {
		case "unheard":
			return word == "other" || word == "any other"
		case "":
			return word == "missing"
		}
		return word == v
	}
	return false
}

func isNumber(t require.TestingT, word string, v float64) bool {
	var low, high float64
	for form, holds := range map[string]func() bool{
		"between %g and %g":   func() bool { return low < v && v < high },
		"from %g to below %g": func() bool { return low <= v && v < high },
		"from %g to %g":       func() bool { return low <= v && v <= high },
		"above %g to %g":      func() bool { return low < v && v <= high },
	} {
		if n, err := fmt.Sscanf(word, form, &low, &high); n == 2 && err == nil {
			return holds()
		}
	}
	how, number, found := strings.Cut(strings.Replace(word, "up to", "until", 1), " ")
	if !found {
		how, number = "is", word
	}
	limit, err := strconv.ParseFloat(number, 64)
	require.NoError(t, err)
	holds, known := map[string]bool{
		"is": v == limit, "below": v < limit, "until": v <= limit, "from": v >= limit, "above": v > limit,
	}[how]
	require.True(t, known, word)
	return holds
}

// check3000 checks a law on 3,000 tables, or on 100 where time is short.
func check3000(t *testing.T, law func(t *rapid.T)) {
	for range 30 {
		if rapid.Check(t, law); testing.Short() || t.Failed() {
			return
		}
	}
}

// Law: the proof finds the gaps that going through all cells finds, and their number.
func TestLawProofFindsEveryGap(t *testing.T) {
	check3000(t, func(t *rapid.T) {
		spec, n := smallMatrix(t, matrixConditions)
		m, b := compileMatrix(t, spec), n.cellByCell()
		p := m.Verify()
		require.False(t, p.Unfinished)
		require.EqualValues(t, len(b.tickets), p.Cells)
		missed := 0
		for i, f := range b.tickets {
			falls := b.first(i) < 0
			if falls {
				missed++
			}
			if p.MoreGaps == 0 {
				listed := slices.ContainsFunc(p.Gaps, func(g routing.TableGap) bool { return within(t, g, n, f) })
				require.Equal(t, falls, listed, "%v\n%s", f, p)
			}
		}
		require.EqualValues(t, missed, p.Missed, "%s", p)
		require.Equal(t, missed == 0, p.Complete)
		require.Zero(t, p.Unsure)
		require.Empty(t, p.Loose)
		sum := uint64(0)
		for _, g := range p.Gaps {
			_, ok, err := m.Row(g.Ticket)
			require.NoError(t, err)
			require.False(t, ok, "%s", g)
			require.Empty(t, g.Unless)
			sum += g.Cells
		}
		require.Equal(t, p.MoreGaps == 0, sum == p.Missed)
	})
}

// Law: the proof finds the rows that no cell reaches and no others; each comes with a ticket that fits the row and goes to an
// earlier one, and with reached rows that hide it together and none of which can be left out, unless sorting them out costs too
// much.
func TestLawProofFindsEveryHiddenRow(t *testing.T) {
	check3000(t, func(t *rapid.T) {
		spec, n := smallMatrix(t, matrixConditions)
		m, b := compileMatrix(t, spec), n.cellByCell()
		p := m.Verify()
		if within := rapid.IntRange(-1, 60).Draw(t, "within"); within >= 0 {
			p = m.VerifyWithin(within)
		}
		reached := map[int]bool{}
		for i := range b.tickets {
			reached[b.first(i)] = true
		}
		hidden := map[int]bool{}
		for _, h := range p.Hidden {
			hidden[h.Row] = true
			requireHidden(t, m, n, b, h, reached)
		}
		for row := range spec.Rows {
			require.Equal(t, !reached[row], hidden[row], "rows[%d]\n%s", row, p)
		}
	})
}

func requireHidden(t require.TestingT, m *routing.Matrix, n naive, b cellByCell, h routing.HiddenRow, reached map[int]bool) {
	require.False(t, h.Unsure)
	require.Zero(t, h.More)
	if h.Ticket == nil {
		require.NotContains(t, b.fits[h.Row], true)
		require.Empty(t, h.By)
		return
	}
	require.True(t, n.fits(h.Row, h.Ticket), "%s", h)
	row, ok, err := m.Row(h.Ticket)
	require.NoError(t, err)
	require.True(t, ok)
	require.Less(t, row, h.Row)
	var by []int
	for _, r := range h.By {
		require.Less(t, r.Row, h.Row)
		require.True(t, reached[r.Row], "%s", h)
		by = append(by, r.Row)
	}
	require.True(t, b.covered(h.Row, by), "%s", h)
	for i := range by {
		if h.Rough {
			require.True(t, b.overlap(by[i], h.Row), "%s: %v has no part in it", h, by[i])
			continue
		}
		others := slices.Delete(slices.Clone(by), i, i+1)
		require.False(t, b.covered(h.Row, others), "%s: %v are enough", h, others)
	}
}

// Law: the proof finds the pairs of rows that share a cell, sorts them rightly and gives a ticket that both fit.
func TestLawProofFindsEveryOverlap(t *testing.T) {
	check3000(t, func(t *rapid.T) {
		spec, n := smallMatrix(t, matrixConditions)
		p, b := compileMatrix(t, spec).Verify(), n.cellByCell()
		hidden := map[int]bool{}
		for _, h := range p.Hidden {
			hidden[h.Row] = p.Hit == routing.HitFirst
		}
		want := map[[2]int]bool{} // whether it is an exception
		for j, second := range spec.Rows {
			for i, first := range spec.Rows[:j] {
				alike := p.Hit == routing.HitFirst && first.Queue == second.Queue
				if !hidden[i] && !hidden[j] && !alike && b.overlap(i, j) {
					want[[2]int{i, j}] = p.Hit == routing.HitFirst && b.covered(i, []int{j})
				}
			}
		}
		all, exceptions := len(want), 0
		for _, exception := range want {
			if exception {
				exceptions++
			}
		}
		require.Equal(t, [3]int{all - exceptions, exceptions, 0}, [3]int{p.Crossing, p.Exceptions, p.Uncertain})
		got := map[[2]int]bool{}
		for _, o := range p.Overlaps {
			got[[2]int{o.First.Row, o.Second.Row}] = o.Exception
			require.False(t, o.Unsure)
			require.True(t, n.fits(o.First.Row, o.Ticket) && n.fits(o.Second.Row, o.Ticket), "%s", o)
		}
		if all > 100 { // then not all are listed, those that are no exceptions first
			require.Len(t, got, 100)
			maps.DeleteFunc(want, func(pair [2]int, _ bool) bool { _, listed := got[pair]; return !listed })
		}
		require.Equal(t, want, got, "%s", p)
	})
}

func (b cellByCell) overlap(i, j int) bool {
	for at := range b.tickets {
		if b.fits[i][at] && b.fits[j][at] {
			return true
		}
	}
	return false
}

// Law: whatever conditions read, what the proof says for certain holds for every ticket: a complete table has a row for it, a hidden
// row is not found, a gap that rests on no condition is one, and rows that do not overlap do not both fit.
func TestLawProofIsSoundForAnyCondition(t *testing.T) {
	conditions := slices.Concat(looseConditions, matrixConditions)
	met := map[string]int{}
	check3000(t, func(t *rapid.T) {
		spec := drawMatrix(t, conditions)
		m, n := compileMatrix(t, spec), newNaive(t, spec)
		p := m.Verify()
		hidden, overlap := map[int]bool{}, map[[2]int]bool{}
		for _, h := range p.Hidden {
			hidden[h.Row] = true
		}
		for _, o := range p.Overlaps {
			overlap[[2]int{o.First.Row, o.Second.Row}] = true
			if !o.Unsure {
				require.True(t, n.fits(o.First.Row, o.Ticket) && n.fits(o.Second.Row, o.Ticket), "%s", o)
			}
		}
		for _, g := range p.Gaps {
			_, ok, _ := m.Row(g.Ticket)
			require.False(t, ok && len(g.Unless) == 0, "%s", g)
			met[fmt.Sprintf("gap unless %t", len(g.Unless) > 0)]++
		}
		for range 10 {
			f := drawTicket(t)
			row, ok, _ := m.Row(f)
			require.False(t, p.Complete && !ok, "%v falls through\n%s", f, p)
			require.False(t, hidden[row], "rows[%d] is reached by %v", row, f)
			if p.Hit == routing.HitUnique && len(p.Overlaps) == p.Crossing+p.Uncertain {
				n.requireOverlaps(t, f, overlap)
			}
			met[fmt.Sprintf("complete %t loose %t", p.Complete, len(p.Loose) > 0)]++
		}
	})
	if testing.Short() {
		return // too few tables to meet every kind
	}
	for _, kind := range []string{"gap unless true", "gap unless false", "complete true loose true", "complete false loose true"} {
		require.NotZero(t, met[kind], "%v", met)
	}
}

// requireOverlaps sees that each two rows that fit a ticket are known to overlap.
func (n naive) requireOverlaps(t require.TestingT, f sla.Fields, overlap map[[2]int]bool) {
	var fits []int
	for row := range n.spec.Rows {
		if n.fits(row, f) {
			fits = append(fits, row)
		}
	}
	for j := range fits {
		for i := range j {
			require.True(t, overlap[[2]int{fits[i], fits[j]}], "rows[%d] and rows[%d] fit %v", fits[i], fits[j], f)
		}
	}
}

// Law: no ticket of a million falls through a table that the proof calls complete.
func TestLawCompleteTablesNeverFallThrough(t *testing.T) {
	all := 1_000_000
	if testing.Short() {
		all = 50_000
	}
	r := rand.New(rand.NewPCG(7, 7))
	drawn := rapid.Custom(func(t *rapid.T) routing.MatrixSpec {
		return drawMatrix(t, slices.Concat(matrixConditions, looseConditions))
	})
	complete := 0
	for seed := 0; all > 0; seed++ {
		spec := drawn.Example(seed)
		m := compileMatrix(t, spec)
		if !m.Verify().Complete {
			continue
		}
		complete++
		for range min(all, 10_000) {
			f := randomTicket(r)
			_, ok, err := m.Row(f)
			require.NoError(t, err)
			require.True(t, ok, "%v falls through %v", f, spec)
		}
		all -= 10_000
	}
	t.Logf("%d complete tables", complete)
}

// randomTicket draws fields as drawTicket does, but faster.
func randomTicket(r *rand.Rand) sla.Fields {
	f := sla.Fields{}
	for field, values := range ticketValues {
		if i := r.IntN(len(values) + 1); i < len(values) {
			f[field] = values[i]
		}
	}
	return f
}
