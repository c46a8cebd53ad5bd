package sim

// wait puts a ticket into the queue of its class and looks again when it moves on.
func (f *floor) wait(ticket, class int) {
	for len(f.queues) <= class {
		f.queues = append(f.queues, nil)
	}
	c := &f.calls[ticket]
	c.class = class
	f.queues[class].push(f.turn(ticket))
	a := &f.tickets[ticket]
	path := &f.plan.paths[c.path]
	next := forever
	if c.stage+1 < len(path.stages) {
		next = a.at.Add(share(a.target, path.stages[c.stage+1].after))
	}
	if path.near && !c.near {
		next = min(next, a.at.Add(share(a.target, nearAfter)))
	}
	if next != forever {
		f.at(next, movesOn, ticket, none, 0)
	}
}

// head returns the turn of the first ticket of a class, if one waits.
func (f *floor) head(class int) (turn, bool) {
	q := &f.queues[class]
	for len(*q) > 0 {
		first := (*q)[0]
		switch {
		case f.calls[first.ticket].class != class:
			q.pop()
		case first.until < f.now:
			q.replace(f.turn(first.ticket))
		default:
			return first, true
		}
	}
	return turn{}, false
}

// next returns the first ticket in the order of work that waits for an agent and that the agent has room for, or none.
func (f *floor) next(w int) int {
	h := &f.hands[w]
	var best turn
	found := false
	for _, class := range f.plan.reaches[w] {
		if class >= len(f.queues) || len(f.queues[class]) == 0 || !f.room(h, &f.plan.classes[class], w) {
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
