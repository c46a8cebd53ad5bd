package sla

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
)

// Explanation says how a clock came to stand where it does: for each cycle what ran, what did not and by whose act, and
// under which terms. It marshals to JSON as it stands; String writes it for people.
type Explanation struct {
	Ticket string             `json:"ticket"`
	Clock  string             `json:"clock"`
	Now    Instant            `json:"now"`
	Cycles []CycleExplanation `json:"cycles"`
}

// CycleExplanation is the account of one cycle.
type CycleExplanation struct {
	View     View      `json:"view"`
	Segments []Segment `json:"segments"`
	// Changes are the events that set terms of the cycle, or a field that a condition or a goal reads, oldest first.
	Changes []Act `json:"changes,omitempty"`

	hours calendar.Calendar // in whose zone text is written
}

// SegmentKind says what a segment of a cycle was.
type SegmentKind string

// The kinds of segment.
const (
	Ran     SegmentKind = "ran"     // the clock counted while its calendar was open
	Held    SegmentKind = "paused"  // a reason stopped it
	Stood   SegmentKind = "closed"  // fulfilled, merged, deleted or spam, and later opened again
	Carried SegmentKind = "carried" // elapsed before the import, known as a figure only
)

// Segment is a stretch of a cycle in which one thing held.
type Segment struct {
	Kind    SegmentKind `json:"kind"`
	From    Instant     `json:"from,omitzero"`
	To      Instant     `json:"to,omitzero"`
	Counted Duration    `json:"counted"`
	// By is what began it: an event, or time alone when Key is empty.
	By Act `json:"by"`
	// Hours says which parts of a segment that ran counted, when a calendar decided that.
	Hours *calendar.Explanation `json:"hours,omitempty"`
}

// Act is an event in an explanation.
type Act struct {
	At     Instant `json:"at,omitzero"`
	What   string  `json:"what"` // such as: status pending, message by agent
	Actor  string  `json:"actor,omitempty"`
	Reason string  `json:"reason,omitempty"`
	Key    string  `json:"key,omitempty"`
}

// Explain returns the account of every cycle of a clock as of now. st must be advanced to now and may hold no later event.
// The error is ErrUnknownClock or ErrUnknownVersion.
func (p *Policies) Explain(st *State, clock string, now Instant) (Explanation, error) {
	if err := p.bind(st); err != nil {
		return Explanation{}, err
	}
	e := Explanation{Ticket: st.Ticket, Clock: clock, Now: now}
	f := fold{p: p, st: st}
	for _, list := range [][]Clock{st.Closed, st.Clocks} {
		for i := range list {
			if list[i].Name == clock {
				c := list[i]
				h := hand{f: &f, c: &c, facts: &st.Facts}
				h.grasp()
				h.peek(now)
				e.Cycles = append(e.Cycles, h.explain(now))
			}
		}
	}
	if e.Cycles == nil {
		return Explanation{}, unknownClock(st, clock)
	}
	return e, nil
}

func (h *hand) explain(now Instant) CycleExplanation {
	e := CycleExplanation{View: h.view(now), hours: h.pin.hours}
	c := h.c
	if c.Cycle == 0 {
		return e
	}
	if m := c.More; m != nil && m.Carried > 0 {
		e.Segments = append(e.Segments, Segment{Kind: Carried, To: m.CarriedAt, Counted: m.Carried, By: Act{What: "import"}})
	}
	spans := c.Spans
	if c.Phase == Running && now > c.Since {
		spans = append(slices.Clip(spans), Span{From: c.Since, To: now})
	}
	at := c.Started
	for _, s := range spans {
		if s.From > at {
			e.Segments = append(e.Segments, h.gap(Span{From: at, To: s.From}))
		}
		e.Segments = append(e.Segments, h.ran(s))
		at = s.To
	}
	switch {
	case c.Phase == Paused && now > at:
		e.Segments = append(e.Segments, h.gap(Span{From: at, To: now}))
	case c.Ended != 0 && c.Ended > at:
		e.Segments = append(e.Segments, h.gap(Span{From: at, To: c.Ended}))
	}
	e.Changes = h.changes()
	return e
}

func (h *hand) ran(s Span) Segment {
	g := Segment{Kind: Ran, From: s.From, To: s.To, Counted: h.between(s.From, s.To), By: h.cause(s.From, "time")}
	if h.count() != (calendar.Calendar{}) {
		hours := h.count().ExplainBetween(s.From.Time(), s.To.Time())
		g.Hours = &hours
	}
	return g
}

// gap is a segment that did not count. Its beginning tells whether a pause or an end began it.
func (h *hand) gap(s Span) Segment {
	g := Segment{Kind: Held, From: s.From, To: s.To, By: h.cause(s.From, "opened in a pausing status")}
	events := h.f.st.between(s.From, s.From)
	for i := range events {
		if h.stood(&events[i]) {
			g.Kind = Stood
		}
	}
	return g
}

func (h *hand) stood(ev *Event) bool {
	switch ev.Kind {
	case StatusSet:
		return h.t.terminal[ev.Status]
	case TicketMerged, TicketDeleted, TicketSpam:
		return true
	}
	return false
}

// cause returns the last event at an instant that can have moved the clock, or otherwise when there is none.
func (h *hand) cause(at Instant, otherwise string) Act {
	if at == h.c.Started && otherwise == "time" {
		otherwise = "counted from here"
	}
	act := Act{At: at, What: otherwise}
	events := h.f.st.between(at, at)
	for i := range events {
		if ev := &events[i]; h.moves(ev) {
			act = describe(ev)
		}
	}
	if act.Key == "" && h.limited() && at != h.c.Started {
		act.What = "pause limit spent"
	}
	return act
}

func (h *hand) limited() bool {
	for _, limit := range h.t.pauses {
		if limit > 0 {
			return true
		}
	}
	return h.t.spec.MaxPause > 0 || len(h.t.reasons) > 0
}

// moves says whether an event can start, stop or pause the clock.
func (h *hand) moves(ev *Event) bool {
	if ev.isAct() {
		return ev.Clock == h.c.Name
	}
	metric := h.t.spec.Metric
	switch ev.Kind {
	case Message:
		talk := metric == FirstResponse || metric == NextResponse || metric == PeriodicUpdate
		return talk && (customerSpoke(ev) || reply(h.t.variant, ev))
	case Assigned:
		return metric == Ownership || metric == Assignment || h.renews(ev)
	case Changed:
		return h.renews(ev)
	}
	return true
}

// renews says whether an event sets what a condition or a goal reads, so that it can put clocks under other terms.
func (h *hand) renews(ev *Event) bool {
	uses := h.f.p.uses
	switch ev.Kind {
	case Assigned:
		return uses["team"] || uses["assignee"]
	case Changed:
		for name := range ev.Fields {
			if uses[name] {
				return true
			}
		}
	}
	return false
}

// changes returns the events after the start that set terms, or what picks them.
func (h *hand) changes() []Act {
	var list []Act
	end := never
	if h.c.Ended != 0 {
		end = h.c.Ended
	}
	events := h.f.st.between(h.c.Started, end)
	for i := range events {
		ev := &events[i]
		named := ev.Clock == h.c.Name && ev.Change != nil
		if named || h.renews(ev) {
			list = append(list, describe(ev))
		}
	}
	return list
}
