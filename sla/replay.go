package sla

import "slices"

// replay puts a late event in its place and folds the whole log again. It reports the difference to what was reported.
func (p *Policies) replay(st *State, ev Event, out []Effect) ([]Effect, error) {
	at, _ := slices.BinarySearchFunc(st.Log, ev, func(a, b Event) int { return a.order(&b) })
	again := &State{Format: StateFormat, Ticket: st.Ticket, Tenant: st.Tenant, Imported: st.Imported}
	log := slices.Insert(slices.Clone(st.Log), at, ev)
	f := fold{p: p, st: again}
	for i := range log {
		again.append(log[i])
		f.take(&again.Log[i])
	}
	f.advance(st.lookedUntil())
	reported := st.Emitted
	*st = *again
	sortEffects(st.Emitted)
	return difference(st, reported, out), nil
}

// lookedUntil returns the instant up to which the state is known to have been advanced.
func (st *State) lookedUntil() Instant {
	last := Instant(0)
	for i := range st.Emitted {
		last = max(last, st.Emitted[i].At)
	}
	return last + 1
}

// difference appends to out what the effects of st add to, move in or take from those that were reported, and carries on
// their revisions.
func difference(st *State, reported []Effect, out []Effect) []Effect {
	start := len(out)
	known := make(map[effectKey]*Effect, len(reported))
	for i := range reported {
		known[reported[i].key()] = &reported[i]
	}
	for i := range st.Emitted {
		e := &st.Emitted[i]
		was, ok := known[e.key()]
		delete(known, e.key())
		switch {
		case !ok:
		case was.Op == Retract:
			e.Revision = was.Revision + 1
		case was.same(e):
			e.Revision, e.Op = was.Revision, was.Op
			continue
		default:
			e.Revision, e.Op = was.Revision+1, Amend
		}
		out = append(out, st.address(*e))
	}
	for i := range reported {
		e := reported[i]
		if _, gone := known[e.key()]; !gone {
			continue
		}
		if e.Op != Retract {
			e.Op, e.Revision = Retract, e.Revision+1
			out = append(out, st.address(e))
		}
		st.Emitted = append(st.Emitted, e)
	}
	sortEffects(out[start:])
	return out
}

func (st *State) address(e Effect) Effect {
	e.Ticket, e.Tenant = st.Ticket, st.Tenant
	return e
}
