package escalation

import (
	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Ladders are compiled ladders: immutable and safe for any number of goroutines.
type Ladders struct {
	list    []ladder
	staff   staff
	notices int // a ticket and day
}

// ladder is a compiled LadderSpec.
type ladder struct {
	name, on string
	when     *sla.Condition // nil holds always
	hours    calendar.Calendar
	quiet    *calendar.Calendar
	levels   []level
	fallback Person
}

// level is a compiled LevelSpec.
type level struct {
	spec   *LevelSpec
	name   string
	when   *sla.Condition // nil holds always
	who    []recipient
	repeat *RepeatSpec // with its defaults
}

// The defaults and bounds of a Spec.
const (
	defaultNotices = 50
	defaultTimes   = 3
	maxTimes       = 20
	defaultWithin  = 7 * day
	maxLevels      = 20
	longest        = 3650 * day
)

// Step looks at every ladder, changes p and appends to out what is to be done, in the order of the ladders, then of their
// subjects, then of the levels. It is pure but for p. Looking is not changing: a step at which nothing is due leaves p as it is
// and appends nothing. What became true before Situation.Now comes first, then the act, which may be nil.
//
// The state must be advanced to Situation.Now. The error is sla.ErrUnknownVersion; p is then of no use any more.
func (l *Ladders) Step(p *Progress, s *Situation, act *Act, out []Action) ([]Action, error) {
	c := climb{l: l, p: p, s: s, act: act, out: out, own: p.own && cap(p.Rungs) >= len(l.list)}
	place := 0
	for i := range l.list {
		place = c.ladder(&l.list[i], place)
	}
	for i := place; i < len(p.Rungs); i++ {
		r := p.Rungs[i]
		c.end(&ladder{}, &r, s.Now)
	}
	p.Rungs = p.Rungs[:place]
	if act != nil && !c.acted {
		c.out = append(c.out, Action{Kind: ActIgnored, Ladder: act.Ladder, At: s.Now, By: act.By, Why: "no level that was told has this name or key"})
	}
	return c.out, c.err
}

// instant returns when a level is reached by a subject that goes on as it does, or no instant.
func (c *climb) instant(l *ladder, sub *subject, i int) sla.Instant {
	at := l.levels[i].spec.At
	if sub.since != 0 {
		return Length{at.Offset, at.Wall}.after(sub.since, l.hours)
	}
	when, err := c.s.Policies.Reach(c.s.State, l.on, at.Point)
	if err != nil {
		c.err = err
	}
	return when
}

// holds says whether a condition holds. One that fails to run does: better told in vain than not told.
func (c *climb) holds(when *sla.Condition) bool {
	if when == nil {
		return true
	}
	if c.fields == nil {
		c.fields = c.s.State.AllFields()
	}
	ok, err := when.Match(c.fields)
	return ok || err != nil
}
