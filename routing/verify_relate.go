package routing

// relation is how the pieces of a space lie to one of them.
type relation struct {
	meet bitset // pieces that share a cell with it
	hold bitset // pieces that hold all its cells
	some bitset // room
}

func newRelation(s *space) *relation {
	n := len(s.pieces)
	return &relation{newBitset(n), newBitset(n), newBitset(n)}
}

// of fills in how the first words of 64 pieces lie to a piece, and only what holds it when that is all that is asked for.
func (r *relation) of(s *space, p, words int, onlyHold bool) {
	meet, hold, some := r.meet[:words], r.hold[:words], r.some[:words]
	for i := range hold {
		hold[i] = s.word(i)
		meet[i] = hold[i]
	}
	for axis, set := range s.pieces[p].sets {
		if set == nil {
			hold.keep(s.any[axis])
			continue
		}
		clear(some)
		set.each(func(class int) bool {
			column := s.fits[axis][class]
			hold.keep(column)
			if !onlyHold {
				some.join(column[:words])
			}
			return true
		})
		if !onlyHold {
			meet.keep(some)
		}
	}
}

// held returns the pieces all of whose cells a sure piece of one earlier row takes.
func (s *space) held() bitset {
	held, r := newBitset(len(s.pieces)), newRelation(s)
	for p := range s.pieces {
		before := s.spans[s.pieces[p].row][0] // pieces of earlier rows
		words := (before + 63) / 64
		r.of(s, p, words, true)
		for i, w := range r.hold[:words] {
			if i == before/64 {
				w &= 1<<(before%64) - 1
			}
			if w&s.sure[i] != 0 {
				held.add(p)
				break
			}
		}
	}
	return held
}
