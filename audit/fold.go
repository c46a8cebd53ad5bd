package audit

import "fmt"

// Fold is the state that the changes of a trail add up to, by field. A field that holds None is not in it.
type Fold map[string]Value

// Apply takes the changes of one record into the fold. Records of what was refused, or was so
// already, change nothing. A change whose Before
// is not what the fold holds is an error that names the record and the field; the fold is then as it was.
func (f Fold) Apply(r *Record) error {
	if r.Outcome == Refused || r.Outcome == Noop {
		return nil
	}
	for i, c := range r.Changes {
		if held := f[c.Field]; !held.Equal(c.Before) {
			f.undo(r.Changes[:i])
			return fmt.Errorf("%s: record %d: %s: it was %s before; the trail holds %s", r.Entity, r.Seq, c.Field, c.Before, held)
		}
		f.set(c.Field, c.After)
	}
	return nil
}

// undo takes changes back, the last one first.
func (f Fold) undo(changes []Change) {
	for i := len(changes) - 1; i >= 0; i-- {
		f.set(changes[i].Field, changes[i].Before)
	}
}

// set gives a field its value.
func (f Fold) set(field string, v Value) {
	if v.kind == none {
		delete(f, field)
		return
	}
	f[field] = v.told()
}
