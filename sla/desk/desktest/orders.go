package desktest

import "slices"

// orders are the orders in which workers may go on: first all with no more than a few switches from one who could have gone on
// to another, then others that are drawn.
type orders struct {
	switches int // at most, in those that are walked through
	walked   int // at most so many are walked through
	drawn    int // so many are drawn

	played int
	path   []fork // what was chosen in the present order
	at     int
	used   int // switches so far
	done   bool
	dice   dice
}

// fork is a gate at which more than one worker might have gone on.
type fork struct{ took, of int }

// next goes to the next order and says whether there is one.
func (o *orders) next() bool {
	if o.played++; o.played > 1 && !o.done {
		o.done = o.played > o.walked || !o.turn()
	}
	if o.done && o.drawn > 0 {
		o.drawn--
		return true
	}
	return !o.done
}

// turn takes the last fork another way and forgets what came after.
func (o *orders) turn() bool {
	for n := min(o.at, len(o.path)) - 1; n >= 0; n-- {
		if f := o.path[n]; f.took+1 < f.of {
			o.path = append(o.path[:n], fork{f.took + 1, f.of})
			o.at, o.used = 0, 0
			return true
		}
	}
	return false
}

// choose says who goes on: where nothing says otherwise, the present one.
func (o *orders) choose(ready []int, present int) int {
	stays := slices.Contains(ready, present)
	if stays {
		ready = append([]int{present}, slices.DeleteFunc(ready, func(w int) bool { return w == present })...)
	}
	switch {
	case len(ready) == 1:
		return ready[0]
	case o.done:
		return ready[o.dice.roll(len(ready))]
	case stays && o.used == o.switches:
		return present
	}
	if o.at == len(o.path) {
		o.path = append(o.path, fork{})
	}
	f := &o.path[o.at]
	f.took, f.of = min(f.took, len(ready)-1), len(ready)
	o.at++
	if stays && f.took > 0 {
		o.used++
	}
	return ready[f.took]
}
