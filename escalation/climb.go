package escalation

import (
	"slices"
	"strconv"

	"github.com/bellhop-sla/bellhop/sla"
)

// climb is one step of all ladders.
type climb struct {
	l      *Ladders
	p      *Progress
	s      *Situation
	act    *Act
	out    []Action
	fields sla.Fields // of the ticket, when a condition asks for them
	acted  bool       // the act has met a rung
	own    bool       // the rungs are nobody else's
	err    error
}

// write makes the rungs the step's own: progress that was cloned shares them.
func (c *climb) write() {
	if !c.own {
		c.p.Rungs = append(make([]Rung, 0, max(len(c.p.Rungs), len(c.l.list))), c.p.Rungs...)
		c.own = true
	}
}

// set puts a rung in its place, when it is another than before.
func (c *climb) set(place int, r *Rung) {
	if c.p.Rungs[place] != *r {
		c.write()
		c.p.Rungs[place] = *r
	}
}

// ladder steps the rungs of a ladder, which stand from place on, and returns the place after them.
func (c *climb) ladder(l *ladder, place int) int {
	var room [4]subject
	subjects := c.subjects(l, room[:0])
	c.dropGone(l, subjects, place)
	for i := range subjects {
		if c.seat(l, &subjects[i], place) {
			r := c.p.Rungs[place]
			h := hold{c: c, l: l, sub: &subjects[i], r: &r}
			h.step()
			c.set(place, &r)
			place++
		}
	}
	return place
}

// dropGone ends and removes the rungs of a ladder whose subjects are gone, or ended before a level was reached.
func (c *climb) dropGone(l *ladder, subjects []subject, place int) {
	for i := place; i < len(c.p.Rungs); {
		if r := &c.p.Rungs[i]; r.Ladder != l.name || stays(r, subjects) {
			i++
			continue
		}
		c.write()
		r := &c.p.Rungs[i]
		if c.carries(l, r, subjects) {
			i++
			continue
		}
		c.end(l, r, c.s.Now)
		c.p.Rungs = slices.Delete(c.p.Rungs, i, i+1)
	}
}

// carries moves a rung to the epoch in which its cycle goes on, if its level was reached at the same instant there: what was told
// before a ticket was resolved is not told anew when it is opened again, but an acknowledgement ends there. A level that new terms
// moved is told.
func (c *climb) carries(l *ladder, r *Rung, subjects []subject) bool {
	if r.Fired == 0 && r.Deferred == 0 {
		return false
	}
	for i := range subjects {
		sub, later := &subjects[i], *r
		later.Epoch = sub.epoch
		if r.Ended != 0 {
			later.Acked, later.By, later.Snoozed, later.Repeats, later.Lapses = 0, "", false, 0, 0
		}
		if sub.epoch > r.Epoch && sub.has(&later) && r.reached() <= len(l.levels) && c.instant(l, sub, r.reached()-1) == r.At {
			*r = later
			return true
		}
	}
	return false
}

func stays(r *Rung, subjects []subject) bool {
	for i := range subjects {
		if subjects[i].has(r) {
			return subjects[i].phase != over || r.Level > 0
		}
	}
	return false
}

// seat brings the rung of a subject to a place, a new one if there is none, and says whether there is one now.
func (c *climb) seat(l *ladder, sub *subject, place int) bool {
	for i := place; i < len(c.p.Rungs); i++ {
		if r := &c.p.Rungs[i]; r.Ladder != l.name || !sub.has(r) {
			continue
		}
		if i != place {
			c.write()
			r := c.p.Rungs[i]
			c.p.Rungs = slices.Insert(slices.Delete(c.p.Rungs, i, i+1), place, r)
		}
		return true
	}
	if sub.phase == over {
		return false
	}
	c.write()
	r := Rung{Ladder: l.name, Subject: sub.text(), Cycle: sub.cycle, Epoch: sub.epoch, Since: sub.since}
	c.p.Rungs = slices.Insert(c.p.Rungs, place, r)
	return true
}

// end ends a rung, once.
func (c *climb) end(l *ladder, r *Rung, at sla.Instant) {
	if r.Ended != 0 {
		return
	}
	if r.Fired != 0 {
		c.add(l, r, Action{Kind: EndRung, At: at})
	} else if r.Deferred != 0 {
		c.add(l, r, Action{Kind: Expire, At: at, Why: "ended before it was told"})
		r.Past = r.Past.with(r.Level, Expire)
	}
	r.Ended, r.Until, r.Next, r.Deferred, r.Wake = at, 0, 0, 0, 0
}

// add appends an action of a rung, on its present level unless the action has one.
func (c *climb) add(l *ladder, r *Rung, a Action) {
	a.Ladder, a.Subject, a.Cycle, a.Epoch, a.Since = r.Ladder, r.Subject, r.Cycle, r.Epoch, r.Since
	if a.Level == 0 {
		a.Level = r.Level
	}
	if a.Level > 0 && a.Level <= len(l.levels) {
		a.Name, a.Spec = l.levels[a.Level-1].name, l.levels[a.Level-1].spec
	}
	c.out = append(c.out, a)
}

// hold is one rung in one step.
type hold struct {
	c   *climb
	l   *ladder
	sub *subject
	r   *Rung

	next sla.Instant // when the next level wants to be looked at
}

func (h *hold) step() {
	h.r.Level, h.r.For = min(h.r.Level, len(h.l.levels)), min(h.r.For, len(h.l.levels))
	switch h.sub.phase {
	case over:
		at := h.sub.ended
		if at == 0 {
			at = h.c.s.Now
		}
		h.c.end(h.l, h.r, at)
	case held:
		h.r.Ended = 0
	case live:
		h.r.Ended = 0
		h.advance()
	}
	if h.c.act != nil {
		h.take(h.c.act)
	}
	h.r.Wake = 0
	if h.sub.phase == live {
		h.r.Wake = h.wake()
	}
}

// advance does what became true before now: at most one thing is told.
func (h *hold) advance() {
	r, now := h.r, h.c.s.Now
	level, top := r.Level, h.look()
	switch {
	case top > level:
		h.climbTo(top)
	case r.Deferred != 0 && r.Deferred <= now:
		h.undefer()
	case r.Acked != 0 && r.Until != 0 && r.Until <= now:
		h.lapse()
	case r.Next != 0 && r.Next <= now:
		h.repeat()
	}
	if r.Level != level {
		h.look()
	}
}

// look finds the highest level above the present one that is reached, or the present one, and when the next level may be.
func (h *hold) look() (top int) {
	top, h.next = h.r.Level, 0
	ahead := Point{} // of the next level
	for i := h.r.Level; i < len(h.l.levels); i++ {
		lv := &h.l.levels[i]
		if h.next != 0 && ahead.before(lv.spec.At, h.sub.target) {
			continue
		}
		at := h.c.instant(h.l, h.sub, i)
		switch {
		case at == 0 || !h.c.holds(lv.when):
		case at < h.c.s.Now:
			top, h.next = i+1, 0
		case h.next == 0 || at < h.next-1:
			h.next, ahead = at+1, lv.spec.At
		}
	}
	return top
}

// climbTo tells a level that was reached and skips those below it: which were reached, or would be later than it.
func (h *hold) climbTo(top int) {
	r, now, number := h.r, h.c.s.Now, strconv.Itoa(top)
	at := h.c.instant(h.l, h.sub, top-1)
	if r.Deferred != 0 && r.Fired == 0 {
		h.skip(r.Level, r.At, "level "+number+" was reached too")
	}
	for i := r.Level; i < top-1; i++ {
		switch earlier := h.c.instant(h.l, h.sub, i); {
		case earlier == 0 || !h.c.holds(h.l.levels[i].when):
		case earlier < now:
			h.skip(i+1, earlier, "level "+number+" was reached too")
		default:
			h.skip(i+1, at, "level "+number+" was reached before it")
		}
	}
	h.begin(top, at)
	h.tell(Fire, at)
}

func (h *hold) skip(level int, at sla.Instant, why string) {
	h.c.add(h.l, h.r, Action{Kind: Skip, Level: level, At: at, Why: why})
	h.r.Past = h.r.Past.with(level, Skip)
}

// begin puts the rung on a level that nobody has heard of yet.
func (h *hold) begin(level int, at sla.Instant) {
	r := h.r
	*r = Rung{Ladder: r.Ladder, Subject: r.Subject, Cycle: r.Cycle, Epoch: r.Epoch, Since: r.Since, Past: r.Past, Level: level, At: at}
}

// wake returns when the rung wants to be looked at.
func (h *hold) wake() sla.Instant {
	r := h.r
	wake := sooner(h.next, r.Deferred)
	if r.Acked != 0 {
		return sooner(wake, r.Until)
	}
	return sooner(wake, r.Next)
}
