package sim

// place gives a ticket to somebody and returns true, or lets it wait.
func (f *floor) place(ticket int) bool {
	class := f.classOf(ticket)
	w, wake := f.choose(ticket, class)
	if w != none {
		f.begin(ticket, w)
		return true
	}
	c := &f.calls[ticket]
	if c.class != class {
		c.class = class
		f.queue(class).push(f.turn(ticket))
	}
	if wake != 0 && wake != c.wake {
		c.wake = wake
		f.at(wake, movesOn, ticket, none, 0)
	}
	return false
}

// classOf returns the class of a ticket now: of the stage that its wait has brought it to, or a later one where nobody is
// on shift.
func (f *floor) classOf(ticket int) int {
	a := &f.tickets[ticket]
	path := &f.plan.paths[f.calls[ticket].path]
	waited := f.now.Sub(a.at)
	at, last := 0, len(path.stages)-1
	for at < last && waited >= part(a.target, path.stages[at+1].after) {
		at++
	}
	for at < last && !f.staffed(path.stages[at].workers) {
		at++
	}
	if path.near && waited >= part(a.target, nearAfter) {
		return path.stages[at].class[1]
	}
	return path.stages[at].class[0]
}

// staffed says whether one of some agents is on shift.
func (f *floor) staffed(workers []int) bool {
	for _, w := range workers {
		if f.hands[w].on {
			return true
		}
	}
	return false
}

// queue returns the queue of a class.
func (f *floor) queue(class int) *heap[turn] {
	for len(f.queues) <= class {
		f.queues = append(f.queues, nil)
	}
	return &f.queues[class]
}

// head returns the turn of the first ticket of a class, if one waits.
func (f *floor) head(class int) (turn, bool) {
	q := f.queue(class)
	for len(*q) > 0 {
		first := (*q)[0]
		switch {
		case f.calls[first.ticket].class != class:
			q.pop()
		case f.stale(first):
			q.replace(f.turn(first.ticket))
		default:
			return first, true
		}
	}
	return turn{}, false
}

// next returns the first ticket in the order of work that waits for an agent and that the agent has room for, or none.
func (f *floor) next(w int) int {
	var best turn
	found := false
	for _, class := range f.plan.reaches[w] {
		if class >= len(f.queues) || len(f.queues[class]) == 0 || !f.room(&f.plan.classes[class], w) {
			continue
		}
		if first, ok := f.head(class); ok && (!found || first.before(best)) {
			best, found = first, true
		}
	}
	if !found {
		return none
	}
	return best.ticket
}

// serve gives waiting tickets to an agent who has room. A ticket that a team which is back on shift keeps for itself goes
// back to it.
func (f *floor) serve(w int) {
	for f.hands[w].on {
		ticket := f.next(w)
		if ticket == none {
			return
		}
		before := f.calls[ticket].class
		if !f.place(ticket) && f.calls[ticket].class == before {
			return
		}
	}
}

// abandon moves the tickets of a class on for which nobody is left.
func (f *floor) abandon(class int) {
	for _, t := range f.queue(class).drain() {
		if c := &f.calls[t.ticket]; c.class == class {
			c.class = none
			f.place(t.ticket)
		}
	}
}
