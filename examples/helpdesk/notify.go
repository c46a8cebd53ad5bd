package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// notifiers are what carries notices, by the scheme of the address.
func (h *host) notifiers(now func() time.Time) map[string]escalation.Notifier {
	all := map[string]escalation.Notifier{
		"log": escalation.NotifierFunc(func(ctx context.Context, n escalation.Notice) error {
			if h.cast != nil {
				h.cast.hear(n)
			}
			_, err := fmt.Fprintf(h.out, "%s  to %s: %s\n", now().In(h.zone).Format("15:04 Mon"), n.To.Address, h.sentence(&n))
			return err
		}),
		"webhook": escalation.NotifierFunc(h.crm.Notify),
	}
	return all
}

// sentence says in words what a notice says.
func (h *host) sentence(n *escalation.Notice) string {
	subject, _ := n.Fields["subject"].(string)
	about := n.Ticket + " “" + cmp.Or(subject, "no subject") + "”"
	switch n.Kind {
	case escalation.Offer:
		return about + " is offered to you until " + h.timeOfDay(n.Until)
	case escalation.Rescind:
		return about + " is no longer offered to you"
	case escalation.Digest:
		return fmt.Sprintf("%d notices in one, the first about %s", n.Count, about)
	}
	text := about
	if c := n.Clock; c != nil {
		text += ": " + words(c.Clock)
		switch {
		case c.Breached:
			text += " is overdue since " + h.timeOfDay(c.BreachedAt)
		case c.Due != 0:
			text += " has " + short(c.Remaining) + " left, due " + h.timeOfDay(c.Due)
		default:
			text += " is " + c.Phase.String()
		}
	}
	if n.Why != nil {
		text += " (" + n.Why.Ladder + ", " + n.Why.Name + ")"
	}
	return text
}

// timeOfDay writes an instant in the zone of the pack.
func (h *host) timeOfDay(at sla.Instant) string { return at.Time().In(h.zone).Format("15:04 Mon") }
