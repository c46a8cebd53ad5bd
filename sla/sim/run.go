package sim

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// run is one run of a backtest.
type run struct {
	*Backtest
	reader *reader
	pool   *pool
	script script
	by     int // place of the grouping field among the columns, or -1
	groups []string

	effects        []sla.Effect // reused
	first, other   outcome
	tally, against tally
	verdict, due   *judge
	whatIf         WhatIf
	report         Report
}

// group finds the field that groups the tickets.
func (r *run) group() error {
	if r.By == "" {
		return nil
	}
	var p calendar.Problems
	r.by = slices.IndexFunc(r.reader.fields, func(f fieldColumn) bool { return f.name == r.By })
	switch r.groups = r.Policies.Terms().Values(r.By); {
	case r.by < 0:
		names := make([]string, len(r.reader.fields))
		for i, f := range r.reader.fields {
			names[i] = f.name
		}
		p.Unknown("by", "field of the map", r.By, names)
	case r.reader.fields[r.by].kind != sla.TextField || len(r.groups) == 0:
		p.Add("by", "%q is no text with declared values; declare its values in the vocabulary, or group by another field", r.By)
	}
	return p.Err()
}

// checkOther returns an error where the two sets of policies do not mean the same by a field of the map.
func (r *run) checkOther() error {
	if r.Other == nil {
		return nil
	}
	var p calendar.Problems
	for _, f := range r.reader.fields {
		path := calendar.KeyPath("fields", f.name)
		switch kind, ok := r.Other.Terms().Type(f.name); {
		case !ok:
			p.Unknown(path, "field of the other policies", f.name, r.Other.Terms().Names())
		case kind != f.kind:
			p.Add(path, "is a %s, and a %s under the other policies; declare it alike in both vocabularies", f.kind, kind)
		}
	}
	return p.Err()
}

func (r *run) judges(m *Map) {
	if v := m.Verdict; v != nil {
		r.verdict = newJudge(v.Clock)
		r.verdict.result.Verdicts = &Verdicts{}
	}
	if d := m.Due; d != nil {
		r.due = newJudge(d.Clock)
		r.due.result.Spread = newSpread(d.Tolerance)
	}
}

// row puts the row just read to its ticket.
func (r *run) row() {
	rd := r.reader
	if rd.ticket == "" {
		r.report.Lost++
	} else if t := r.ticket(); t != nil {
		t.faulty = t.faulty || len(rd.faults) > 0
		t.steps = append(t.steps, rd.steps...)
	}
	for _, f := range rd.faults {
		r.fault(f)
	}
}

// ticket returns the ticket of the row just read, or nil with a fault when it has had its row, or is counted already.
func (r *run) ticket() *ticket {
	rd := r.reader
	t := r.pool.find(rd.ticket)
	switch again := t != nil || r.pool.left.has(rd.ticket); {
	case again && rd.event == nil:
		rd.note(rd.cellFault(rd.id, "ticket %q has a row above, and this one is left out; keep one row a ticket, "+
			"or map the history as events", rd.ticket))
		return nil
	case t != nil:
		return t
	case again:
		rd.note(rd.cellFault(rd.id, "ticket %q comes back after it was counted, and this row is left out; "+
			"sort the history by ticket, or raise event.window above %d", rd.ticket, r.pool.size))
		return nil
	}
	if r.pool.full() {
		r.settle(r.pool.oldest())
	}
	r.report.Tickets++
	return r.pool.add(rd.ticket)
}

func (r *run) fault(f Fault) {
	r.report.Faults.add(f)
	if r.OnFault != nil {
		r.OnFault(f)
	}
}

// drain counts the tickets that are still held.
func (r *run) drain() {
	for t := r.pool.oldest(); t != nil; t = r.pool.oldest() {
		r.settle(t)
	}
}

// settle replays a ticket whose rows are all there and counts what came of it.
func (r *run) settle(t *ticket) {
	defer r.pool.reuse(t)
	if t.faulty {
		r.report.Refused++
		return
	}
	t.sort()
	opened := t.opened()
	if opened < r.From || r.To != 0 && opened >= r.To {
		r.report.Outside++
		return
	}
	events := r.script.write(t)
	if !r.replay(t, r.Policies, events, &r.first) || r.Other != nil && !r.replay(t, r.Other, events, &r.other) {
		r.report.Refused++
		return
	}
	r.count(t, placeOf(r.groupOf(), opened, r.reader.face.zone))
}

// groupOf returns the group of the ticket whose events were written last.
func (r *run) groupOf() string {
	if r.by < 0 || r.script.now.fields == nil {
		return ""
	}
	group, _ := r.script.now.fields[r.by].(string)
	return group
}

func (r *run) count(t *ticket, at place) {
	if !r.first.matched {
		r.report.Unmatched++
	}
	r.tally.add(at, &r.first)
	if r.verdict != nil {
		r.verdict.verdict(t, at, r.first.promise(r.verdict.result.Clock))
	}
	if r.due != nil {
		r.due.due(t, at, r.first.promise(r.due.result.Clock))
	}
	if r.Other == nil {
		return
	}
	if !r.other.matched {
		r.whatIf.Unmatched++
	}
	r.against.add(at, &r.other)
	r.whatIf.compare(t, at.group, &r.first, &r.other)
}

// checkClock notes a fault where the map compares a clock that no ticket ran.
func (r *run) checkClock(path string, j *judge, p *calendar.Problems) {
	clocks := r.tally.clocks()
	if j != nil && len(clocks) > 0 && !slices.Contains(clocks, j.result.Clock) {
		p.Unknown(path, "clock", j.result.Clock, clocks)
	}
}

func (r *run) finish() (*Report, error) {
	var p calendar.Problems
	r.checkClock("verdict.clock", r.verdict, &p)
	r.checkClock("due.clock", r.due, &p)
	if len(p) > 0 {
		return nil, p
	}
	report := &r.report
	report.Rows, report.By = r.reader.rows, r.By
	report.Cells = r.tally.cells(r.groups)
	if r.verdict != nil {
		report.Verdict = r.verdict.report(r.groups)
	}
	if r.due != nil {
		report.Due = r.due.report(r.groups)
	}
	if r.Other != nil {
		r.whatIf.Cells = r.against.cells(r.groups)
		report.WhatIf = &r.whatIf
	}
	return report, nil
}

func (r *run) tell(bytes int64) error {
	if r.Progress == nil {
		return nil
	}
	return r.Progress(Progress{bytes, r.reader.rows, r.report.Tickets, r.report.Faults.Count})
}
