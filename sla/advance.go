package sla

// advance says everything about a clock that became true before an instant, each stamped with its own. What happens at
// the instant itself comes first, so that fulfilled exactly at due is met.
func (h *hand) advance(until Instant) {
	for h.c.Next != 0 && h.c.Next < until {
		h.fire(h.c.Next)
	}
}

func (h *hand) fire(at Instant) {
	if h.c.Phase == Paused {
		h.endPause(at)
		return
	}
	for i := range h.t.points {
		if h.c.Reached&(1<<i) == 0 && h.pointAt(h.t.points[i].at) <= at {
			h.reached(i, at)
		}
	}
	if h.c.Breach == 0 && h.c.Due != 0 && h.c.Due <= at {
		h.breach(at)
	}
	h.c.Next = h.next()
}

func (h *hand) reached(i int, at Instant) {
	m := h.more()
	for len(m.Reached) <= i {
		m.Reached = append(m.Reached, 0)
	}
	m.Reached[i] = at
	h.c.Reached |= 1 << i
	h.emit(Effect{Kind: ThresholdReached, At: at, Threshold: h.t.points[i].name})
}

func (h *hand) breach(at Instant) {
	h.c.Breach, h.c.BreachEpoch = at, h.c.Epoch
	h.emit(Effect{Kind: Breached, At: at})
}
