package sim

import (
	"cmp"
	"slices"

	"github.com/bellhop-sla/bellhop/sla"
)

// judge compares the replay of one clock with what the history claims.
type judge struct {
	result  Agreement
	matches map[place]*Match
}

func newJudge(clock string) *judge {
	return &judge{result: Agreement{Clock: clock}, matches: map[place]*Match{}}
}

func (j *judge) match(at place) *Match {
	m := j.matches[at]
	if m == nil {
		m = &Match{}
		j.matches[at] = m
	}
	return m
}

// verdict compares the verdict of the history with the one of the replay.
func (j *judge) verdict(t *ticket, at place, p promise) {
	claim := t.claim().verdict
	m := j.match(at)
	switch decided := p.breached || p.phase == sla.Fulfilled; {
	case claim == unjudged:
		m.Untold++
		return
	case !decided || p.phase == sla.Cancelled || p.phase == sla.Exempt || p.untargeted:
		m.Undecided++
		return
	}
	history, replay := claim == promiseMet, !p.breached
	j.result.Verdicts.add(history, replay)
	if history == replay {
		m.Agreed++
		return
	}
	m.Differed++
	d := Difference{Ticket: t.id, Group: at.group, Opened: t.opened(), Due: p.due, Ended: p.ended, Claim: "missed"}
	if history {
		d.Claim = "met"
	}
	if p.ended != 0 && p.due != 0 {
		d.Off = sla.Duration(p.ended.Sub(p.due))
	}
	j.result.Examples = furthest(j.result.Examples, d)
}

// due compares the due time of the history with the one of the replay.
func (j *judge) due(t *ticket, at place, p promise) {
	claim := t.claim().due
	m := j.match(at)
	switch {
	case claim == 0:
		m.Untold++
		return
	case p.due == 0:
		m.Undecided++
		return
	}
	off := sla.Duration(p.due.Sub(claim))
	j.result.Spread.add(off)
	if max(off, -off) <= j.result.Spread.Tolerance {
		m.Agreed++
		return
	}
	m.Differed++
	j.result.Examples = furthest(j.result.Examples, Difference{
		Ticket: t.id, Group: at.group, Opened: t.opened(), Due: p.due, Ended: p.ended, Claim: claim.String(), Off: off,
	})
}

// report returns what was found. Groups come in the given order.
func (j *judge) report(groups []string) *Agreement {
	for at, m := range j.matches {
		j.result.Add(*m)
		j.result.Cells = append(j.result.Cells, MatchCell{at.group, at.text(), *m})
	}
	slices.SortFunc(j.result.Cells, func(a, b MatchCell) int {
		return cmp.Or(compareGroups(groups, a.Group, b.Group), cmp.Compare(a.Month, b.Month))
	})
	return &j.result
}
