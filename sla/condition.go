package sla

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Condition says whether it holds for a ticket. It is written in a small part of the expr language (see Terms.Condition),
// reads the ticket and nothing else, and always ends: there are no loops, no clock and no function that grows its input.
// A condition never changes and is safe for use by many goroutines.
type Condition struct {
	source    string
	terms     *Terms
	program   *vm.Program // nil: always holds
	reads     []*term     // in the order of first use
	constants map[string][]any
	loose     map[string]bool
	machines  sync.Pool
}

// conditionMachine is what one run of a condition needs, kept for the next run.
type conditionMachine struct {
	vm     vm.VM
	values map[string]any
}

// Source returns the condition as it was written.
func (c *Condition) Source() string { return c.source }

// Uses reports whether the condition reads a field.
func (c *Condition) Uses(field string) bool {
	return slices.ContainsFunc(c.reads, func(d *term) bool { return d.name == field })
}

// Fields returns the names of the fields that the condition reads, in the order of their first use.
func (c *Condition) Fields() []string {
	names := make([]string, len(c.reads))
	for i, d := range c.reads {
		names[i] = d.name
	}
	return names
}

// Constants returns the constants that the condition compares a field with, in the order of the text and each once: strings
// for a text and for the entries of a list, float64 for a number; a flag has false and true. It reports false when the
// condition also reads the field in another way (compared with another field, in arithmetic, in a function, by a part of the
// text), so that the constants alone do not tell which values make a difference.
func (c *Condition) Constants(field string) ([]any, bool) {
	return slices.Clone(c.constants[field]), !c.loose[field]
}

// Match reports whether the condition holds for a ticket. It looks only at the fields that the condition reads; Terms.Check
// looks at all. An error means no match: a calendar.Problem for a field of a wrong type, a *ConditionError for a fault while
// the condition ran.
func (c *Condition) Match(f Fields) (bool, error) {
	if c.program == nil {
		return true, nil
	}
	m := c.machines.Get().(*conditionMachine)
	defer c.machines.Put(m)
	for _, d := range c.reads {
		v, err := d.read(f[d.name])
		if err != nil {
			return false, err
		}
		m.values[d.name] = v
	}
	return c.run(m, m.values)
}

// MatchEnv is Match for a ticket whose fields were read once, for many conditions. The error is a *ConditionError, that of
// the Env's last Read, or ErrOtherVocabulary.
func (c *Condition) MatchEnv(e *Env) (bool, error) {
	if e.terms != c.terms {
		return false, ErrOtherVocabulary
	}
	if e.err != nil {
		return false, e.err
	}
	if c.program == nil {
		return true, nil
	}
	m := c.machines.Get().(*conditionMachine)
	defer c.machines.Put(m)
	return c.run(m, e.values)
}

func (c *Condition) run(m *conditionMachine, values map[string]any) (bool, error) {
	out, err := m.vm.Run(c.program, values)
	if err != nil {
		return false, c.runError(err)
	}
	return out.(bool), nil
}

func (c *Condition) runError(err error) error {
	var at *file.Error
	if errors.As(err, &at) {
		return conditionErrorAt(c.source, at.From, at.Message)
	}
	return conditionErrorAt(c.source, 0, err.Error())
}

// newMachine returns a machine for c, for its pool.
func (c *Condition) newMachine() any {
	return &conditionMachine{
		vm:     vm.VM{MemoryBudget: conditionMemory},
		values: c.terms.env.values(len(c.reads)),
	}
}

// Condition compiles a condition. An empty source, or one of spaces alone, always holds.
//
// A condition compares fields with constants or with each other and joins the comparisons:
//
//	tier in ["pro", "gold"] and "vip" in tags and not (seats < 10 or trial)
//
// The whole language is:
//
//   - the fields of the vocabulary, texts in quotes, numbers, true and false
//   - and, or and not, also written &&, || and !; a not binds closer than a comparison
//   - == and != between two texts, two numbers or two flags; texts are equal byte for byte
//   - <, <=, > and >= between numbers, also in a chain such as 1 < seats <= 5
//   - in and not in, with a list of constants in brackets or a list field on the right
//   - contains, startsWith and endsWith between texts, also after not
//   - + - * and / for numbers, where only a constant other than zero divides
//   - abs(number), len(text) in characters, len(list) in entries, lower(text), trim(text) and upper(text)
//   - the comments of Go
//
// A source is at most 4 KiB long, 32 brackets and signs deep and 1,000 parts large. A field that is compared with a constant
// outside its declared values is refused; only "" may always be compared with a text, for it says that the field is not set.
// The error is ConditionErrors with every fault, where faults of spelling hide those of meaning.
func (t *Terms) Condition(source string) (*Condition, error) {
	c := &Condition{source: source, terms: t}
	if strings.TrimSpace(source) == "" {
		return c, nil
	}
	found, err := t.inspect(source)
	if err != nil {
		return nil, err
	}
	c.reads, c.constants, c.loose = found.reads, found.constants, found.loose
	if c.program, err = t.env.compile(source); err != nil {
		return nil, ConditionErrors{conditionCompileError(source, err)}
	}
	c.machines.New = c.newMachine
	return c, nil
}
