package calendar

import (
	"slices"
	"time"
)

// The most stretches that an explanation holds at its beginning and at its end.
const (
	explainHead = 40
	explainTail = 10
)

// Explanation says how an answer comes about: which stretches of time count, which do not, and why.
type Explanation struct {
	// Asked is the question.
	Asked Question
	// Calendar is the name of the calendar, or its zone when it has none.
	Calendar string
	// From is the instant asked about and To the answer of Add, or the other instant of Between. Both stand in the zone of
	// the calendar. To may come first.
	From, To time.Time
	// Counted is the business time from From to To, less than zero when To comes first.
	Counted time.Duration
	// Stretches tile the time between From and To, in the order of time, but for those that are left out.
	Stretches []Stretch
	// LeftOut is how many stretches are left out between those at place 39 and 40, because an explanation is to be read.
	// It is 0 in a short explanation.
	LeftOut int
}

// Question is what an Explanation answers.
type Question string

// The questions that can be explained.
const (
	AskedAdd     Question = "add"
	AskedBetween Question = "between"
)

// Stretch is a part of an explanation: time that all counts, or that all does not.
type Stretch struct {
	From, To time.Time
	Counted  bool
	// Causes say why, in the order of time: what closed the stretch, or what is out of the ordinary where it counts.
	Causes []Cause
}

// ExplainAdd explains the answer of Add, with the same error.
func (c Calendar) ExplainAdd(t time.Time, d time.Duration) (Explanation, error) {
	to, err := c.Add(t, d)
	if err != nil {
		return Explanation{}, err
	}
	e := c.explain(AskedAdd, t, to)
	e.Counted = d
	return e, nil
}

// ExplainBetween explains the answer of Between.
func (c Calendar) ExplainBetween(a, b time.Time) Explanation {
	e := c.explain(AskedBetween, a, b)
	e.Counted = c.Between(a, b)
	return e
}

// explain returns the stretches between two instants in either order.
func (c Calendar) explain(asked Question, from, to time.Time) Explanation {
	e := Explanation{Asked: asked, Calendar: c.Name(), From: from.Round(0).In(c.Zone()), To: to.Round(0).In(c.Zone())}
	if e.Calendar == "" {
		e.Calendar = c.Zone().String()
	}
	first, last := e.From, e.To
	if last.Before(first) {
		first, last = last, first
	}
	var list shortList
	at := first
	for open, shut := range c.Runs(first, last) {
		list.add(Stretch{From: at, To: open})
		list.add(Stretch{From: open, To: shut, Counted: true})
		at = shut
	}
	list.add(Stretch{From: at, To: last})
	e.Stretches, e.LeftOut = list.all()
	for i := range e.Stretches {
		s := &e.Stretches[i]
		s.Causes = c.causes(s.From, s.To, s.Counted)
	}
	return e
}

// shortList keeps the first and the last stretches that are added to it.
type shortList struct {
	head, tail []Stretch
	count      int
}

// add adds a stretch, unless it is empty.
func (l *shortList) add(s Stretch) {
	if !s.From.Before(s.To) {
		return
	}
	if l.count++; l.count <= explainHead {
		l.head = append(l.head, s)
		return
	}
	if len(l.tail) == 2*explainTail {
		l.tail = l.tail[:copy(l.tail, l.tail[explainTail:])]
	}
	l.tail = append(l.tail, s)
}

// all returns the stretches kept and how many were not.
func (l *shortList) all() (kept []Stretch, leftOut int) {
	tail := l.tail[max(0, len(l.tail)-explainTail):]
	kept = slices.Concat(l.head, tail)
	return kept, l.count - len(kept)
}
