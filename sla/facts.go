package sla

import "math"

// learn takes in what an event says of the ticket.
func (f *Facts) learn(ev *Event) {
	switch ev.Kind {
	case Created:
		if f.Created != 0 {
			return
		}
		f.Created, f.ByAgent = ev.At, ev.By == Agent
		f.Status, f.Team, f.Assignee = ev.Status, ev.Team, ev.Assignee
		f.Spoke = ev.By != Agent // what a bot or the system opens, it opens for a customer
		if ev.By == Customer {
			f.heard(ev.At)
		}
	case Message:
		f.message(ev)
	case StatusSet:
		f.Status = ev.Status
	case Assigned:
		f.Team, f.Assignee = ev.Team, ev.Assignee
	case TicketMerged:
		f.Gone = Merged
	case TicketDeleted:
		f.Gone = Deleted
	case TicketSpam:
		f.Gone = SpamFound
	case TicketRestored:
		f.Gone = NotEnded
	}
}

func (f *Facts) message(ev *Event) {
	if customerSpoke(ev) {
		f.heard(ev.At)
		return
	}
	for v := range uint8(len(f.Waiting)) {
		if reply(v, ev) {
			f.Waiting[v] = 0
			f.Updated |= 1 << v
			if f.Spoke {
				f.Answered |= 1 << v
			}
		}
	}
}

// heard notes that the customer waits from now on, in each way to count replies in which it did not wait already.
func (f *Facts) heard(at Instant) {
	f.Spoke = true
	for v := range f.Waiting {
		if f.Waiting[v] == 0 {
			f.Waiting[v] = at
		}
	}
}

// apply is layer one: it turns a fact into the intents that it has for one clock. before are the facts without it.
func (h *hand) apply(before *Facts, ev *Event) {
	switch ev.Kind {
	case Created:
		h.created(ev)
	case Message:
		h.message(ev)
	case StatusSet:
		h.status(before, ev.At)
	case Assigned:
		h.assigned(before, ev.At)
	case TicketMerged, TicketDeleted, TicketSpam:
		h.cancel(ev.At, h.facts.Gone)
	case TicketRestored:
		h.restored(ev.At)
	}
}

func (h *hand) restored(at Instant) {
	h.revive(at)
	switch v := h.t.variant; {
	case h.t.spec.Metric == FirstResponse && h.facts.Answered&(1<<v) != 0,
		h.t.spec.Metric == NextResponse && h.facts.Waiting[v] == 0,
		h.t.spec.Metric == Assignment && h.facts.Assignee != "":
		h.fulfil(at)
	case h.t.spec.Metric == Resolution && h.leftWhileGone():
		h.reopen(at)
	case h.t.spec.Metric == Ownership:
		h.handedOver(at)
	case h.waitingSince(at) != 0 && h.awaits() && !h.asleep():
		h.start(at)
	}
	if h.terminal() {
		h.ended(at)
	}
}

// asleep says whether the ticket is resolved and messages do not start the clock.
func (h *hand) asleep() bool { return h.terminal() && h.t.spec.OnTerminal != TerminalNone }

// leftWhileGone says whether a terminal status ended the cycle and was left while the ticket was gone.
func (h *hand) leftWhileGone() bool {
	return h.c.Phase == Fulfilled && !h.terminal() && h.t.terminal[h.f.st.factsAt(h.c.Ended).Status]
}

// handedOver ends the cycle of the team that had the ticket before it was gone, when another has it at the restore, and opens
// one for a ticket that was resolved before and is not now.
func (h *hand) handedOver(at Instant) {
	since := h.c.Started
	if !h.c.Phase.open() {
		since = h.c.Ended
	}
	if h.f.st.factsAt(since).Team == h.facts.Team && !h.leftWhileGone() {
		return
	}
	h.fulfil(at)
	if h.facts.Team != "" && !h.terminal() {
		h.start(at)
	}
}

// factsAt returns what was known of the ticket at an instant.
func (st *State) factsAt(at Instant) (facts Facts) {
	past := st.between(math.MinInt64, at)
	for i := range past {
		facts.learn(&past[i])
	}
	return facts
}

// terminal says whether the ticket is resolved.
func (h *hand) terminal() bool { return h.t.terminal[h.facts.Status] }

func (h *hand) created(ev *Event) {
	start := false
	switch h.t.spec.Metric {
	case FirstResponse:
		start = ev.By != Agent || h.t.spec.AgentCreated == StartAtOnce
	case NextResponse, PeriodicUpdate:
		start = ev.By == Customer && h.t.spec.CountsInitial
	case Resolution, Assignment:
		start = true
	case Ownership:
		start = ev.Team != "" && !h.terminal()
	}
	if start {
		h.start(ev.At)
	}
	if h.t.spec.Metric == Assignment && ev.Assignee != "" {
		h.fulfil(ev.At)
	}
	if h.terminal() {
		h.ended(ev.At)
	}
}

func (h *hand) message(ev *Event) {
	switch {
	case customerSpoke(ev):
		h.customerMessage(ev.At)
	case reply(h.t.variant, ev):
		h.replied(ev.At)
	}
}

func (h *hand) customerMessage(at Instant) {
	if h.facts.Gone != NotEnded || h.asleep() {
		return
	}
	switch h.t.spec.Metric {
	case FirstResponse:
		if h.facts.Answered&(1<<h.t.variant) == 0 {
			h.start(at)
		}
	case NextResponse:
		if h.awaitsNext() {
			h.start(at)
		}
	}
}

// awaitsNext says whether a customer's message opens a cycle of next_response rather than of first_response.
func (h *hand) awaitsNext() bool {
	return h.t.spec.CountsInitial || h.facts.Answered&(1<<h.t.variant) != 0
}

// awaits says whether a customer who waits would open a cycle.
func (h *hand) awaits() bool {
	switch h.t.spec.Metric {
	case FirstResponse:
		return h.c.Phase == Idle && h.facts.Answered&(1<<h.t.variant) == 0
	case NextResponse:
		return h.awaitsNext()
	}
	return false
}

func (h *hand) replied(at Instant) {
	switch h.t.spec.Metric {
	case FirstResponse, NextResponse:
		h.fulfil(at)
	case PeriodicUpdate:
		h.fulfil(at)
		if !h.terminal() && h.facts.Gone == NotEnded {
			h.start(at)
		}
	}
}

func (h *hand) status(before *Facts, at Instant) {
	was, is := h.t.terminal[before.Status], h.terminal()
	switch {
	case is:
		h.ended(at)
	case was:
		h.left(at)
	}
	h.rest(at)
}

// ended is what a terminal status does to the clock.
func (h *hand) ended(at Instant) {
	switch h.t.spec.OnTerminal {
	case TerminalFulfil:
		h.fulfil(at)
	case TerminalCancel:
		h.cancel(at, Done)
	}
}

// left is what leaving a terminal status does to the clock.
func (h *hand) left(at Instant) {
	if h.facts.Gone != NotEnded {
		return
	}
	switch h.t.spec.Metric {
	case Resolution:
		h.reopen(at)
	case Ownership:
		if h.facts.Team != "" {
			h.start(at)
		}
	case FirstResponse, NextResponse:
		h.resumeWaiting(at)
	}
}

// resumeWaiting opens the cycle of a message that came while the ticket was resolved, at that message. It falls due not
// before the ticket is open again.
func (h *hand) resumeWaiting(at Instant) {
	since := h.waitingSince(at)
	if since == 0 || h.c.Phase.open() || !h.awaits() {
		return
	}
	h.start(since)
	h.wake()
	if c := h.c; c.Phase == Running && c.Since < at {
		h.settle(at)
		c.Spans[len(c.Spans)-1].Gap = true
	}
	h.rest(at)
}

// wake lets a cycle that has just begun in the past run: the status that stops it now came later.
func (h *hand) wake() {
	c := h.c
	if m := c.More; c.Phase == Paused && (m == nil || len(m.Reasons) == 0) {
		c.Phase, c.PausedSince = Running, 0
		if m != nil && m.Spent != nil {
			h.more().Spent = nil
		}
	}
}

// waitingSince returns the oldest unanswered message of the customer that came after the last cycle, or 0.
func (h *hand) waitingSince(at Instant) Instant {
	since := h.facts.Waiting[h.t.variant]
	if since == 0 || since > h.c.Ended {
		return since
	}
	since = 0
	past := h.f.st.between(h.c.Ended+1, at)
	for i := range past {
		switch ev := &past[i]; {
		case ev.Kind != Message:
		case customerSpoke(ev) && since == 0:
			since = ev.At
		case reply(h.t.variant, ev):
			since = 0
		}
	}
	return since
}

func (h *hand) assigned(before *Facts, at Instant) {
	switch h.t.spec.Metric {
	case Assignment:
		if h.facts.Assignee != "" {
			h.fulfil(at)
		}
	case Ownership:
		if before.Team == h.facts.Team {
			return
		}
		h.fulfil(at)
		if h.facts.Team != "" && !h.terminal() && h.facts.Gone == NotEnded {
			h.start(at)
		}
	}
}
