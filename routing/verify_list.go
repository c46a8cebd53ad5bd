package routing

import (
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// Entry is one entry of a list that is tried from top to bottom: the first whose condition holds is the ticket's.
type Entry struct {
	Name string
	When string // none always holds
}

// VerifyList proves a list of conditions as [Matrix.Verify] proves a matrix, without overlaps, which are what such a list is for.
// Of says what the entries are, such as queue, and list where they are written, such as queues. No terms are those of the empty
// [sla.Vocabulary]. The error is [calendar.Problems] with every faulty condition and every name that stands twice.
func VerifyList(of, list string, entries []Entry, terms *sla.Terms) (Proof, error) {
	m, err := compileList(of, list, entries, terms)
	if err != nil {
		return Proof{}, err
	}
	return m.Verify(), nil
}

// compileList compiles a list of conditions as a table.
func compileList(of, list string, entries []Entry, terms *sla.Terms) (*Matrix, error) {
	var spec MatrixSpec
	for _, e := range entries {
		spec.Rows = append(spec.Rows, RowSpec{Name: e.Name, When: e.When})
	}
	return compileTable(spec, terms, of, list)
}

// Verify proves how tickets find their queue: by the rows of the matrix or, where there is none, by the conditions of the
// queues. A queue that something else leads to, such as an overflow or the fallback, is not called hidden.
func (r *Router) Verify() Proof {
	if r.table != nil {
		return r.table.Verify()
	}
	named := []string{r.spec.Limits.Fallback}
	for _, q := range r.spec.Queues {
		named = append(named, q.Overflow)
	}
	for _, o := range r.spec.Overflows {
		for _, s := range o.Stages {
			named = append(named, s.Queue)
		}
	}
	m, err := r.lists()
	if err != nil {
		return Proof{Of: "queue", Hit: HitFirst, Unfinished: true} // the conditions have been compiled before
	}
	p := m.Verify()
	p.Hidden = slices.DeleteFunc(p.Hidden, func(h HiddenRow) bool { return slices.Contains(named, h.Name) })
	return p
}

// lists returns the matrix, or the conditions of the queues as one.
func (r *Router) lists() (*Matrix, error) {
	if r.table != nil {
		return r.table, nil
	}
	entries := []Entry{}
	for _, q := range r.spec.Queues {
		entries = append(entries, Entry{q.Name, q.When})
	}
	if len(entries) == 0 {
		entries = []Entry{{}}
	}
	return compileList("queue", "queues", entries, r.terms)
}
