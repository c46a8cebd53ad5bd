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
		switch {
		case h.c.Reached&(1<<j) != 0:
			list[j].Fired, list[j].When = true, h.c.More.Reached[j]
		case h.c.Phase == Running:
			if at := h.pointAt(j); at != never {
				list[j].When = at
			}
		}
	}
	return list, nil
}

// Reach returns when the present cycle of a clock reaches a point: an instant of the past when it has, else the instant at
// which it will if it runs on and nothing happens. It is no instant when the cycle is not on its way there: idle, without a
// target, or paused or ended before the point. st must be advanced to the instant of interest. The error is ErrUnknownClock or
// ErrUnknownVersion.
func (p *Policies) Reach(st *State, clock string, at Point) (Instant, error) { return 0, nil }
