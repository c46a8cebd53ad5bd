package escalation

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/bellhop-sla/bellhop/sla"
)

// mostEarlier is how many of the notices before a text tells of, the last ones.
const mostEarlier = 5

// Text returns the notice as a person reads it: plain text of about a dozen lines, the first of which says what it is about.
// Instants stand in the zone of the clock's calendar. What others wrote cannot add lines.
func (n *Notice) Text() string {
	t := text{zone: zoneOf(n.Zone)}
	t.line("", n.headline())
	t.line("Ticket", n.Ticket, n.Link)
	if n.Clock != nil {
		t.clock(n.Clock)
	}
	if n.Why != nil {
		t.line("Why", n.Why.String())
	}
	if n.LateBy >= sla.Duration(time.Minute) {
		t.line("Noticed", round(n.LateBy)+" after it became true")
	}
	t.line("Queue", n.Queue)
	t.line("Assignee", n.Assignee)
	t.line("Fields", fieldsText(n.Fields))
	t.line("Customer", customerText(n.Customer))
	for _, e := range n.Earlier[max(0, len(n.Earlier)-mostEarlier):] {
		t.line("Told before", t.earlier(e))
	}
	for _, key := range n.Keys {
		t.line("Holds", key)
	}
	t.line("Runbook", n.Runbook)
	t.line("To do", t.duty(n))
	return strings.Join(t.lines, "\n")
}

// headline says what the notice is about and how bad it is.
func (n *Notice) headline() string {
	switch n.Kind {
	case Digest:
		return fmt.Sprintf("%d notices in one, because there were many at once", n.Count)
	case Offer:
		return "Offered to you: ticket " + n.Ticket
	case Rescind:
		return "No longer offered to you: ticket " + n.Ticket
	case Inner:
		return "Event for ticket " + n.Ticket
	}
	word, detail, _ := strings.Cut(n.Subject, "/")
	switch v := n.Clock; {
	case word == OnPaused && v != nil:
		return fmt.Sprintf("Paused for %s: %s of ticket %s", round(v.PausedWall), v.Clock, n.Ticket)
	case word == OnStuck:
		return fmt.Sprintf("Stuck: ticket %s has no owner, no answer and nothing to wait for", n.Ticket)
	case word == OnFailed:
		return fmt.Sprintf("Not delivered: notice %s of ticket %s", detail, n.Ticket)
	case v == nil:
		return fmt.Sprintf("%s of ticket %s", n.Subject, n.Ticket)
	case v.Breached:
		return fmt.Sprintf("Late by %s: %s of ticket %s", round(sla.Duration(n.At.Sub(v.BreachedAt))), v.Clock, n.Ticket)
	case v.Due != 0:
		return fmt.Sprintf("At risk, %s left: %s of ticket %s", round(v.Remaining), v.Clock, n.Ticket)
	}
	return fmt.Sprintf("%s of ticket %s", n.Clock.Clock, n.Ticket)
}

// String returns the reason as text: policy gold, ladder answer, level 2 (at risk).
func (w *Why) String() string {
	s := fmt.Sprintf("ladder %s, level %d (%s)", w.Ladder, w.Level, w.Name)
	if w.Policy != "" {
		s = fmt.Sprintf("policy %s (version %.12s), %s", w.Policy, w.Version, s)
	}
	if w.Note != "" {
		s += ", " + w.Note
	}
	return s
}

// text gathers the lines of a notice.
type text struct {
	zone  *time.Location
	lines []string
}

// line adds a line of words under a label, unless all are empty.
func (t *text) line(label string, words ...string) {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	if len(words) == 0 {
		return
	}
	if label != "" {
		label += ": "
	}
	t.lines = append(t.lines, label+plain(strings.Join(words, "  ")))
}

// clock adds how much of the promise is used and left, and when it is due.
func (t *text) clock(v *sla.View) {
	if v.HasTarget {
		s := fmt.Sprintf("%s of %s used", round(v.Elapsed), round(v.Target))
		if v.Remaining >= 0 {
			s += fmt.Sprintf(", %s left", round(v.Remaining))
		} else {
			s += fmt.Sprintf(", %s over", round(v.Overdue))
		}
		if v.PausedWall > 0 {
			s += fmt.Sprintf(", paused for %s", round(v.PausedWall))
		}
		t.line("Promise", fmt.Sprintf("%s: %s", v.Clock, s))
	}
	t.line("Due", t.moment(v.Due))
	if v.DueIfResumed != 0 {
		t.line("Due", t.moment(v.DueIfResumed)+" if resumed now")
	}
}

func (t *text) earlier(e Earlier) string {
	s := fmt.Sprintf("level %d to %s at %s", e.Level, e.To, t.moment(e.At))
	if e.Outcome != "" {
		s += " (" + e.Outcome + ")"
	}
	return s
}

// duty says what the reader is asked to do.
func (t *text) duty(n *Notice) string {
	switch {
	case n.Kind == Offer && n.Until != 0:
		return "accept or decline by " + t.moment(n.Until) + t.with(n)
	case n.Kind == Offer:
		return "accept or decline" + t.with(n)
	case n.Kind == Alert:
		return "acknowledge" + t.with(n) + ", or snooze it, and it is not repeated; higher levels are told all the same"
	}
	return ""
}

func (t *text) with(n *Notice) string {
	if n.Token == "" {
		return ""
	}
	return " with token " + n.Token + " of " + n.Key
}

// moment writes an instant on the wall clock of the zone.
func (t *text) moment(at sla.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().In(t.zone).Format("Mon 2006-01-02 15:04 MST")
}

func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// round writes a length without more detail than a person needs: whole minutes, or seconds below one.
func round(d sla.Duration) string {
	if d > -sla.Duration(time.Minute) && d < sla.Duration(time.Minute) {
		return sla.Duration(time.Duration(d).Truncate(time.Second)).String()
	}
	return sla.Duration(time.Duration(d).Truncate(time.Minute)).String()
}

// plain replaces what would break a line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

func fieldsText(f sla.Fields) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		list = append(list, fmt.Sprintf("%s %v", name, f[name]))
	}
	return strings.Join(list, ", ")
}

// customerText writes the context of the customer: the names and values of an object, or else what there is.
func customerText(data json.RawMessage) string {
	const most = 400
	var object map[string]any
	s := string(data)
	if json.Unmarshal(data, &object) == nil {
		s = fieldsText(object)
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + " ..."
	}
	return s
}
