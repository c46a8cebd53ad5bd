package routing

import (
	"math/bits"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Matrix is a compiled routing matrix: immutable and safe for any number of goroutines.
type Matrix struct {
	spec       MatrixSpec
	terms      *sla.Terms
	dimensions []dimension      // those that tell most rows apart first
	when       []*sla.Condition // by row; nil always holds
	groups     []group
	all        column // every row
	of, list   string // what the rows are, and where they are written
}

// maxRowFaults is how many faults a look-up returns.
const maxRowFaults = 10

// Rows returns the rows in their order. They are not to be changed.
func (m *Matrix) Rows() []RowSpec { return m.spec.Rows }

// Row returns the place of the first row that fits a ticket, and whether there is one.
//
// An error stands beside the answer and does not void it: a field of a wrong type counts as a value that is not declared, and a
// condition that could not be worked out as one that does not hold. The error is [calendar.Problems] with those faults, ten at
// the most, each at the path of the field or of the condition.
func (m *Matrix) Row(fields sla.Fields) (row int, ok bool, err error) {
	var faults calendar.Problems
	var store [maxDimensions]*column
	columns := store[:0]
	for i := range m.groups {
		g := &m.groups[i]
		at := 0
		for _, d := range g.dimensions {
			v := fields[d.field]
			class, typed := d.of(v)
			if !typed {
				faults.Merge("", m.terms.Check(sla.Fields{d.field: v}))
			}
			at = at*d.classes() + class
		}
		if c := &g.columns[at]; !c.every {
			columns = append(columns, c)
		}
	}
	if len(columns) == 0 {
		columns = append(columns, &m.all)
	}
	row = m.search(columns, fields, &faults)
	return row, row != none, faults.Err()
}

// search returns the first row that is in all columns and whose condition holds, or none.
func (m *Matrix) search(columns []*column, fields sla.Fields, faults *calendar.Problems) int {
	for i, busy := range columns[0].busy {
		for _, c := range columns[1:] {
			busy &= c.busy[i]
		}
		for ; busy != 0; busy &= busy - 1 {
			at := i*64 + bits.TrailingZeros64(busy)
			rows := columns[0].rows[at]
			for _, c := range columns[1:] {
				rows &= c.rows[at]
			}
			for ; rows != 0; rows &= rows - 1 {
				if row := at*64 + bits.TrailingZeros64(rows); m.holds(row, fields, faults) {
					return row
				}
			}
		}
	}
	return none
}

// holds says whether the condition of a row holds.
func (m *Matrix) holds(row int, fields sla.Fields, faults *calendar.Problems) bool {
	when := m.when[row]
	if when == nil {
		return true
	}
	ok, err := when.Match(fields)
	if err != nil && len(*faults) < maxRowFaults {
		faults.Merge(calendar.IndexPath(m.list, row)+".when", err)
	}
	return ok && err == nil
}
