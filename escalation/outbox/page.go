package outbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// page is a notice as people read it: a title of one line, and facts.
type page struct {
	title string
	facts []fact
}

// fact is one thing to know, in one line.
type fact struct{ name, text string }

// pageOf returns what there is to read in a notice. What the notice does not say is left out.
func pageOf(n *escalation.Notice) page {
	p := page{title: title(n)}
	p.add("Promise", promise(n.Clock))
	p.add("Late by", length(n.LateBy))
	p.add("Customer", customer(n.Customer))
	p.add("Fields", fields(n.Fields))
	p.add("Queue", n.Queue)
	p.add("Assignee", n.Assignee)
	p.add("Why", why(n.Why))
	p.add("Told before", earlier(n.Earlier))
	p.add("Notices", strings.Join(n.Keys, ", "))
	p.add("Runbook", n.Runbook)
	p.add("Ticket", n.Link)
	p.add("To answer", n.Token)
	return p
}

func (p *page) add(name, text string) {
	if text != "" {
		p.facts = append(p.facts, fact{name, oneLine(text)})
	}
}

// title says in one line what a notice is about.
func title(n *escalation.Notice) string {
	var s string
	switch n.Kind {
	case escalation.Digest:
		s = strconv.Itoa(n.Count) + " more alerts until " + moment(n.At)
	case escalation.Offer:
		s = n.Ticket + " is offered to you"
		if n.Until != 0 {
			s += " until " + moment(n.Until)
		}
	case escalation.Rescind:
		s = n.Ticket + " is offered to you no more"
	default:
		s = n.Ticket + ": " + standing(n)
	}
	return oneLine(s)
}

// standing says how the clock of a notice stands, or what its level is called.
func standing(n *escalation.Notice) string {
	v := n.Clock
	switch {
	case v != nil && v.Breached:
		return v.Clock + " breached at " + moment(v.BreachedAt)
	case v != nil && v.Due != 0:
		return v.Clock + " due at " + moment(v.Due)
	case v != nil:
		return v.Clock + " " + v.Phase.String()
	case n.Why != nil:
		return n.Why.Name
	}
	return string(n.Kind)
}

// promise says what was promised and what is left of it.
func promise(v *sla.View) string {
	if v == nil || !v.HasTarget {
		return ""
	}
	s := fmt.Sprintf("%s within %v, %v used", v.Clock, v.Goal, v.Elapsed)
	if v.Remaining > 0 {
		s += fmt.Sprintf(", %v left", v.Remaining)
	}
	if v.Overdue > 0 {
		s += fmt.Sprintf(", %v over", v.Overdue)
	}
	if v.PausedWall > 0 {
		s += fmt.Sprintf(", paused for %v", v.PausedWall)
	}
	return s
}

// why says which rule speaks.
func why(w *escalation.Why) string {
	if w == nil {
		return ""
	}
	s := fmt.Sprintf("level %d (%s) of ladder %s", w.Level, w.Name, w.Ladder)
	if w.Policy != "" {
		s += ", policy " + w.Policy
	}
	if w.Version != "" {
		s += " at version " + w.Version
	}
	return s
}

// earlier says who heard before, and what came of it.
func earlier(list []escalation.Earlier) string {
	var said []string
	for _, e := range list {
		s := fmt.Sprintf("level %d to %s at %s", e.Level, e.To, moment(e.At))
		if e.Outcome != "" {
			s += " (" + e.Outcome + ")"
		}
		said = append(said, s)
	}
	return strings.Join(said, ", ")
}

// fields returns the fields of a ticket in the order of their names.
func fields(f sla.Fields) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		said = append(said, fmt.Sprint(name, ": ", f[name]))
	}
	return strings.Join(said, ", ")
}

// customer returns the members of an object, or any other document as it is written.
func customer(doc json.RawMessage) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(doc, &members) != nil {
		return string(doc)
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		text := string(members[name])
		_ = json.Unmarshal(members[name], &text) // a text without its quotes; others as they are written
		said = append(said, name+": "+text)
	}
	return strings.Join(said, ", ")
}

func length(d sla.Duration) string {
	if d <= 0 {
		return ""
	}
	return d.String()
}

// moment returns an instant to the minute.
func moment(i sla.Instant) string { return i.Time().Format("Mon 2 Jan 2006 15:04 MST") }

// oneLine returns a text without line ends and other control characters.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// cut returns at most most runes of a text, the last of them … when something is left out.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}
