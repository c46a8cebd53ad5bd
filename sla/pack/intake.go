package pack

import (
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
)

// IntakeSpec says how what a customer writes is read. A trained model is no part of a pack: it is a file that the host loads.
type IntakeSpec struct {
	// Confidence is how sure a reading has to be, above 0 and at most 1; the type of a message below it is unclassified. None means
	// 0.5.
	Confidence float64 `json:"confidence,omitempty" yaml:"confidence,omitempty"`
	// Rules read first, before a classifier of the host's.
	Rules []intake.RuleSpec `json:"rules,omitempty" yaml:"rules,omitempty"`
	// Duplicates say when a message counts as an earlier one said again.
	Duplicates intake.DuplicatesSpec `json:"duplicates,omitzero" yaml:"duplicates,omitempty"`
}

// DefaultConfidence is how sure a reading has to be where the pack does not say.
const DefaultConfidence = 0.5

// compileIntake compiles the rules into p and checks them against the vocabulary.
func (f File) compileIntake(p *Pack, problems *calendar.Problems) {
	var err error
	p.Rules, err = intake.Compile(intake.RulesSpec{Rules: f.Intake.Rules})
	problems.Merge("intake", err)
	p.Duplicates, err = f.Intake.Duplicates.Compile()
	problems.Merge("intake.duplicates", err)
	if c := f.Intake.Confidence; c != 0 && !(c > 0 && c <= 1) {
		problems.Add("intake.confidence", "must be above 0 and at most 1, not %v", c)
	}
	for i, r := range f.Intake.Rules {
		path := calendar.IndexPath("intake.rules", i)
		for _, says := range []struct{ key, field, value string }{
			{"type", "type", r.Type}, {"intent", "intent", r.Intent}, {"priority", "priority", r.Priority}, {"language", "language", r.Language},
		} {
			checkSaid(problems, p.Terms, path+"."+says.key, says.field, says.value)
		}
		for j, channel := range r.Channels {
			checkSaid(problems, p.Terms, calendar.IndexPath(path+".channels", j), "channel", channel)
		}
	}
}

// checkSaid notes a value that the vocabulary does not know of its field.
func checkSaid(problems *calendar.Problems, terms *sla.Terms, path, field, value string) {
	if known := terms.Values(field); value != "" && len(known) > 0 && !slices.Contains(known, value) {
		problems.Unknown(path, field, value, known)
	}
}

// Confidence returns how sure a reading has to be.
func (p *Pack) Confidence() float64 {
	if c := p.File.Intake.Confidence; c > 0 {
		return c
	}
	return DefaultConfidence
}
