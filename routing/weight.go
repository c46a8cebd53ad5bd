package routing

import "github.com/bellhop-sla/bellhop/sla"

// Weight returns the units of work that a ticket takes by its fields, whatever queue it is in: those of its row of the matrix, or
// else those of its channel.
func (r *Router) Weight(fields sla.Fields) int {
	row := none
	if r.table != nil {
		if at, ok, _ := r.table.Row(fields); ok { // a condition that cannot be read does not hold
			row = at
		}
	}
	a := r.ask(&Request{Fields: fields}, row)
	return r.weights[a.weight]
}

// Even says whether every ticket takes 1 unit, so that nobody need ask.
func (r *Router) Even() bool {
	for _, w := range r.weights {
		if w != 1 {
			return false
		}
	}
	return true
}
