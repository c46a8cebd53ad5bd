package sla

import "slices"

// pausing says whether a reason holds that stops the clock: a pausing status, or one that the host gave. A limited one stops
// it until its limit is spent.
func (h *hand) pausing() bool {
	if h.calm || h.c.Capped {
		return false
	}
	if _, pauses := h.t.pauses[h.facts.Status]; pauses && h.unspent(h.facts.Status) {
		return true
	}
	return h.c.More != nil && slices.ContainsFunc(h.c.More.Reasons, h.unspent)
}

// limit returns the wall time for which a status or a reason may pause a cycle, or 0 for no limit.
func (t *target) limit(reason string) Duration {
	if d, ok := t.reasons[reason]; ok {
		return d
	}
	return t.pauses[reason]
}

// unspent says whether a status or a reason may still pause this cycle.
func (h *hand) unspent(reason string) bool {
	limit := h.t.limit(reason)
	return limit == 0 || h.spent(reason) < limit
}

// spent returns the wall time for which a limited status or reason has paused this cycle.
func (h *hand) spent(reason string) Duration {
	if m := h.c.More; m != nil {
		for _, s := range m.Spent {
			if s.Reason == reason {
				return s.Used
			}
		}
	}
	return 0
}

// spend books the pauses of limited reasons until at; book goes on with those that still hold.
func (h *hand) spend(at Instant) {
	if h.c.More == nil || !slices.ContainsFunc(h.c.More.Spent, Spent.going) {
		return
	}
	m := h.more()
	for i := range m.Spent {
		if s := &m.Spent[i]; s.Since != 0 {
			s.Used += Duration(max(0, at-s.Since))
			s.Since = 0
		}
	}
}

// going says whether the reason pauses the cycle now.
func (s Spent) going() bool { return s.Since != 0 }

// book begins to count the pauses of the limited reasons that hold.
func (h *hand) book(at Instant) {
	if h.c.Phase != Paused {
		return
	}
	if _, pauses := h.t.pauses[h.facts.Status]; pauses {
		h.bookOne(at, h.facts.Status)
	}
	if h.c.More != nil && len(h.t.reasons) > 0 {
		for _, reason := range h.c.More.Reasons {
			h.bookOne(at, reason)
		}
	}
}

func (h *hand) bookOne(at Instant, reason string) {
	if h.t.limit(reason) == 0 || !h.unspent(reason) {
		return
	}
	m := h.more()
	i := slices.IndexFunc(m.Spent, func(s Spent) bool { return s.Reason == reason })
	if i < 0 {
		m.Spent = append(m.Spent, Spent{Reason: reason})
		i = len(m.Spent) - 1
	}
	m.Spent[i].Since = at
}

// pauseEnd returns the instant at which the allowed pause is spent and the limit that says so: a reason's name, or "" for that
// of the whole cycle. It returns no instant when the pause may last.
func (h *hand) pauseEnd() (end Instant, reason string) {
	c := h.c
	end = never
	if !h.lasting() {
		end = 0
		for _, s := range c.More.Spent {
			if at := s.Since.after(h.t.limit(s.Reason) - s.Used); s.Since != 0 && at > end {
				end, reason = at, s.Reason
			}
		}
	}
	if limit := h.t.spec.MaxPause; limit > 0 {
		if at := c.PausedSince.after(limit - c.PausedWall); at <= end {
			end, reason = at, ""
		}
	}
	if end == never {
		return 0, ""
	}
	return end, reason
}

// lasting says whether a reason without a limit stops the clock, so that only the limit of the cycle ends the pause.
func (h *hand) lasting() bool {
	m := h.c.More
	if m == nil || !slices.ContainsFunc(m.Spent, Spent.going) {
		return true
	}
	if limit, pauses := h.t.pauses[h.facts.Status]; pauses && limit == 0 {
		return true
	}
	return slices.ContainsFunc(m.Reasons, func(r string) bool { return h.t.limit(r) == 0 })
}

// endPause lets a clock run on whose allowed pause is spent.
func (h *hand) endPause(at Instant) {
	_, reason := h.pauseEnd()
	h.c.Capped = reason == ""
	h.emit(Effect{Kind: PauseLimit, At: at, Threshold: reason})
	h.rest(at)
}

// addReason notes a pause reason that the host gave.
func (h *hand) addReason(at Instant, reason string) {
	if m := h.more(); !slices.Contains(m.Reasons, reason) {
		i, _ := slices.BinarySearch(m.Reasons, reason)
		m.Reasons = slices.Insert(m.Reasons, i, reason)
	}
	h.rest(at)
}

// dropReason forgets a pause reason that the host gave.
func (h *hand) dropReason(at Instant, reason string) {
	if m := h.c.More; m != nil {
		if i, ok := slices.BinarySearch(m.Reasons, reason); ok {
			m = h.more()
			m.Reasons = slices.Delete(m.Reasons, i, i+1)
		}
	}
	h.rest(at)
}
