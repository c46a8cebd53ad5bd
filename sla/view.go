package sla

// View is what there is to say of one cycle of a clock at an instant. Instants that do not exist are no instant.
type View struct {
	Clock  string `json:"clock"`
	Metric Metric `json:"metric"`
	Cycle  int    `json:"cycle"`
	Phase  Phase  `json:"phase"`
	// Ticking says that the clock runs and its calendar is open.
	Ticking bool `json:"ticking"`

	Started Instant `json:"started,omitzero"`
	// Due is when a running clock falls due, or when a fulfilled one did or would have. A paused clock has none.
	Due Instant `json:"due,omitzero"`
	// DueIfResumed is when a paused clock would fall due if it ran on from now.
	DueIfResumed Instant `json:"due_if_resumed,omitzero"`
	Ended        Instant `json:"ended,omitzero"`

	// HasTarget says whether there is a target at all; else Target, Remaining and Percent are zero.
	HasTarget   bool     `json:"has_target"`
	Target      Duration `json:"target"`
	Elapsed     Duration `json:"elapsed"`      // counted, such as business time
	ElapsedWall Duration `json:"elapsed_wall"` // around the clock, without pauses
	Remaining   Duration `json:"remaining"`    // negative when more has elapsed than the target
	Overdue     Duration `json:"overdue"`      // counted after the target; may be zero after a breach outside hours
	Percent     float64  `json:"percent"`
	PausedWall  Duration `json:"paused_wall"`

	// AtRisk says that the clock is open and not breached, and that a threshold before the due instant is reached;
	// of a target without one, that three quarters are used.
	AtRisk   bool `json:"at_risk"`
	Breached bool `json:"breached"`
	// BreachedAt is when the breach became true, however late it was noticed. Epoch tells breaches of a cycle apart.
	BreachedAt Instant `json:"breached_at,omitzero"`
	Epoch      int     `json:"epoch"`
	// Fault says that the calendar cannot reach the due instant.
	Fault bool `json:"fault,omitempty"`

	Policy  string `json:"policy"`
	Version string `json:"version"`
	Key     string `json:"key,omitempty"`
	Goal    Goal   `json:"goal"`
	// Calendar names the hours; Fingerprint is what exactly they are.
	Calendar    string `json:"calendar,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
}

// View returns what there is to say now of the present cycle of a clock. Events after now must not be in st. It looks
// without advancing: an earlier call of Advance makes no difference. The error is ErrUnknownClock or ErrUnknownVersion.
func (p *Policies) View(st *State, clock string, now Instant) (View, error) {
	for i := range st.Clocks {
		if st.Clocks[i].Name == clock {
			return p.view(st, &st.Clocks[i], now)
		}
	}
	return View{}, unknownClock(st, clock)
}

// ViewCycle returns what View returns for one of the cycles of a clock, counted from 1.
func (p *Policies) ViewCycle(st *State, clock string, cycle int, now Instant) (View, error) {
	for i := range st.Closed {
		if c := &st.Closed[i]; c.Name == clock && int(c.Cycle) == cycle {
			return p.view(st, c, now)
		}
	}
	v, err := p.View(st, clock, now)
	if err == nil && v.Cycle != cycle {
		err = unknownClock(st, clock)
	}
	return v, err
}

// Views returns what View returns for each clock, in the order of the policy.
func (p *Policies) Views(st *State, now Instant) ([]View, error) {
	list := make([]View, len(st.Clocks))
	for i := range st.Clocks {
		var err error
		if list[i], err = p.view(st, &st.Clocks[i], now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (p *Policies) view(st *State, clock *Clock, now Instant) (View, error) {
	if pin := &st.Pins[clock.Pin]; pin.by != p {
		if err := p.bind(st); err != nil {
			return View{}, err
		}
	}
	f := fold{p: p, st: st}
	c := *clock
	h := hand{f: &f, c: &c, facts: &st.Facts}
	h.grasp()
	h.peek(now)
	return h.view(now), nil
}

// peek applies to a copy of the clock what Advance would before now, but for thresholds.
func (h *hand) peek(now Instant) {
	c := h.c
	if c.Phase == Paused && c.Next != 0 && c.Next < now {
		h.run(c.Next)
		h.aimAtPinned()
		c.Due = h.due()
		if c.Due == never {
			c.Due, c.Fault = 0, true
		}
	}
	if c.Phase == Running && c.Breach == 0 && c.Due != 0 && c.Due < now {
		c.Breach = c.Due
	}
}

func (h *hand) view(now Instant) View {
	c, pin := h.c, h.pin
	v := View{
		Clock: c.Name, Metric: h.t.spec.Metric, Cycle: int(c.Cycle), Phase: c.Phase, Started: c.Started, Due: c.Due,
		Ended: c.Ended, HasTarget: c.Cycle > 0 && !c.Untargeted, PausedWall: c.PausedWall, Epoch: int(c.Epoch),
		Fault: c.Fault, Policy: pin.Policy, Version: pin.Version, Key: pin.Key, Goal: h.goal(), Calendar: pin.Calendar,
		Fingerprint: pin.Fingerprint,
	}
	v.Elapsed, v.ElapsedWall = c.Used, c.wall()
	switch c.Phase {
	case Running:
		v.Elapsed += h.between(c.Since, now)
		v.ElapsedWall += Duration(max(0, now-c.Since))
		v.Ticking = now >= c.Since && h.count().IsOpen(now.Time())
	case Paused:
		v.PausedWall += Duration(max(0, now-c.PausedSince))
		v.DueIfResumed = h.dueFrom(now)
	}
	if c.Breach != 0 && c.Phase != Exempt {
		v.Breached, v.BreachedAt = true, c.Breach
	}
	h.measure(&v, now)
	return v
}

// measure sets what compares the elapsed time with the target.
func (h *hand) measure(v *View, now Instant) {
	if !v.HasTarget {
		return
	}
	v.Target = h.c.Target
	v.Remaining = v.Target - v.Elapsed
	v.Overdue = max(0, -v.Remaining)
	if v.Target > 0 {
		v.Percent = 100 * float64(v.Elapsed) / float64(v.Target)
	}
	v.AtRisk = h.c.Phase.open() && !v.Breached && h.atRisk(v.Elapsed, now)
}

// atRisk says whether a threshold before the due instant is reached, or three quarters of a target that has none.
func (h *hand) atRisk(elapsed Duration, now Instant) bool {
	any := false
	for i, p := range h.t.points {
		if !p.at.early() {
			continue
		}
		any = true
		switch {
		case h.c.Reached&(1<<i) != 0:
			return true
		case !p.at.Wall && elapsed >= p.at.elapsed(h.c.Target):
			return true
		case p.at.Wall && h.c.Phase == Running && h.c.Due != 0 && now >= h.c.Due.after(p.at.Offset):
			return true
		}
	}
	return !any && elapsed >= Point{Share: 750_000}.elapsed(h.c.Target)
}

// wall returns the time of the finished spans around the clock.
func (c *Clock) wall() Duration {
	var sum Duration
	for _, s := range c.Spans {
		sum += Duration(s.To - s.From)
	}
	return sum
}
