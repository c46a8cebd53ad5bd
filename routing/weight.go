package routing

import "github.com/bellhop-sla/bellhop/sla"

// Weight returns the units of work that a ticket takes by its fields, whatever queue it is in: those of its row of the matrix, or
// else those of its channel. A ticket of an interruptible channel may be set aside for another.
func (r *Router) Weight(fields sla.Fields) (units int, interruptible bool) {
	row := none
	if r.table != nil {
		if at, ok, _ := r.table.Row(fields); ok { // a condition that cannot be read does not hold
			row = at
		}
	}
	a := r.ask(&Request{Fields: fields}, row)
	return r.weights[a.weight], a.mayWait()
}

// Even says whether every ticket takes 1 unit and none may be set aside for another, so that nobody need ask.
func (r *Router) Even() bool { return len(r.weights) == 1 && !r.yields }

// mayWait says whether the ticket may be set aside for another.
func (a *ask) mayWait() bool { return a.channel != nil && a.channel.Interruptible }
