package escalation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// LevelExplanation says how one level of a ladder stands on one subject.
type LevelExplanation struct {
	Ladder  string `json:"ladder"`
	Subject string `json:"subject"`
	Cycle   uint32 `json:"cycle,omitempty"`
	Level   int    `json:"level"`
	Name    string `json:"name"`
	At      Point  `json:"at"`
	// State says what became of it.
	State LevelState `json:"state"`
	// When is when it was reached, or will be if nothing happens. Again is when the present level is told again.
	When  sla.Instant `json:"when,omitzero"`
	Again sla.Instant `json:"again,omitzero"`
	// To is who heard it last, By who acknowledged or snoozed it.
	To string `json:"to,omitempty"`
	By string `json:"by,omitempty"`
}

// LevelState says what became of a level.
type LevelState string

// The states of a level.
const (
	Ahead        LevelState = "ahead"        // to be reached at When
	Held         LevelState = "held"         // the clock stands still, or a condition does not hold
	Told         LevelState = "told"         // it fired
	Acknowledged LevelState = "acknowledged" // it fired and somebody acknowledged or snoozed it
	Waiting      LevelState = "waiting"      // reached in quiet hours, and told at Again
	PassedOver   LevelState = "passed over"  // skipped, or below a level that was told
	NobodyThere  LevelState = "nobody there" // a higher level was told in its place
	Withdrawn    LevelState = "withdrawn"    // no longer true when the quiet hours ended
	Limited      LevelState = "limited"      // the notices of the day were spent
	Finished     LevelState = "finished"     // its subject ended before it was reached
)

// Explain says how each level of each ladder stands on each subject that there is, as of the last step.
func (l *Ladders) Explain(p *Progress, s *Situation) []LevelExplanation {
	c := climb{l: l, p: p, s: s}
	var list []LevelExplanation
	for i := range l.list {
		subjects := c.subjects(&l.list[i], nil)
		for j := range subjects {
			h := hold{c: &c, l: &l.list[i], sub: &subjects[j], r: p.find(l.list[i].name, &subjects[j])}
			for k := range h.l.levels {
				list = append(list, h.explain(k))
			}
		}
	}
	return list
}

// find returns the rung of a subject, or a new one when there is none.
func (p *Progress) find(ladder string, sub *subject) *Rung {
	i := slices.IndexFunc(p.Rungs, func(r Rung) bool { return r.Ladder == ladder && sub.has(&r) })
	if i < 0 {
		return &Rung{}
	}
	return &p.Rungs[i]
}

func (h *hold) explain(i int) LevelExplanation {
	lv, r := &h.l.levels[i], h.r
	e := LevelExplanation{
		Ladder: h.l.name, Subject: h.sub.text(), Cycle: h.sub.cycle, Level: i + 1, Name: lv.name, At: lv.spec.At, State: h.state(i),
	}
	if h.sub.phase != over || i < r.Level {
		e.When = h.c.instant(h.l, h.sub, i)
	}
	if i+1 == r.Level {
		e.When, e.To, e.By, e.Again = r.At, r.To, r.By, h.again()
	}
	return e
}

func (h *hold) state(i int) LevelState {
	r := h.r
	settled, known := map[ActionKind]LevelState{
		Fire: Told, Skip: PassedOver, Unstaffed: NobodyThere, Expire: Withdrawn, Limit: Limited,
	}[r.Past.of(i+1)]
	switch {
	case i+1 == r.Level && r.Acked != 0:
		return Acknowledged
	case known:
		return settled
	case i+1 == r.Level && r.Deferred != 0:
		return Waiting
	case i < r.Level:
		return PassedOver
	case h.sub.phase == over:
		return Finished
	case h.sub.phase == held || !h.c.holds(h.l.levels[i].when):
		return Held
	}
	return Ahead
}

// again returns when the present level is told again if nothing happens.
func (h *hold) again() sla.Instant {
	if h.r.Acked != 0 {
		return h.r.Until
	}
	return sooner(h.r.Deferred, h.r.Next)
}

// String returns the explanation as one line: answer on first_response, level 2 (at risk, 75%): told to ana at ...
func (e LevelExplanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %s, level %d (", e.Ladder, e.Subject, e.Level)
	if e.Name != e.At.String() {
		fmt.Fprintf(&b, "%s, ", e.Name)
	}
	fmt.Fprintf(&b, "%s): %s", e.At, e.State)
	for _, part := range []struct{ word, text string }{
		{" by ", e.By}, {" at ", e.When.String()}, {", last told to ", e.To}, {", again at ", e.Again.String()},
	} {
		if part.text != "" {
			b.WriteString(part.word + part.text)
		}
	}
	return b.String()
}
