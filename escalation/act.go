package escalation

import (
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

// take takes an act that is meant for the rung.
func (h *hold) take(act *Act) {
	r := h.r
	switch {
	case act.Key != "":
		if !r.keyOf(act.Key, h.c.s.State.Ticket) {
			return
		}
	case act.Ladder != "" && act.Ladder != r.Ladder, r.Fired == 0, r.Ended != 0:
		return
	}
	h.c.acted = true
	if why := h.refuse(act); why != "" {
		h.say(Action{Kind: ActIgnored, At: h.c.s.Now, By: act.By, Why: why})
		return
	}
	r.Acked, r.By, r.Next, r.Deferred = h.c.s.Now, act.By, 0, 0
	kind := Acked
	if r.Snoozed = act.Kind == Snooze; r.Snoozed {
		kind, r.Until = Snoozed, act.Until
	} else {
		r.Until = h.patience()
	}
	h.say(Action{Kind: kind, At: h.c.s.Now, By: act.By, Until: r.Until})
}

// patience returns when an acknowledgement runs out, or no instant.
func (h *hold) patience() sla.Instant {
	if wait := h.level().spec.Acknowledge; !wait.IsZero() {
		return wait.after(h.c.s.Now, h.l.hours)
	}
	return 0
}

// refuse says why an act changes nothing, or "".
func (h *hold) refuse(act *Act) string {
	now := h.c.s.Now
	switch {
	case h.r.Ended != 0:
		return "it has ended"
	case h.r.Fired == 0 && h.r.Deferred != 0:
		return fmt.Sprintf("level %d is reached and waits for the end of the quiet hours", h.r.Level)
	case h.r.Fired == 0:
		return "no level was told yet"
	case act.Kind == Acknowledge:
		return ""
	case act.Kind != Snooze:
		return fmt.Sprintf("%q is no act; write acknowledge or snooze", act.Kind)
	case act.Until <= now:
		return "a snooze needs an end after now"
	case sla.Duration(act.Until-now) > MaxSnooze:
		return fmt.Sprintf("a snooze ends within %s, by %s", MaxSnooze, now.Add(time.Duration(MaxSnooze)))
	}
	return ""
}
