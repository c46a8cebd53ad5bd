package sla

import "maps"

// fold takes events in canonical order into a state and collects the effects.
type fold struct {
	p   *Policies
	st  *State
	out []Effect

	past *Facts // room for what was known earlier, made when a clock is led through the log
}

func (f *fold) emit(e Effect) {
	e.Imported = e.At <= f.st.Imported
	f.st.renew(&e)
	f.st.record(e)
	f.out = append(f.out, f.st.address(e))
}

// advance says everything that became true before an instant.
func (f *fold) advance(until Instant) {
	for i := range f.st.Clocks {
		if n := f.st.Clocks[i].Next; n != 0 && n < until {
			h := f.hand(i)
			h.advance(until)
		}
	}
}

// take applies the newest event of the log.
func (f *fold) take(ev *Event) {
	st := f.st
	f.advance(ev.At)
	if ev.isAct() {
		f.act(ev)
		return
	}
	if st.Facts.Created != 0 && ev.Kind == Created {
		return
	}
	before := st.Facts
	st.Facts.learn(ev)
	choose := f.learnFields(&before, ev)
	for i := range st.Clocks {
		h := f.hand(i)
		h.apply(&before, ev)
	}
	if choose && st.Facts.Created != 0 {
		f.choose(ev)
	}
}

// learnFields takes in fields and says whether a policy might now be chosen differently.
func (f *fold) learnFields(before *Facts, ev *Event) bool {
	facts, uses := &f.st.Facts, f.p.uses
	choose := ev.Kind == Created || ev.Kind == TicketRestored ||
		before.Status != facts.Status && uses["status"] ||
		before.Team != facts.Team && uses["team"] ||
		before.Assignee != facts.Assignee && uses["assignee"]
	if len(ev.Fields) == 0 || ev.Kind != Created && ev.Kind != Changed {
		return choose
	}
	for name := range ev.Fields {
		choose = choose || uses[name]
	}
	if len(f.st.Fields) == 0 {
		f.st.Fields = ev.Fields // is never written into
		return choose
	}
	f.st.Fields = maps.Clone(f.st.Fields)
	maps.Copy(f.st.Fields, ev.Fields)
	return choose
}

// act applies an act to the clock that it names.
func (f *fold) act(ev *Event) {
	if ev.Kind == Attach {
		f.attachNamed(ev)
		return
	}
	for i := range f.st.Clocks {
		if f.st.Clocks[i].Name == ev.Clock {
			h := f.hand(i)
			h.act(ev)
		}
	}
}

func (h *hand) act(ev *Event) {
	at := ev.At
	switch ev.Kind {
	case Start:
		h.start(at)
	case Pause:
		h.addReason(at, ev.Reason)
	case Resume:
		h.dropReason(at, ev.Reason)
	case Stop:
		h.fulfil(at)
	case Reset:
		h.reset(at)
	case Detach:
		h.detach(at)
	case Exempted:
		h.exempt(at, ev.Reason)
	case Retargeted, Recalendar:
		h.retarget(at, ev.Change.Mode, func() { h.terms(ev.Change) })
	case SetDue:
		h.setDue(at, ev.Change.Due, ev.Change.Snap)
	case Carry:
		h.carry(at, ev.Change.Elapsed)
	}
}

// reset cancels the open cycle and starts a new one.
func (h *hand) reset(at Instant) {
	if h.c.Cause > Done || h.facts.Gone != NotEnded {
		return
	}
	h.cancel(at, Replaced)
	h.begin(at)
}

// terms sets the goal and the calendar that an event asks for.
func (h *hand) terms(change *Change) {
	if change.Goal.Unit != Unset {
		h.more().Goal = change.Goal
	}
	if change.Calendar != "" {
		pin := h.f.st.Pins[h.c.Pin]
		pin.hours = h.f.p.calendars[change.Calendar]
		pin.Calendar, pin.Fingerprint = change.Calendar, pin.hours.Fingerprint()
		h.c.Pin = h.f.pin(pin)
	}
}

// pin returns the place of a pin among those of the state, where it is added when it is new.
func (f *fold) pin(pin Pin) uint16 {
	for i, p := range f.st.Pins {
		if p.Policy == pin.Policy && p.Version == pin.Version && p.Target == pin.Target && p.Key == pin.Key &&
			p.Calendar == pin.Calendar && p.Fingerprint == pin.Fingerprint {
			return uint16(i)
		}
	}
	f.st.Pins = append(f.st.Pins, pin)
	return uint16(len(f.st.Pins) - 1)
}
