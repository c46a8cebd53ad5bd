package sim

import (
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/bellhop-sla/bellhop/calendar"
)

// mostWindow bounds the tickets that are held at once.
const mostWindow = 1_000_000

// Check returns the faults of m that no history is needed to see. The error is calendar.Problems with every fault.
func (m Map) Check() error {
	var p calendar.Problems
	m.check(&p)
	return p.Err()
}

// toldElsewhere are the fields of a ticket that are not among the Fields of a map, with the key of the map that tells them.
var toldElsewhere = map[string]string{
	"id": "ticket", "tenant": "tenant", "status": "event.status or a moment", "team": "event.team or a moment",
	"assignee": "event.agent or a moment",
}

func (m Map) check(p *calendar.Problems) {
	m.separator(p)
	mustName(p, "ticket", m.Ticket)
	m.Time.compile("time", p)
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		column, path := m.Fields[name], calendar.KeyPath("fields", name)
		column.check(p, path)
		if key, ok := toldElsewhere[name]; ok {
			p.Add(path, "is told by %s; move the column there", key)
		}
	}
	switch {
	case m.Event == nil && len(m.Moments) == 0:
		p.Add("", "has neither moments nor event; write moments for one row a ticket, or event for one row an event")
	case m.Event != nil && len(m.Moments) > 0:
		p.Add("event", "a map has moments or event, not both; remove one")
	case m.Event != nil:
		m.Event.check(p)
	default:
		m.checkMoments(p)
	}
	m.Verdict.check(p)
	m.Due.check(p)
}

// separator returns the rune between two cells and notes what cannot be one.
func (m Map) separator(p *calendar.Problems) rune {
	if m.Separator == "" {
		return ','
	}
	r, size := utf8.DecodeRuneInString(m.Separator)
	if size != len(m.Separator) || r == '"' || r == '\n' || r == '\r' || r == 0 || r == utf8.RuneError {
		p.Add("separator", "%q cannot separate cells; write one character such as ; or a tab", m.Separator)
		return ','
	}
	return r
}

func (m Map) checkMoments(p *calendar.Problems) {
	opened := 0
	for i, moment := range m.Moments {
		moment.check(p, calendar.IndexPath("moments", i))
		if moment.Kind.opens() {
			opened++
		}
	}
	if opened != 1 {
		p.Add("moments", "has %d moments that open the ticket; write exactly one of the kind opened or opened_by_agent", opened)
	}
}

func (m Moment) check(p *calendar.Problems, path string) {
	mustName(p, path+".column", m.Column)
	m.Kind.check(p, path+".kind")
	switch {
	case m.Kind == Changed && m.Status == "":
		p.Add(path+".status", "is missing; write the status that the ticket took")
	case m.Kind != Changed && m.Status != "":
		p.Add(path+".status", "only a moment of the kind changed has a status; remove it")
	}
	switch named := m.Team != "" || m.Agent != ""; {
	case m.Kind == Assigned && !named:
		p.Add(path, "has neither team nor agent; write whom the ticket was given to")
	case m.Kind != Assigned && named:
		p.Add(path, "only a moment of the kind assigned has a team or an agent; remove them")
	}
}

func (e Event) check(p *calendar.Problems) {
	mustName(p, "event.at", e.At)
	e.Kind.check(p, "event.kind")
	if e.Kind != nil {
		for _, cell := range slices.Sorted(maps.Keys(e.Kind.Words)) {
			if word := e.Kind.Words[cell]; word != "" {
				Kind(word).check(p, calendar.KeyPath("event.kind.words", cell))
			}
		}
	}
	e.Status.check(p, "event.status")
	e.Team.check(p, "event.team")
	e.Agent.check(p, "event.agent")
	if e.Window < 0 || e.Window > mostWindow {
		p.Add("event.window", "must be from 1 to %d, or left out for 1", mostWindow)
	}
}

// check notes the faults of c, which may be missing.
func (c *Column) check(p *calendar.Problems, path string) {
	if c != nil {
		mustName(p, path+".column", c.Column)
	}
}

func (v *Verdict) check(p *calendar.Problems) {
	if v == nil {
		return
	}
	mustName(p, "verdict.column", v.Column)
	mustName(p, "verdict.clock", v.Clock)
	if len(v.Met) == 0 || len(v.Missed) == 0 {
		p.Add("verdict", "write in met and in missed which cells say so, such as met: [\"true\"] and missed: [\"false\"]")
	}
	if slices.Contains(v.Met, "") || slices.Contains(v.Missed, "") {
		p.Add("verdict", "an empty cell gives no verdict; remove it from met and missed")
	}
	for i, cell := range v.Missed {
		if cell != "" && slices.Contains(v.Met, cell) {
			p.Add(calendar.IndexPath("verdict.missed", i), "%q stands in met too; remove one", cell)
		}
	}
}

func (d *Due) check(p *calendar.Problems) {
	if d == nil {
		return
	}
	mustName(p, "due.column", d.Column)
	mustName(p, "due.clock", d.Clock)
	if d.Tolerance < 0 {
		p.Add("due.tolerance", "must not be below zero")
	}
}

func mustName(p *calendar.Problems, path, name string) {
	if name == "" {
		p.Add(path, "is missing")
	}
}
