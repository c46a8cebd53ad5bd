package sla

import "slices"

// choose finds the policy that holds now and brings the clocks under it: those it asks for are attached or moved to its
// goal, the others are cancelled. When the ticket is still one of the same policy with the same goals nothing moves,
// whatever was released meanwhile.
func (f *fold) choose(ev *Event) {
	q := f.p.choose(f.st, func(policy string, err error) {
		f.emit(Effect{Kind: ConditionFault, Threshold: policy + " at " + ev.Key, At: ev.At, Detail: err.Error()})
	})
	if q == nil {
		f.leave(ev.At, nil)
		f.st.Policy = PolicyRef{}
		return
	}
	entered := q.name != f.st.Policy.Name
	if !entered && f.sameKeys() {
		return
	}
	f.st.Policy = PolicyRef{q.name, q.version}
	f.leave(ev.At, q)
	if len(f.st.Clocks) == 0 {
		f.st.Clocks, f.st.Pins = make([]Clock, 0, len(q.targets)), slices.Grow(f.st.Pins, len(q.targets))
	}
	for _, t := range q.targets {
		f.hold(t, ev, entered)
	}
}

// sameKeys says whether each clock's pinned terms still pick the goal that they picked. A clock that was restored may be
// pinned to a policy that the ticket has left meanwhile.
func (f *fold) sameKeys() bool {
	fields := presentFields{f.st}
	for i := range f.st.Clocks {
		c := &f.st.Clocks[i]
		pin := &f.st.Pins[c.Pin]
		_, key := pin.target.wants(&fields)
		held := pin.Policy == f.st.Policy.Name
		if held && key != pin.Key && !c.detached() || !held && c.Phase.open() && !pin.target.spec.Manual {
			return false
		}
	}
	return true
}

// leave cancels the clocks that a policy does not ask for.
func (f *fold) leave(at Instant, q *policy) {
	for i := range f.st.Clocks {
		h := f.hand(i)
		if h.t.spec.Manual || q != nil && q.has(h.c.Name) {
			continue
		}
		h.detach(at)
	}
}

func (q *policy) has(name string) bool {
	for _, t := range q.targets {
		if t.name == name {
			return true
		}
	}
	return false
}

// hold sees that the clock of a target runs under its terms for the ticket as it is now. A clock that was detached comes back
// only when the ticket has entered the policy just now.
func (f *fold) hold(t *target, ev *Event, entered bool) {
	fields := presentFields{f.st}
	_, key := t.wants(&fields)
	i := f.find(t.name)
	if i < 0 || f.st.Clocks[i].detached() {
		if !t.spec.Manual && (i < 0 || entered) {
			f.attach(t, key, &Change{From: t.spec.Attach, IgnorePauses: t.spec.IgnorePauses}, ev)
		}
		return
	}
	if f.st.Pins[f.st.Clocks[i].Pin].of(t, key) {
		return
	}
	h := f.hand(i)
	h.retarget(ev.At, t.spec.Retarget, func() { h.repin(f.pin(f.terms(t, key))) })
}

// of says whether the pin holds the terms that a target of the same policy, in whatever version, has under key.
func (pin *Pin) of(t *target, key string) bool {
	return pin.Policy == t.policy.name && pin.Target == t.name && pin.Key == key
}

// present returns the target that the ticket's policy has for a clock and the key that picks its goal now, or nil.
func (f *fold) present(clock string) (*target, string) {
	q := f.p.versions[f.st.Policy]
	if q == nil {
		return nil, ""
	}
	for _, t := range q.targets {
		if t.name == clock {
			_, key := t.wants(&presentFields{f.st})
			return t, key
		}
	}
	return nil, ""
}

func (c *Clock) detached() bool { return c.Cause == Detached }

func (f *fold) find(name string) int {
	for i := range f.st.Clocks {
		if f.st.Clocks[i].Name == name {
			return i
		}
	}
	return -1
}

// terms returns the pin to a target with its present calendar.
func (f *fold) terms(t *target, key string) Pin {
	pin := Pin{
		Policy: t.policy.name, Version: t.policy.version, Target: t.name, Key: key, Calendar: t.hoursName,
		Fingerprint: t.hoursPrint, target: t, goal: t.goalFor(key), hours: t.hours, by: f.p,
	}
	return pin
}

// attachNamed attaches the clock that an event names, by a target of the ticket's policy or else of any.
func (f *fold) attachNamed(ev *Event) {
	t := f.p.target(f.st.Policy, ev.Clock)
	if t == nil {
		return
	}
	if i := f.find(t.name); i >= 0 && !f.st.Clocks[i].detached() {
		return
	}
	fields := presentFields{f.st}
	_, key := t.wants(&fields)
	f.attach(t, key, ev.Change, ev)
}

// target finds a target by the name of its clock: in the policy that holds, or else in the first that has it.
func (p *Policies) target(ref PolicyRef, name string) *target {
	list := p.list
	if q := p.versions[ref]; q != nil {
		list = append([]*policy{q}, list...)
	}
	for _, q := range list {
		for _, t := range q.targets {
			if t.name == name {
				return t
			}
		}
	}
	return nil
}

// attach adds a clock to the ticket and lets it live through the ticket's history from its origin on.
func (f *fold) attach(t *target, key string, change *Change, ev *Event) {
	i := f.find(t.name)
	if i < 0 {
		f.st.Clocks = append(f.st.Clocks, Clock{Name: t.name})
		i = len(f.st.Clocks) - 1
	}
	c := &f.st.Clocks[i]
	if c.Cycle > 0 {
		f.st.Closed = append(f.st.Closed, *c)
	}
	*c = Clock{Name: t.name, Cycle: c.Cycle, Pin: f.pin(f.terms(t, key)), Untargeted: true}
	h := f.hand(i)
	h.relive(change, ev)
}

// relive leads a new clock through the log up to ev: over what lies before its origin it only learns the facts.
func (h *hand) relive(change *Change, ev *Event) {
	from := Instant(0)
	switch change.From {
	case FromNow:
		from = never
	case FromInstant:
		from = change.FromAt
	}
	if h.f.past == nil {
		h.f.past = &Facts{}
	}
	facts := h.f.past
	*facts = Facts{}
	h.facts, h.calm = facts, change.IgnorePauses
	begun := from == 0
	for i := range h.f.st.Log {
		past := &h.f.st.Log[i]
		if !begun && past.At >= from {
			begun = true
			h.join(from)
		}
		before := *facts
		facts.learn(past)
		if begun {
			h.advance(past.At)
			h.live(&before, past)
		}
		if past.Key == ev.Key {
			break
		}
	}
	h.facts, h.calm = &h.f.st.Facts, false
	if !begun {
		h.join(min(from, ev.At))
	}
	h.rest(ev.At)
}

// live applies an event of the past: a fact, or an act by which the host drove the clock.
func (h *hand) live(before *Facts, ev *Event) {
	switch ev.Kind {
	case Start, Pause, Resume, Stop, Reset:
		if ev.Clock == h.c.Name {
			h.act(ev)
		}
	default:
		h.apply(before, ev)
	}
}

// join starts a clock in the middle of its ticket's life, when what it measures is going on.
func (h *hand) join(at Instant) {
	if h.facts.Created == 0 || h.facts.Gone != NotEnded || h.asleep() {
		return
	}
	bit := uint8(1) << h.t.variant
	going := false
	switch h.t.spec.Metric {
	case FirstResponse:
		wait := h.facts.ByAgent && !h.facts.Spoke && h.t.spec.AgentCreated == WaitCustomer
		going = !wait && h.facts.Answered&bit == 0
	case NextResponse:
		going = h.facts.Waiting[h.t.variant] != 0 && h.awaitsNext()
	case PeriodicUpdate:
		going = h.facts.Updated&bit != 0
	case Resolution:
		going = true
	case Assignment:
		going = h.facts.Assignee == ""
	case Ownership:
		going = h.facts.Team != ""
	}
	if going {
		h.start(at)
	}
}
