package sla

import "slices"

// replay puts a late event in its place and folds the whole log again. It reports the difference to what was reported.
func (p *Policies) replay(st *State, ev Event, out []Effect) ([]Effect, error) {
	at, _ := slices.BinarySearchFunc(st.Log, ev, func(a, b Event) int { return a.order(&b) })
	again := &State{
		Format: StateFormat, Ticket: st.Ticket, Tenant: st.Tenant, Imported: st.Imported, Rules: slices.Clone(st.Rules),
	}
	if at == len(st.Log) {
		again.takenBy(p.release, ev.Key)
	}
	log := slices.Insert(slices.Clone(st.Log), at, ev)
	taken, err := p.rulesOf(again, log)
	if err != nil {
		return out, err
	}
	f := fold{st: again}
	for i := range log {
		again.append(log[i])
		f.p = taken[i]
		f.take(&again.Log[i])
	}
	if err := p.bind(again); err != nil {
		return out, err
	}
	f.p = p
	f.advance(st.lookedUntil())
	reported, retracted := st.Emitted, st.Retracted
	*st = *again
	return difference(st, reported, retracted, out), nil
}

// lookedUntil returns the instant up to which the state is known to have been advanced.
func (st *State) lookedUntil() Instant {
	last := Instant(0)
	for _, list := range [][]Effect{st.Emitted, st.Retracted} {
		for i := range list {
			last = max(last, list[i].At)
		}
	}
	return last + 1
}

// difference appends to out what the effects of st add to, move in or take from those that were reported, and carries on
// their revisions. retracted are those that had been taken back already.
func difference(st *State, reported, retracted, out []Effect) []Effect {
	start := len(out)
	known := make(map[effectKey]*Effect, len(reported)+len(retracted))
	for _, list := range [][]Effect{reported, retracted} {
		for i := range list {
			known[list[i].key()] = &list[i]
		}
	}
	for i := range st.Emitted {
		e := &st.Emitted[i]
		if was, ok := known[e.key()]; ok {
			delete(known, e.key())
			if e.follow(was) {
				continue
			}
		}
		out = append(out, st.address(*e))
	}
	for _, list := range [][]Effect{reported, retracted} {
		for _, e := range list {
			if _, gone := known[e.key()]; !gone {
				continue
			}
			if e.Op != Retract {
				e.Op, e.Revision = Retract, e.Revision+1
				out = append(out, st.address(e))
			}
			st.Retracted = append(st.Retracted, e)
		}
	}
	sortEffects(out[start:])
	return out
}

// follow gives an effect its revision after what was reported of it before, and says whether that still stands.
func (e *Effect) follow(was *Effect) bool {
	switch {
	case was.Op == Retract:
		e.Revision = was.Revision + 1
	case was.same(e):
		e.Revision, e.Op = was.Revision, was.Op
		return true
	default:
		e.Revision, e.Op = was.Revision+1, Amend
	}
	return false
}
