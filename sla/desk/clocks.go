package desk

import (
	"cmp"

	"github.com/bellhop-sla/bellhop/audit"
	"github.com/bellhop-sla/bellhop/sla"
)

// clocks gives an event to the ticket's clocks and writes down what became true.
func (s *step) clocks(ev sla.Event) error {
	if ev.RecordedAt == 0 {
		ev.RecordedAt = s.in.Now
	}
	from := len(s.effects)
	var err error
	s.effects, err = s.pack.Policies.Step(s.c.State, ev, s.effects)
	s.came(s.effects[from:])
	s.resolved(ev.At)
	return err
}

// advance brings the clocks up to an instant.
func (s *step) advance(at sla.Instant) error {
	from := len(s.effects)
	var err error
	s.effects, err = s.pack.Policies.Advance(s.c.State, at, s.effects)
	s.came(s.effects[from:])
	return err
}

// came writes down what became true.
func (s *step) came(effects []sla.Effect) {
	for i := range effects {
		e := &effects[i]
		d := s.trail.add(clockPart(e.Clock))
		d.Action, d.Outcome = effectAction(e.Kind), audit.Applied
		d.Actor = audit.Actor{ID: cmp.Or(e.Policy, "policies"), Kind: audit.Rule}
		d.At, d.Policy, d.Version = e.At, e.Policy, e.Version
		d.Reason = s.reason(d.Action,
			audit.Arg{Name: "effect", Value: audit.Text(e.ID())}, audit.Arg{Name: "clock", Value: audit.Text(e.Clock)},
			audit.Arg{Name: "cycle", Value: audit.Int(int64(e.Cycle))},
			given("threshold", e.Threshold), given("detail", clean(e.Detail)), given("op", string(e.Op)))
	}
}

// effectActions are the names of everyday effects.
var effectActions = map[sla.EffectKind]string{
	sla.ThresholdReached: "sla.threshold", sla.Breached: "sla.breach", sla.Met: "sla.met", sla.Late: "sla.late",
}

// effectAction names what became true.
func effectAction(kind sla.EffectKind) string {
	if action, ok := effectActions[kind]; ok {
		return action
	}
	return "sla." + string(kind)
}

// resolved notes since when the ticket is resolved. A ticket that is opened again goes back to who had it, if that person is
// there in time; else it begins a new journey.
func (s *step) resolved(at sla.Instant) {
	terminal := s.pack.Policies.Terminal(s.c.State.Facts.Status)
	switch {
	case terminal && s.c.Resolved == 0:
		s.c.Resolved = at
	case !terminal && s.c.Resolved != 0:
		s.reopened(at.Sub(s.c.Resolved), at)
		s.c.Resolved = 0
	}
}
