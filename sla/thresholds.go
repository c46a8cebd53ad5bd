package sla

// Threshold is where one threshold of a clock stands.
type Threshold struct {
	Name string `json:"name"`
	At   Point  `json:"at"`
	// Fired says that it was reached. When is the instant: of the past if it fired, or else when it will fire if nothing
	// happens; none while the clock does not run.
	Fired bool    `json:"fired"`
	When  Instant `json:"when,omitzero"`
}

// Thresholds returns where the thresholds of the present cycle of a clock stand, in the order of the policy. st must be
// advanced to the instant of interest. The error is ErrUnknownClock or ErrUnknownVersion.
func (p *Policies) Thresholds(st *State, clock string) ([]Threshold, error) {
	if err := p.bind(st); err != nil {
		return nil, err
	}
	f := fold{p: p, st: st}
	i := f.find(clock)
	if i < 0 {
		return nil, unknownClock(st, clock)
	}
	h := f.hand(i)
	list := make([]Threshold, len(h.t.points))
	for j, point := range h.t.points {
		list[j] = Threshold{Name: point.name, At: point.at}
		list[j].Fired, list[j].When = h.threshold(j)
	}
	return list, nil
}

// threshold says whether a threshold fired, and when; else when it will if nothing happens.
func (h *hand) threshold(i int) (fired bool, when Instant) {
	if h.c.Reached&(1<<i) != 0 {
		return true, h.c.More.Reached[i]
	}
	return false, h.ahead(h.t.points[i].at)
}

// ahead returns when a running cycle reaches a point that it has not reached, or no instant.
func (h *hand) ahead(at Point) Instant {
	if h.c.Phase != Running {
		return 0
	}
	if when := h.pointAt(at); when != never {
		return when
	}
	return 0
}

// Reach returns when the present cycle of a clock reaches a point: an instant of the past when it has, else the instant at
// which it will if it runs on and nothing happens. It is no instant when the cycle is not on its way there: idle, without a
// target, or paused or ended before the point. st must be advanced to the instant of interest.
//
// A point at which the policy has a threshold is reached when that fires. Any other is told by the terms that the cycle has
// now. The error is ErrUnknownClock or ErrUnknownVersion.
func (p *Policies) Reach(st *State, clock string, at Point) (Instant, error) {
	if err := p.bind(st); err != nil {
		return 0, err
	}
	f := fold{p: p, st: st}
	i := f.find(clock)
	if i < 0 {
		return 0, unknownClock(st, clock)
	}
	h := f.hand(i)
	for j, point := range h.t.points {
		if point.at == at {
			_, when := h.threshold(j)
			return when, nil
		}
	}
	return h.reaches(at), nil
}

// reaches looks at each run of the cycle under its present terms as it stood at the time, and at what is to come of the last
// one.
func (h hand) reaches(at Point) Instant {
	c := h.c
	first, used := h.underTerms()
	for k := first; k < len(c.Spans); k++ {
		s := c.Spans[k]
		if !s.Gap {
			then := *c
			then.Phase, then.Since, then.Used, then.Spans = Running, s.From, used, c.Spans[:k]
			past := h
			past.c = &then
			past.aimAtPinned()
			then.Due = past.due()
			if when := past.pointAt(at); when < s.To {
				return when
			}
		}
		used += h.between(s.From, s.To)
	}
	return h.ahead(at)
}

// underTerms returns the first finished span under the present terms and what had been counted before it.
func (h *hand) underTerms() (first int, used Duration) {
	c := h.c
	_, first = c.base()
	for pinned := h.pinnedAt(); first < len(c.Spans) && c.Spans[first].To <= pinned; {
		first++
	}
	used = c.Used
	for _, s := range c.Spans[first:] {
		used -= h.between(s.From, s.To)
	}
	return first, used
}

// pinnedAt returns when an act last changed the terms of a cycle whose due instant is set by hand, or no instant. What ran before
// was on its way to another instant.
func (h *hand) pinnedAt() Instant {
	if h.c.More == nil || h.c.More.Pinned == 0 {
		return 0
	}
	for i := len(h.f.st.Log) - 1; i >= 0; i-- {
		if ev := &h.f.st.Log[i]; ev.Change != nil && ev.Clock == h.c.Name {
			return ev.At
		}
	}
	return 0
}
