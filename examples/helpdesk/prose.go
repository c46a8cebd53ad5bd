package main

import (
	"fmt"
	"strings"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/routing/intake"
)

// prose says in words what a record of the trail says.
func prose(r *audit.Record) string {
	if say, ok := sayings[r.Action]; ok && r.Outcome != audit.Refused {
		if text := say(facts{r}); text != "" {
			return text
		}
	}
	text := strings.ReplaceAll(strings.ReplaceAll(r.Action, ".", " "), "_", " ")
	if why := (facts{r}).arg("why"); why != "" {
		text += ": " + why
	}
	return text
}

// facts reads a record.
type facts struct{ *audit.Record }

// arg returns an argument of the reason as text, or "".
func (f facts) arg(name string) string {
	for _, a := range f.Reason.Args {
		if a.Name == name && !a.Value.Equal(audit.None) {
			return a.Value.String()
		}
	}
	return ""
}

// after returns what a field became, or "".
func (f facts) after(field string) string {
	for _, c := range f.Changes {
		if c.Field == field && !c.After.Equal(audit.None) {
			return c.After.String()
		}
	}
	return ""
}

// with returns lead and text, or "" when there is no text.
func with(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + text
}

// words writes a name such as first_response as words.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// clock names the clock of a record.
func (f facts) clock() string {
	if name := f.arg("clock"); name != "" {
		return words(name)
	}
	for _, c := range f.Changes {
		if rest, ok := strings.CutPrefix(c.Field, "clock."); ok {
			name, _, _ := strings.Cut(rest, ".")
			return words(name)
		}
	}
	return "clock"
}

// level names the level of a ladder.
func (f facts) level() string {
	return fmt.Sprintf("“%s” of ladder “%s”", f.arg("name"), f.Rule)
}

// sayings are the sentences of the actions that read better than their names.
var sayings = map[string]func(facts) string{
	"ticket.created": func(f facts) string { return "opened by " + f.Actor.ID + with(", policy ", f.after("policy")) },
	"ticket.message": func(f facts) string { return "message from " + f.Actor.ID },
	"ticket.status":  func(f facts) string { return with("status is now ", f.after("status")) },
	"ticket.changed": fieldsChanged,
	"ticket.assigned": func(f facts) string {
		return "assigned to " + orText(f.after("assignee"), "nobody") + with(": ", f.arg("reason"))
	},
	"ticket.merged": func(f facts) string { return with("merged into ", f.after("into")) },
	"ticket.absorb": func(f facts) string { return "took over what was in " + f.arg("ticket") },

	"sla.threshold":     func(f facts) string { return f.clock() + ": " + f.arg("threshold") + " of the time is used" },
	"sla.breach":        func(f facts) string { return f.clock() + ": the promise is broken" },
	"sla.met":           func(f facts) string { return f.clock() + ": promise kept" },
	"sla.late":          func(f facts) string { return f.clock() + ": done, but late" },
	"sla.cancelled":     func(f facts) string { return f.clock() + " is cancelled" + with(": ", f.arg("detail")) },
	"sla.pause_limit":   func(f facts) string { return f.clock() + " runs again: the pause has lasted as long as it may" },
	"sla.clock.started": func(f facts) string { return f.clock() + " runs" },
	"sla.clock.resumed": func(f facts) string { return f.clock() + " runs again" },
	"sla.clock.paused":  func(f facts) string { return f.clock() + " is paused" },
	"sla.clock.moved":   moved,

	"intake.read":       read,
	"handoff.offered":   offered,
	"handoff.accepted":  func(f facts) string { return late(f, f.Actor.ID+" took the ticket") },
	"handoff.declined":  func(f facts) string { return late(f, f.Actor.ID+" declined"+with(": ", f.arg("reason"))) },
	"handoff.timed_out": func(f facts) string { return f.arg("agent") + " did not answer the offer" },
	"handoff.rescinded": func(f facts) string {
		return "the offer to " + f.arg("agent") + " is taken back" + with(": ", f.arg("why"))
	},
	"route.moved":   func(f facts) string { return with("moved to queue ", f.after("queue")) },
	"route.waiting": offered,

	"escalation.fired":        func(f facts) string { return f.level() + with(": told ", f.arg("to")) },
	"escalation.repeated":     func(f facts) string { return f.level() + " again" + with(": told ", f.arg("to")) },
	"escalation.skipped":      func(f facts) string { return f.level() + " is skipped: a higher level is due too" },
	"escalation.unstaffed":    func(f facts) string { return f.level() + ": nobody is there, so the next level speaks" },
	"escalation.deferred":     func(f facts) string { return f.level() + " waits for the end of quiet hours" },
	"escalation.acknowledged": func(f facts) string { return f.level() + with(" is acknowledged by ", f.arg("by")) },
	"escalation.acknowledge":  func(f facts) string { return f.Actor.ID + " acknowledged" },
	"escalation.snooze":       func(f facts) string { return f.Actor.ID + " put the alert off" },
	"escalation.snoozed":      func(f facts) string { return f.level() + with(" is put off by ", f.arg("by")) },

	"notice.delivered": func(f facts) string { return "notice delivered" },
	"notice.dead":      func(f facts) string { return "a notice could not be delivered" + with(": ", f.arg("why")) },
	"notice.replayed":  func(f facts) string { return f.Actor.ID + " sends the dead letter again" },
	"notice.discarded": func(f facts) string { return f.Actor.ID + " put the dead letter away" + with(": ", f.arg("reason")) },
}

// offered says to whom a ticket is offered, and who was passed over.
func offered(f facts) string {
	text := "waits in queue " + f.arg("queue")
	if agent := f.arg("agent"); agent != "" {
		text = "offered to " + agent + " from queue " + f.arg("queue")
	}
	for _, part := range []struct{ lead, arg string }{{"by row ", "row"}, {"", "stage"}, {"chosen by ", "why"}, {"else ", "next"}, {"waits for ", "wait"}} {
		text += with("; "+part.lead, f.arg(part.arg))
	}
	if passed := f.arg("passed"); passed != "" {
		text += " (passed over " + passed + ")"
	}
	return text
}

// read says as what a message was read, and from what.
func read(f facts) string {
	language := f.arg("language")
	if language == intake.Unknown {
		language = ""
	}
	text := "read as " + f.arg("type") + with(", ", f.arg("priority")) + with(", in ", language) + with(", confidence ", f.arg("confidence"))
	for _, part := range []struct{ lead, arg string }{{"by the ", "by"}, {"from ", "evidence"}, {"", "why"}, {"missed ", "missed"}} {
		text += with("; "+part.lead, f.arg(part.arg))
	}
	return text
}

// moved says what became of a clock that neither began nor ended.
func moved(f facts) string {
	for _, c := range f.Changes {
		if strings.HasSuffix(c.Field, ".due") {
			return f.clock() + " has a new due time"
		}
	}
	return f.clock() + " waits to begin"
}

// late adds that an answer came too late to change anything.
func late(f facts, text string) string {
	if f.Outcome == audit.Noop {
		return text + ", too late: the offer had ended"
	}
	return text
}

// fieldsChanged lists the fields that have a new value.
func fieldsChanged(f facts) string {
	var list []string
	for _, c := range f.Changes {
		if c.Field != "policy_version" {
			list = append(list, fmt.Sprintf("%s is now %s", words(strings.TrimPrefix(c.Field, "fields.")), c.After))
		}
	}
	return strings.Join(list, ", ")
}

// orText returns a text, or another for an empty one.
func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
