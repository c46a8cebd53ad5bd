package escalation

import (
	"strconv"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// tell tells the level of the rung, for the first time or again, of what became true at an instant: now, or when the quiet hours
// end, or through the next level when nobody is there.
func (h *hold) tell(kind ActionKind, at sla.Instant) {
	lv := h.level()
	if until := h.quietUntil(lv); until != 0 {
		h.r.Deferred = until
		h.say(Action{Kind: Defer, At: at, Until: until})
		return
	}
	to := h.c.l.staff.find(lv.who, h.c.s)
	why := ""
	for len(to) == 0 && (len(lv.who) > 0 || h.r.For != 0) {
		h.passOn(lv, at)
		why = "in place of level " + strconv.Itoa(h.standIn(at))
		kind, lv = Fire, h.level()
		to = h.c.l.staff.find(lv.who, h.c.s)
	}
	if !h.spend(len(to)) {
		kind, to, why = Limit, h.fallback(), "more than "+strconv.Itoa(h.c.l.notices)+" notices in a day"
	}
	h.say(Action{Kind: kind, At: at, To: to, Why: why})
	h.heard(kind, to)
}

// passOn leaves a level that nobody heard: nobody was there, or it stands in for another and tells nobody.
func (h *hold) passOn(lv *level, at sla.Instant) {
	kind := Unstaffed
	if len(lv.who) == 0 {
		kind = Fire
	}
	h.say(Action{Kind: kind, At: at})
	h.r.Past = h.r.Past.with(h.r.Level, kind)
}

// heard notes that the level was acted on.
func (h *hold) heard(kind ActionKind, to []Person) {
	r := h.r
	if r.Fired == 0 {
		r.Fired, r.Past = h.c.s.Now, r.Past.with(r.Level, kind)
	}
	names := make([]string, len(to))
	for i := range to {
		names[i] = to[i].name()
	}
	r.To = strings.Join(names, ", ")
	r.Next = h.nextRepeat()
}

func (h *hold) level() *level { return &h.l.levels[h.r.Level-1] }

// say appends an action with the count of repeats.
func (h *hold) say(a Action) {
	a.Repeats, a.Lapses = h.r.Repeats, h.r.Lapses
	h.c.add(h.l, h.r, a)
}

// quietUntil returns when a level may be told that quiet hours hold back, or no instant when it may now.
func (h *hold) quietUntil(lv *level) sla.Instant {
	now := h.c.s.Now.Time()
	if h.l.quiet == nil || lv.spec.Critical || len(lv.who) == 0 || !h.l.quiet.IsOpen(now) {
		return 0
	}
	end, err := h.l.quiet.NextClose(now)
	if err != nil {
		return 0
	}
	return sla.At(end)
}

// standIn puts the rung on the next level whose condition holds, or on the last one whether it holds or not, and returns the
// level in whose place that is.
func (h *hold) standIn(at sla.Instant) int {
	i, last := h.r.Level, len(h.l.levels)-1
	for i < last && !h.c.holds(h.l.levels[i].when) {
		i++
	}
	reached := h.r.reached()
	h.begin(i+1, at)
	h.r.For = reached
	return reached
}

// stands says whether the reached level is still true.
func (h *hold) stands() bool {
	i := h.r.reached() - 1
	at := h.c.instant(h.l, h.sub, i)
	return at != 0 && at < h.c.s.Now && h.c.holds(h.l.levels[i].when)
}

// spend counts notices against the limit of the day, and says whether they may go.
func (h *hold) spend(n int) bool {
	p, now := h.c.p, h.c.s.Now
	if n == 0 {
		return true
	}
	if p.Day == 0 || now.Sub(p.Day) >= day {
		p.Day, p.Sent = now, 0
	}
	if p.Sent+n > h.c.l.notices {
		return false
	}
	p.Sent += n
	return true
}

// fallback returns who hears that the limit of the day is reached: once a day, then nobody.
func (h *hold) fallback() []Person {
	p := h.c.p
	if p.Sent > h.c.l.notices {
		return nil
	}
	p.Sent = h.c.l.notices + 1
	return []Person{h.l.fallback}
}

// undefer tells what quiet hours held back, if it is still true.
func (h *hold) undefer() {
	r, due := h.r, h.r.Deferred
	r.Deferred = 0
	switch {
	case !h.stands():
		h.say(Action{Kind: Expire, At: due, Why: "no longer true"})
		if r.Fired == 0 {
			r.Past = r.Past.with(r.Level, Expire)
		}
	case r.Fired == 0:
		h.tell(Fire, r.At)
	default:
		h.tell(Repeat, due)
	}
}

// lapse ends an acknowledgement or a snooze: the level is told again as if there had been none, if it is still true.
func (h *hold) lapse() {
	r, a := h.r, Action{Kind: Lapsed, At: h.r.Until, By: h.r.By}
	r.Lapses++
	r.Repeats, r.Acked, r.By, r.Until, r.Snoozed = 0, 0, "", 0, false
	stands := h.stands()
	if !stands {
		a.Why = "no longer true"
	}
	h.say(a)
	if stands {
		h.tell(Repeat, a.At)
	}
}

// repeat tells the level again, if it is still true and within the window of repeats.
func (h *hold) repeat() {
	r, due := h.r, h.r.Next
	r.Next = 0
	switch {
	case h.level().repeat == nil:
	case !h.stands():
		h.say(Action{Kind: Expire, At: due, Why: "no longer true"})
	case h.c.s.Now > h.lastRepeat():
		h.say(Action{Kind: Expire, At: due, Why: "the window of repeats is over"})
	default:
		r.Repeats++
		h.tell(Repeat, due)
	}
}

// lastRepeat returns the end of the window of repeats.
func (h *hold) lastRepeat() sla.Instant { return h.r.At.Add(time.Duration(h.level().repeat.Within)) }

// nextRepeat returns when the level is to be told again, or no instant.
func (h *hold) nextRepeat() sla.Instant {
	rep := h.level().repeat
	if rep == nil || h.r.Repeats >= rep.Times {
		return 0
	}
	next := rep.Every.after(h.c.s.Now, h.l.hours)
	if next > h.lastRepeat() {
		return 0
	}
	return next
}
