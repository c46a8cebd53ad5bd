package sla

import "slices"

// retarget puts the clock under other terms from an instant on. set changes the pin or the goal; the mode says what
// becomes of what has happened.
func (h *hand) retarget(at Instant, mode Retarget, set func()) {
	c := h.c
	if !c.Phase.open() {
		h.retargetClosed(at, mode, set)
		return
	}
	switch mode {
	case Restart:
		if h.sameTerms(set) {
			h.rest(at)
			return
		}
		h.close(at, Cancelled, Replaced)
		h.emit(Effect{Kind: WasCancelled, At: at, Detail: Replaced.String()})
		set()
		h.grasp()
		h.begin(at)
	case KeepElapsed:
		h.keepElapsed(at, set)
	default:
		h.settle(at)
		h.renew(set)
		h.recount(at)
		if mode == Reconstruct {
			h.restate(at)
		}
	}
}

// renew takes on other terms and says whether they count on other hours. Under the same ones a fault stays.
func (h *hand) renew(set func()) (other bool) {
	pin, wall, goal := h.pin.Fingerprint, h.wall, h.goal()
	set()
	h.grasp()
	other = h.wall != wall || !wall && h.pin.Fingerprint != pin
	if other || h.goal() != goal {
		h.c.Fault = false
	}
	return other
}

// sameTerms sets the terms and says whether they come to the same length on the same calendar. When they do not, the clock is
// left as it was.
func (h *hand) sameTerms(set func()) bool {
	kept := h.c.clone()
	other, goal := h.renew(set), h.goal()
	length, _, err := goal.measure(h.pin.hours, h.c.Started)
	if err == nil && length == h.c.Target && (goal.Unit == NoGoal) == h.c.Untargeted && !other {
		return true
	}
	*h.c = kept
	h.grasp()
	return false
}

// retargetClosed sets the terms of an idle clock for its first cycle. A closed one takes them only by a reconstruct.
func (h *hand) retargetClosed(at Instant, mode Retarget, set func()) {
	switch {
	case h.c.Phase == Idle:
		set()
		h.grasp()
	case mode == Reconstruct:
		set()
		h.restate(at)
	}
}

// keepElapsed carries what has elapsed: only what remains is counted under the new terms. Terms that come to the same
// change nothing.
func (h *hand) keepElapsed(at Instant, set func()) {
	c, before := h.c, *h
	other := h.renew(set)
	if c.More != nil && c.More.Pinned != 0 {
		before.settle(at)
		h.rest(at)
		return
	}
	was, untargeted, anchor := c.Target, c.Untargeted, c.anchor()
	h.aim(at)
	if c.Target == was && c.Untargeted == untargeted && !other {
		if c.anchor() != anchor {
			h.more().Anchor = anchor
		}
		h.rest(at)
		return
	}
	before.settle(at)
	m := h.more()
	m.Floor, m.Base, m.BaseUsed = at, len(c.Spans), c.Used-m.Carried
	if other {
		m.Anchor = 0
	}
	if !c.Untargeted && !c.Fault && c.Used > c.Target && c.Breach == 0 {
		h.breach(at)
	}
	h.rest(at)
}

// recount puts the whole cycle under the new terms, as if they had always applied: it may void or backdate a breach.
func (h *hand) recount(at Instant) {
	c := h.c
	if c.More != nil {
		m := h.more()
		m.Base, m.BaseUsed, m.Floor = 0, 0, m.CarriedAt
	}
	c.Used = h.countSpans()
	if c.More == nil || c.More.Pinned == 0 {
		h.aim(at)
	}
	h.restoreVerdict(at)
	if c.Phase.open() {
		h.rest(at)
	}
}

func (h *hand) countSpans() Duration {
	used, _ := h.c.base()
	for _, s := range h.c.Spans {
		used += h.between(s.From, s.To)
	}
	return used
}

// restoreVerdict works out the breach again from the finished spans and reports what changed.
func (h *hand) restoreVerdict(at Instant) {
	c := h.c
	breach := h.breachBefore()
	if breach == c.Breach {
		return
	}
	voided := c.Breach != 0
	c.Epoch++
	c.Breach = 0
	if breach != 0 {
		h.breach(breach)
	} else if voided {
		h.emit(Effect{Kind: BreachVoided, At: at})
	}
}

// breachBefore returns the due instant of the present terms when the finished spans ran past it, or 0.
func (h *hand) breachBefore() Instant {
	c := h.c
	n := len(c.Spans)
	switch m := c.More; {
	case m != nil && m.Carried > c.Target && m.Pinned == 0 && !c.Untargeted && !c.Fault:
		return m.CarriedAt
	case n == 0:
		return 0
	}
	last := c.Spans[n-1]
	due := h.dueFrom(last.To)
	if due < last.To || last.Gap && due == last.To && c.Used > c.Target {
		return due
	}
	return 0
}

// restate applies the present terms to the closed cycles too, and keeps them as they stood.
func (h *hand) restate(at Instant) {
	st := h.f.st
	st.Closed = cloneClocks(st.Closed)
	for i := range st.Closed {
		if old := &st.Closed[i]; old.Name == h.c.Name && old.Phase == Fulfilled {
			h.restateCycle(at, old)
		}
	}
	if h.c.Phase == Fulfilled {
		h.restateCycle(at, h.c)
	}
}

func (h *hand) restateCycle(at Instant, c *Clock) {
	h.f.st.Restated = append(h.f.st.Restated, c.clone())
	past := *h
	past.c, past.own = c, false
	c.Pin, c.Fault = h.c.Pin, false
	if h.c.More != nil {
		past.more().Goal = h.c.More.Goal
	}
	past.grasp()
	late := c.Breach != 0
	past.recount(at)
	c.Due = past.dueClosed()
	if now := c.Breach != 0; now != late {
		kind := Met
		if now {
			kind = Late
		}
		past.emit(Effect{Kind: kind, At: c.Ended})
	}
}

// dueClosed returns the due instant of a fulfilled cycle: that at which it was breached, or would have been.
func (h *hand) dueClosed() Instant {
	if h.c.Breach != 0 {
		return h.c.Breach
	}
	return h.dueFrom(h.c.Ended)
}

// setDue pins the due instant. Later changes of the terms do not move it.
func (h *hand) setDue(at, due Instant, snap bool) {
	if h.c.Phase == Idle || !h.c.Phase.open() {
		return
	}
	if snap {
		if open, err := h.pin.hours.NextOpen(due.Time()); err == nil {
			due = At(open)
		}
	}
	h.settle(at)
	h.more().Pinned = due
	if h.c.Breach == 0 && due < at {
		h.more().Pinned = at
	}
	h.rest(at)
}

// carry sets what had elapsed when the ticket was imported. A cycle already over its target is breached at the import.
func (h *hand) carry(at Instant, elapsed Duration) {
	c := h.c
	if !c.Phase.open() {
		return
	}
	c.Spans, c.Used, c.Since = nil, elapsed, max(at, c.Since)
	m := h.more()
	m.Carried, m.CarriedAt, m.Base, m.BaseUsed, m.Floor, m.Anchor = elapsed, at, 0, 0, at, 0
	if !c.Untargeted && !c.Fault && elapsed > c.Target && c.Breach == 0 {
		h.breach(at)
	}
	h.rest(at)
}

// repin moves the clock to the terms of another pin. Thresholds of the same name stay reached.
func (h *hand) repin(pin uint16) {
	c, old := h.c, h.t
	c.Pin = pin
	if c.More != nil && c.More.Goal != (Goal{}) {
		h.more().Goal = Goal{}
	}
	h.grasp()
	if c.Reached == 0 || h.t == old {
		return
	}
	reached, at := uint32(0), make([]Instant, len(h.t.points))
	for i, p := range old.points {
		j := slices.IndexFunc(h.t.points, func(q threshold) bool { return q.name == p.name })
		if j >= 0 && c.Reached&(1<<i) != 0 {
			reached |= 1 << j
			at[j] = c.More.Reached[i]
		}
	}
	c.Reached, h.more().Reached = reached, at
}
