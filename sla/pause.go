package sla

import "slices"

// pausing says whether a reason holds that stops the clock: a pausing status, or one that the host gave.
func (h *hand) pausing() bool {
	if h.calm || h.c.Capped {
		return false
	}
	if m := h.c.More; m != nil && len(m.Reasons) > 0 {
		return true
	}
	limit, ok := h.t.pauses[h.facts.Status]
	return ok && (limit == 0 || h.spent(h.facts.Status) < limit)
}

// spent returns the wall time for which a limited status has paused this cycle.
func (h *hand) spent(status string) Duration {
	if m := h.c.More; m != nil {
		for _, s := range m.Spent {
			if s.Reason == status {
				return s.Used
			}
		}
	}
	return 0
}

// spend books the pause of a limited status until at, and goes on booking while that status stops the clock.
func (h *hand) spend(at Instant) {
	m := h.c.More
	if m == nil {
		return
	}
	for i := range m.Spent {
		if s := &m.Spent[i]; s.Since != 0 {
			s.Used += Duration(max(0, at-s.Since))
			s.Since = 0
		}
	}
}

// book begins to count the pause of the present status when it has a limit.
func (h *hand) book(at Instant) {
	status := h.facts.Status
	if h.c.Phase != Paused || h.t.pauses[status] == 0 {
		return
	}
	m := h.more()
	i := slices.IndexFunc(m.Spent, func(s Spent) bool { return s.Reason == status })
	if i < 0 {
		m.Spent = append(m.Spent, Spent{Reason: status})
		i = len(m.Spent) - 1
	}
	m.Spent[i].Since = at
}

// pauseEnd returns the instant at which the allowed pause is spent, or 0 when none is limited.
func (h *hand) pauseEnd() Instant {
	c, end := h.c, never
	if limit := h.t.spec.MaxPause; limit > 0 {
		end = c.PausedSince.after(limit - c.PausedWall)
	}
	if m := c.More; m != nil && len(m.Reasons) == 0 {
		for _, s := range m.Spent {
			if s.Since != 0 {
				end = min(end, s.Since.after(h.t.pauses[s.Reason]-s.Used))
			}
		}
	}
	if end == never {
		return 0
	}
	return end
}

// endPause lets a clock run on whose allowed pause is spent.
func (h *hand) endPause(at Instant) {
	limit, status := h.t.spec.MaxPause, h.facts.Status
	if limit > 0 && at >= h.c.PausedSince.after(limit-h.c.PausedWall) {
		h.c.Capped, status = true, ""
	}
	h.emit(Effect{Kind: PauseLimit, At: at, Threshold: status})
	h.rest(at)
}

// addReason notes a pause reason that the host gave.
func (h *hand) addReason(at Instant, reason string) {
	m := h.more()
	if i, ok := slices.BinarySearch(m.Reasons, reason); !ok {
		m.Reasons = slices.Insert(m.Reasons, i, reason)
	}
	h.rest(at)
}

// dropReason forgets a pause reason that the host gave.
func (h *hand) dropReason(at Instant, reason string) {
	if m := h.c.More; m != nil {
		if i, ok := slices.BinarySearch(m.Reasons, reason); ok {
			m.Reasons = slices.Delete(m.Reasons, i, i+1)
		}
	}
	h.rest(at)
}
