package sla

// reach returns the instant at which the cycle has counted x, when it is running, or 0 when it has not and cannot while
// paused. A point exactly at the end of a span is reached when counting goes on. It may lie in a finished span of the
// present terms, as after a change that reaches into the past.
func (h *hand) reach(x Duration) Instant {
	c := h.c
	if c.Used < x {
		return h.reachLater(x)
	}
	used, base := c.base()
	for _, s := range c.Spans[base:] {
		if !s.Gap {
			if at := h.step(s.From, x-used); at < s.To {
				return h.lift(at)
			}
		}
		used += h.between(s.From, s.To)
	}
	if c.Phase != Running {
		return 0
	}
	return h.lift(c.Since)
}

func (h *hand) reachLater(x Duration) Instant {
	if h.c.Phase != Running {
		return 0
	}
	return h.step(h.c.Since, x-h.c.Used)
}

// step returns the instant that lies d of counted time after from, or never when the calendar cannot reach it.
func (h *hand) step(from Instant, d Duration) Instant {
	if d <= 0 {
		return from
	}
	t, err := h.count().Add(from.Time(), d.std())
	if at := At(t); err == nil && at != 0 {
		return at
	}
	return never
}

// lift raises an instant to the floor of the present terms.
func (h *hand) lift(at Instant) Instant {
	if h.c.More == nil {
		return at
	}
	return max(at, h.c.More.Floor)
}

// base returns what was counted before the present terms, and the first span under them.
func (c *Clock) base() (Duration, int) {
	if m := c.More; m != nil {
		return m.BaseUsed + m.Carried, m.Base
	}
	return 0, 0
}

// anchor returns when a goal of days falls due that nothing pauses, or 0.
func (c *Clock) anchor() Instant {
	if c.More == nil {
		return 0
	}
	return c.More.Anchor
}

// due returns the instant at which a running cycle falls due, 0 for none, or never when the calendar cannot reach it.
func (h *hand) due() Instant {
	c := h.c
	switch {
	case c.Phase != Running:
		return 0
	case c.More != nil && c.More.Pinned != 0:
		return h.firstRunning(c.More.Pinned)
	case c.Untargeted || c.Fault:
		return 0
	case c.More != nil && c.More.Anchor != 0:
		return h.anchored()
	}
	return h.reach(c.Target)
}

// firstRunning returns the first instant from at on at which the cycle was running.
func (h *hand) firstRunning(at Instant) Instant {
	for _, s := range h.c.Spans {
		if at < s.To && !s.Gap {
			return max(at, s.From)
		}
	}
	return max(at, h.c.Since)
}

// anchored returns the due instant of a goal of days: that of an unpaused cycle, moved by the counted length of the
// pauses before it.
func (h *hand) anchored() Instant {
	used, base := h.c.base()
	if h.c.Used < h.c.Target { // no finished span holds it
		return h.lift(max(h.shifted(h.c.Since, h.c.Used), h.c.Since))
	}
	for _, s := range h.c.Spans[base:] {
		if at := h.shifted(s.From, used); at < s.To && !s.Gap {
			return h.lift(max(at, s.From))
		}
		used += h.between(s.From, s.To)
	}
	return h.lift(max(h.shifted(h.c.Since, used), h.c.Since))
}

// shifted returns the anchor, moved by what of the time from the start to at was not counted.
func (h *hand) shifted(at Instant, used Duration) Instant {
	return h.step(h.c.More.Anchor, h.between(h.c.Started, at)-used)
}

// dueFrom returns when a cycle that does not run would fall due if it ran on from at, or 0.
func (h *hand) dueFrom(at Instant) Instant {
	c := h.c
	phase, since := c.Phase, c.Since
	c.Phase, c.Since = Running, max(at, c.Since)
	due := h.due()
	c.Phase, c.Since = phase, since
	if due == never {
		return 0
	}
	return due
}

// refresh works out the due instant and the next instant at which something becomes true.
func (h *hand) refresh() {
	c := h.c
	h.aimAtPinned()
	if c.Due = h.due(); c.Due == never {
		h.fault(c.Since, "the calendar opens too rarely to reach the due time")
	}
	c.Next = h.next()
}

// aimAtPinned makes what is counted until a due instant that was set by hand the length of the cycle.
func (h *hand) aimAtPinned() {
	if c := h.c; c.Phase == Running && c.More != nil && c.More.Pinned != 0 {
		c.Target, c.Untargeted = c.Used+h.between(c.Since, c.More.Pinned), false
	}
}

func (h *hand) next() Instant {
	c := h.c
	if c.Phase == Paused {
		end, _ := h.pauseEnd()
		return end
	}
	if c.Phase != Running {
		return 0
	}
	next := never
	if c.Breach == 0 && c.Due != 0 {
		next = c.Due
	}
	for i := range h.t.points {
		if c.Reached&(1<<i) == 0 {
			next = min(next, h.pointAt(h.t.points[i].at))
		}
	}
	if next == never {
		return 0
	}
	return next
}

// pointAt returns the instant at which a running cycle that has not reached a point does so, or never.
func (h *hand) pointAt(at Point) Instant {
	c := h.c
	if c.Due == 0 {
		return never
	}
	if at.Wall {
		return max(c.Due.after(at.Offset), c.Since)
	}
	x := at.elapsed(c.Target)
	if x == c.Target {
		return c.Due
	}
	return h.reach(x)
}
