package sim

import (
	"errors"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// reader takes the rows of a history apart as a map says.
type reader struct {
	*table
	face    face
	id      int
	tenant  int // or -1
	fields  []fieldColumn
	opening momentColumn   // one row a ticket
	moments []momentColumn // one row a ticket: all but the opening
	event   *eventColumns  // one row an event
	verdict *verdictColumn
	due     int // or -1

	ticket string  // of the row just read
	steps  []step  // of the row just read; the next row reuses them
	faults []Fault // of the row just read
}

type momentColumn struct {
	Moment
	at int
}

type eventColumns struct {
	at, opened          int // opened or -1
	status, team, agent *textColumn
	kinds               *textColumn
}

type verdictColumn struct {
	at    int
	cells map[string]verdict
}

// newReader finds the columns of m in the heading of t. The error is calendar.Problems with every fault of the map.
func newReader(m *Map, t *table, terms *sla.Terms) (*reader, error) {
	var p calendar.Problems
	m.check(&p)
	h := heading{t.header, &p}
	r := &reader{table: t, face: m.Time.compile("", &calendar.Problems{}), id: h.find("ticket", m.Ticket)}
	r.tenant, r.due = h.optional("tenant", m.Tenant), -1
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		r.fields = append(r.fields, h.field(name, m.Fields[name], terms))
	}
	for i, moment := range m.Moments {
		column := momentColumn{moment, h.find(calendar.IndexPath("moments", i)+".column", moment.Column)}
		if moment.Kind.opens() {
			r.opening = column
		} else {
			r.moments = append(r.moments, column)
		}
	}
	if m.Event != nil {
		r.event = h.event(m.Event)
	}
	if m.Verdict != nil {
		r.verdict = h.verdict(m.Verdict)
	}
	if m.Due != nil {
		r.due = h.find("due.column", m.Due.Column)
	}
	return r, p.Err()
}

func (h heading) event(e *Event) *eventColumns {
	c := &eventColumns{at: h.find("event.at", e.At), opened: h.optional("event.opened", e.Opened)}
	c.kinds = h.text("event.kind", e.Kind)
	c.status = h.text("event.status", e.Status)
	c.team = h.text("event.team", e.Team)
	c.agent = h.text("event.agent", e.Agent)
	return c
}

func (h heading) verdict(v *Verdict) *verdictColumn {
	c := &verdictColumn{h.find("verdict.column", v.Column), map[string]verdict{"": unjudged}}
	for _, cell := range v.Met {
		c.cells[cell] = promiseMet
	}
	for _, cell := range v.Missed {
		c.cells[cell] = promiseMissed
	}
	return c
}

// next reads one row into ticket and steps, and what is wrong with it into faults, and reports whether there was one. The
// ticket is empty where the row does not tell it. The error tells why reading cannot go on.
func (r *reader) next() (bool, error) {
	r.ticket, r.steps, r.faults = "", r.steps[:0], r.faults[:0]
	more, err := r.table.next()
	broken := isFault(err)
	if !more || err != nil && !broken {
		return false, err
	}
	if r.id < len(r.cells) {
		r.ticket = r.cells[r.id]
	}
	if r.ticket == "" && !broken {
		r.note(r.cellFault(r.id, "is empty; write the id of the ticket"))
	}
	switch {
	case broken:
		r.note(err)
	case r.event != nil:
		r.readEvent()
	default:
		r.readMoments()
	}
	return true, nil
}

// note keeps a fault of the row just read. No error is no fault.
func (r *reader) note(err error) {
	if fault := (Fault{}); err != nil && errors.As(err, &fault) {
		r.faults = append(r.faults, fault)
	}
}

func isFault(err error) bool { return err != nil && errors.As(err, new(Fault)) }

func (r *reader) readEvent() {
	e := r.event
	s := r.newStep(Changed)
	s.at = r.mustInstant(e.at)
	if kind := r.text(e.kinds); kind != "" {
		s.kind = Kind(kind)
	}
	s.status = r.text(e.status)
	s.assigned = e.team != nil || e.agent != nil
	s.team, s.agent = r.text(e.team), r.text(e.agent)
	if e.opened >= 0 {
		s.opened = r.mustInstant(e.opened)
	}
	r.steps = append(r.steps, s)
}

// readMoments reads a row that is a whole ticket. The first step is its opening.
func (r *reader) readMoments() {
	opening := r.newStep(r.opening.Kind)
	opening.at = r.mustInstant(r.opening.at)
	r.steps = append(r.steps, opening)
	for _, m := range r.moments {
		at := r.instant(m.at)
		if at == 0 {
			continue
		}
		if at < opening.at {
			r.note(r.cellFault(m.at, "%q lies before the opening of the ticket; mend one of the two", r.cells[m.at]))
		}
		r.steps = append(r.steps, step{
			at: at, line: opening.line, kind: m.Kind,
			status: m.Status, assigned: m.Kind == Assigned, team: m.Team, agent: m.Agent,
		})
	}
}

// newStep returns a step with all that both shapes of a history share.
func (r *reader) newStep(kind Kind) step {
	s := step{line: r.line(r.id), kind: kind}
	if r.tenant >= 0 {
		s.tenant = r.cells[r.tenant]
	}
	if len(r.fields) > 0 {
		s.fields = make([]any, len(r.fields))
	}
	for i := range r.fields {
		v, err := r.fields[i].read(r.table)
		r.note(err)
		s.fields[i] = v
	}
	s.claim = r.readClaim()
	return s
}

func (r *reader) readClaim() (c claim) {
	if v := r.verdict; v != nil {
		verdict, ok := v.cells[r.cells[v.at]]
		if !ok {
			r.note(r.cellFault(v.at, "%q is no verdict; add it to met or missed in the map", r.cells[v.at]))
		}
		c.verdict = verdict
	}
	if r.due >= 0 {
		c.due = r.instant(r.due)
	}
	return c
}

// text reads a cell of a column that the map may not have.
func (r *reader) text(c *textColumn) string {
	if c == nil {
		return ""
	}
	word, err := c.read(r.table)
	r.note(err)
	return word
}

// instant reads the cell at a place. It is zero where the cell is empty or wrong.
func (r *reader) instant(at int) sla.Instant {
	cell := r.cells[at]
	if cell == "" {
		return 0
	}
	instant, err := r.face.read(cell)
	if err != nil {
		r.note(r.cellFault(at, "%s", err))
	}
	return instant
}

func (r *reader) mustInstant(at int) sla.Instant {
	if r.cells[at] == "" {
		r.note(r.cellFault(at, "is empty; write the instant in the layout %s", r.face.layout))
	}
	return r.instant(at)
}
