package sla

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// hand moves one clock of one ticket. It is layer two: it knows intents and time, and neither messages nor assignments.
type hand struct {
	f *fold
	c *Clock
	// pin and t are the terms that hold; wall says that the goal counts around the clock.
	pin  *Pin
	t    *target
	wall bool
	// facts are those that hold at the instant of the move. calm ignores pauses, as an attached clock may.
	facts *Facts
	calm  bool
	own   bool // what More points to is of this hand's making
}

// hand returns the hand of the clock at place i.
func (f *fold) hand(i int) hand {
	c := &f.st.Clocks[i]
	h := hand{f: f, c: c, facts: &f.st.Facts}
	h.grasp()
	return h
}

// grasp reads the pinned terms of the clock.
func (h *hand) grasp() {
	h.pin = &h.f.st.Pins[h.c.Pin]
	h.t = h.pin.target
	h.wall = h.goal().roundTheClock()
}

// count returns the calendar that the goal counts on.
func (h *hand) count() calendar.Calendar {
	if h.wall {
		return calendar.Calendar{}
	}
	return h.pin.hours
}

// goal returns the goal that holds: the one an event set, or that of the pinned terms.
func (h *hand) goal() Goal {
	if h.c.More != nil && h.c.More.Goal.Unit != Unset {
		return h.c.More.Goal
	}
	return h.pin.goal
}

// more returns the rarely needed part of the clock to write into. Clones of the state may share what there was: a hand makes a
// part of its own when it first writes.
func (h *hand) more() *More {
	switch {
	case h.c.More == nil:
		h.c.More = &More{}
	case !h.own:
		h.c.More = h.c.More.clone()
	}
	h.own = true
	return h.c.More
}

func (h *hand) between(a, b Instant) Duration {
	if b <= a {
		return 0
	}
	return Duration(h.count().Between(a.Time(), b.Time()))
}

// begin opens a cycle at an instant. The earlier cycle, if any, is kept among the closed ones.
func (h *hand) begin(at Instant) {
	c := h.c
	cycle := c.Cycle + 1
	if c.Phase != Idle {
		h.f.st.Closed = append(h.f.st.Closed, *c)
	}
	fresh := Clock{Name: c.Name, Pin: c.Pin, Cycle: cycle, Started: at, Since: at, Phase: Running}
	if c.More != nil && (len(c.More.Reasons) > 0 || c.More.Goal.Unit != Unset) {
		fresh.More = &More{Reasons: slices.Clone(c.More.Reasons), Goal: c.More.Goal}
	}
	*c = fresh
	h.catchUp()
	h.aim(at)
	h.rest(at)
}

// catchUp puts a cycle that begins under the terms that the ticket's policy has for it now: a change since the last cycle ended
// has moved nothing.
func (h *hand) catchUp() {
	if t, key := h.f.present(h.c.Name); t != nil && !h.pin.of(t, key) {
		h.repin(h.f.pin(h.f.terms(t, key)))
	}
}

// aim sets the length of the cycle by its goal. What is wrong with the goal becomes true at an instant.
func (h *hand) aim(at Instant) {
	goal := h.goal()
	length, anchor, err := goal.measure(h.pin.hours, h.c.Started)
	h.c.Target, h.c.Untargeted = length, goal.Unit == NoGoal
	if h.c.More != nil && h.c.More.Carried > 0 {
		anchor = 0 // of what elapsed before the import only the length is known
	}
	if anchor != h.c.anchor() {
		h.more().Anchor = anchor
	}
	switch {
	case err != nil:
		h.fault(at, err.Error())
	case h.pin.Fingerprint == "" && goal.onCalendar():
		h.fault(at, "the goal "+goal.String()+" needs a calendar and the clock has none")
	}
}

// settle counts what ran until an instant and closes the span. The next one begins there.
func (h *hand) settle(at Instant) {
	c := h.c
	if c.Phase != Running || at <= c.Since {
		return
	}
	c.Used += h.between(c.Since, at)
	c.Spans = append(c.Spans, Span{From: c.Since, To: at})
	c.Since = at
}

// start opens a cycle unless one is open or the ticket is gone. After a closed one only a metric that recurs starts again.
func (h *hand) start(at Instant) {
	c := h.c
	switch {
	case h.facts.Gone != NotEnded:
		return
	case c.Phase == Idle:
	case c.Phase.open() || !h.t.spec.Metric.recurs() || c.Cause > Done:
		return
	}
	if h.t.spec.Recurrence == Sequential && c.Phase == Fulfilled && c.Ended < c.Due {
		at = max(at, c.Due)
	}
	h.begin(at)
}

// rest pauses or resumes an open clock, as the reasons that hold at an instant ask.
func (h *hand) rest(at Instant) {
	c := h.c
	if !c.Phase.open() {
		return
	}
	h.spend(at)
	stop := h.pausing()
	switch {
	case c.Phase == Running && stop:
		h.settle(at)
		c.Phase, c.PausedSince = Paused, max(at, c.Since)
	case c.Phase == Paused && !stop:
		h.run(at)
	}
	h.book(at)
	h.refresh()
}

// run ends a pause at an instant.
func (h *hand) run(at Instant) {
	c := h.c
	c.PausedWall += Duration(max(0, at-c.PausedSince))
	c.Phase, c.PausedSince, c.Since = Running, 0, max(at, c.Since)
}

// close ends the cycle in a phase at an instant.
func (h *hand) close(at Instant, phase Phase, cause Cause) {
	c := h.c
	h.settle(at)
	due := c.Due
	if c.Phase == Paused {
		c.PausedWall += Duration(max(0, at-c.PausedSince))
		c.PausedSince = 0
		due = h.dueFrom(at)
	}
	h.spend(at)
	c.Phase, c.Cause, c.Ended, c.Next = phase, cause, at, 0
	c.Due = 0
	if phase == Fulfilled {
		c.Due = due
	}
}

// fulfil ends the cycle with a verdict: late only when it was breached before, which is strictly after due.
func (h *hand) fulfil(at Instant) {
	if !h.c.Phase.open() {
		return
	}
	h.close(at, Fulfilled, Done)
	kind := Met
	if h.c.Breach != 0 {
		kind = Late
	}
	h.emit(Effect{Kind: kind, At: at})
}

// cancel ends the cycle without a verdict. An earlier breach is kept. An idle clock is cancelled only for good.
func (h *hand) cancel(at Instant, cause Cause) {
	switch {
	case h.c.Phase.open():
		h.close(at, Cancelled, cause)
		h.emit(Effect{Kind: WasCancelled, At: at, Detail: cause.String()})
	case h.c.Phase == Idle && cause > Done && cause != Replaced:
		h.c.Phase, h.c.Cause, h.c.Ended = Cancelled, cause, at
	}
}

// detach ends the clock for good. The verdict of a cycle that has ended stands.
func (h *hand) detach(at Instant) {
	h.cancel(at, Detached)
	h.c.Cause = Detached
}

// exempt waives a breach, now and later. A cycle that was met stays met.
func (h *hand) exempt(at Instant, reason string) {
	switch c := h.c; {
	case c.Phase == Fulfilled && c.Breach != 0:
		c.Phase = Exempt
	case c.Phase.open():
		h.close(at, Exempt, Done)
	default:
		return
	}
	h.emit(Effect{Kind: WasExempted, At: at, Detail: reason})
}

// revive undoes a cancel by merge, deletion or spam. The time between is not counted.
func (h *hand) revive(at Instant) {
	c := h.c
	if c.Phase != Cancelled || c.Cause < Merged {
		return
	}
	c.Cause, c.Ended = NotEnded, 0
	if c.Started == 0 {
		c.Phase = Idle
		return
	}
	h.goOn(at)
}

// goOn lets a closed cycle run again from an instant.
func (h *hand) goOn(at Instant) {
	c := h.c
	c.Phase, c.Cause, c.Ended, c.Since = Running, NotEnded, 0, max(at, c.Started)
	c.Epoch++
	h.rest(at)
}

// reopen undoes a fulfilment by a terminal status, as the target says.
func (h *hand) reopen(at Instant) {
	c := h.c
	if c.Phase != Fulfilled || c.detached() {
		return
	}
	switch h.t.spec.Reopen {
	case ReopenResume:
		h.goOn(at)
	case ReopenCountGap:
		gap := Span{From: c.Ended, To: at, Gap: true}
		c.Used += h.between(gap.From, gap.To)
		c.Spans = append(c.Spans, gap)
		h.goOn(at)
		if c.Breach == 0 && h.breachBefore() != 0 {
			h.breach(at)
			c.Next = h.next()
		}
	case ReopenNewCycle:
		h.begin(at)
	}
}

// emit reports an effect of the clock.
func (h *hand) emit(e Effect) {
	e.Clock, e.Cycle, e.Epoch = h.c.Name, h.c.Cycle, h.c.Epoch
	e.Policy, e.Version = h.pin.Policy, h.pin.Version
	if !e.Kind.once() || !h.f.st.told(&e, h.c.Started) {
		h.f.emit(e)
	}
}

// fault notes that the calendar cannot reach the due instant: the clock has none, and never falls back to another.
func (h *hand) fault(at Instant, why string) {
	h.c.Due = 0
	if !h.c.Fault {
		h.c.Fault = true
		h.emit(Effect{Kind: ClockFault, At: at, Detail: why})
	}
}
