package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/routing/intake"
	"github.com/bellhop-sla/bellhop/sla"
)

// File is the written form of a pack as plain data. The keys of [sla.Spec], statuses and policies, stand beside these.
type File struct {
	// Vocabulary declares what a ticket may carry.
	Vocabulary sla.Vocabulary `json:"vocabulary,omitzero" yaml:"vocabulary,omitempty"`
	// Calendars are the business hours by name. They may name each other in compositions.
	Calendars map[string]calendar.Spec `json:"calendars,omitempty" yaml:"calendars,omitempty"`
	sla.Spec  `yaml:",inline"`
	// Skills are the only skills that agents have and rows of the matrix ask for; none means any. Channels say what a ticket of
	// a channel takes of an agent. Teams are groups of agents, whom queues may name together.
	Skills   []string                       `json:"skills,omitempty" yaml:"skills,omitempty"`
	Channels map[string]routing.ChannelSpec `json:"channels,omitempty" yaml:"channels,omitempty"`
	Teams    []routing.TeamSpec             `json:"teams,omitempty" yaml:"teams,omitempty"`
	// Agents work at the desk, Queues hand them tickets. Matrix chooses a ticket's queue; without one it is the first queue
	// whose condition holds.
	Agents []AgentSpec         `json:"agents,omitempty" yaml:"agents,omitempty"`
	Queues []routing.QueueSpec `json:"queues,omitempty" yaml:"queues,omitempty"`
	Matrix *routing.MatrixSpec `json:"matrix,omitempty" yaml:"matrix,omitempty"`
	// Overflows are ways out by stages. Strategy says in which order waiting tickets are worked and who gets one.
	Overflows []routing.OverflowSpec `json:"overflows,omitempty" yaml:"overflows,omitempty"`
	Strategy  routing.StrategySpec   `json:"strategy,omitzero" yaml:"strategy,omitempty"`
	// Coverage are the promises that somebody is there.
	Coverage []routing.CoverageNeed `json:"coverage,omitempty" yaml:"coverage,omitempty"`
	// Intake says how what a customer writes is read.
	Intake IntakeSpec `json:"intake,omitzero" yaml:"intake,omitempty"`
	// Roles are agents by the name of a role, OnCall the rotations by name. Ladders say who hears what in time.
	Roles   map[string][]string                `json:"roles,omitempty" yaml:"roles,omitempty"`
	OnCall  map[string]escalation.RotationSpec `json:"oncall,omitempty" yaml:"oncall,omitempty"`
	Ladders []escalation.LadderSpec            `json:"ladders,omitempty" yaml:"ladders,omitempty"`
	Limits  LimitsSpec                         `json:"limits,omitzero" yaml:"limits,omitempty"`
	Tickets TicketsSpec                        `json:"tickets,omitzero" yaml:"tickets,omitempty"`
}

// Pack is a compiled pack: immutable, and safe for any number of goroutines.
type Pack struct {
	// File is what was written. It is not to be changed.
	File File
	// Terms is the compiled vocabulary.
	Terms *sla.Terms
	// Calendars are the compiled calendars by name.
	Calendars map[string]calendar.Calendar
	// Policies are the compiled policies.
	Policies *sla.Policies
	// Router are the compiled agents and queues, Ladders the compiled ladders.
	Router  *routing.Router
	Ladders *escalation.Ladders
	// Rules read messages, Duplicates find those that are said again.
	Rules      *intake.Rules
	Duplicates intake.Duplicates

	text    []byte
	version string
}

// Read reads a pack from YAML or JSON. The name of the file stands in errors; holidays finds the lists of holidays that
// calendars name by code, and nil knows none. It refuses a faulty pack with Errors: all faults of the text, the vocabulary,
// the calendars, the policies and the desk in one go, each at its place.
func Read(name string, data []byte, holidays calendar.HolidaySource) (*Pack, error) {
	d, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	var file File
	d.Decode(&file)
	if d.full() {
		return nil, d.Err()
	}
	if d.lost("calendars") {
		file.Calendars = file.standIns()
	}
	p, err := file.Compile(holidays)
	d.Add("", file.withoutOrphans(d, err))
	if err := d.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Compile turns the written form into a pack. The error is [calendar.Problems] with every fault at its path, such as
// calendars.support.zone or policies[2].targets[0].within.urgent. In a pack with a faulty vocabulary or calendar the rest is
// checked as if only that part were right.
func (f File) Compile(holidays calendar.HolidaySource) (*Pack, error) {
	var problems calendar.Problems
	terms, err := f.Vocabulary.Compile()
	if err != nil {
		problems.Merge("vocabulary", err)
		terms = soundTerms(f.Vocabulary)
	}
	calendars, err := calendar.CompileAll(f.Calendars, holidays)
	if err != nil {
		problems.Merge("calendars", err)
		calendars = map[string]calendar.Calendar{}
		for name := range f.Calendars {
			calendars[name] = standIn
		}
	}
	p := &Pack{File: f, Terms: terms, Calendars: calendars}
	p.Policies, err = sla.Compile(f.Spec, terms, calendars)
	problems.Merge("", err)
	f.compileIntake(p, &problems)
	f.compileDesk(p, &problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return p, p.seal()
}

// soundTerms returns the terms of a faulty vocabulary without its faults, so that conditions can be checked beside them: a
// field keeps its type where that is known, and loses its values where they are not.
func soundTerms(v sla.Vocabulary) *sla.Terms {
	sound := sla.Vocabulary{Fields: map[string]sla.Field{}}
	for _, name := range slices.Sorted(maps.Keys(v.Fields)) {
		field := v.Fields[name]
		for _, candidate := range []sla.Field{field, {Type: field.Type}, {}} {
			one := sla.Vocabulary{Fields: map[string]sla.Field{name: candidate}}
			if _, err := one.Compile(); err == nil {
				sound.Fields[name] = candidate
				break
			}
		}
	}
	terms, err := sound.Compile()
	if err != nil {
		terms, _ = sla.Vocabulary{}.Compile()
	}
	return terms
}

// seal works out the canonical form and the version.
func (p *Pack) seal() error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(p.File); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	p.text, p.version = b.Bytes(), hex.EncodeToString(sum[:])
	return nil
}

// MarshalText returns the canonical form of the pack: one JSON document that Read takes and that has the same bytes
// whichever way the pack was laid out, commented or quoted.
func (p *Pack) MarshalText() ([]byte, error) { return bytes.Clone(p.text), nil }

// Version returns the SHA-256 of the canonical form in hexadecimal digits. Packs of one version say the same; what the
// country lists behind a code of holidays hold is no part of it.
func (p *Pack) Version() string { return p.version }
