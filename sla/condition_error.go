package sla

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// ConditionError is one fault of a condition: where it stands and how to mend it.
type ConditionError struct {
	// Source is the whole condition.
	Source string
	// Line is the line of the fault, from 1, and Column its character in that line, from 1.
	Line, Column int
	// Offset is the byte of the fault in Source, from 0. It is len(Source) where something is missing at the end.
	Offset int
	// Message says what is wrong and what to write instead, lower case and without a full stop.
	Message string
}

// Error returns line, column and message.
func (e *ConditionError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

// Snippet returns the line of the fault and, beneath it, a caret under the faulty character. Tabs stand as they do in the
// source, so that the caret lines up.
func (e *ConditionError) Snippet() string {
	start := strings.LastIndexByte(e.Source[:e.Offset], '\n') + 1
	line, _, _ := strings.Cut(e.Source[start:], "\n")
	margin := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, e.Source[start:e.Offset])
	return line + "\n" + margin + "^"
}

// ConditionErrors are all faults of one condition, in the order of its text. Terms.Condition returns them; errors.As finds
// the first *ConditionError in them.
type ConditionErrors []*ConditionError

// Error returns one line a fault.
func (e ConditionErrors) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the faults one by one.
func (e ConditionErrors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, f := range e {
		errs[i] = f
	}
	return errs
}

// conditionErrorAt returns the error for the character at place, from 0, of source.
func conditionErrorAt(source string, place int, message string) *ConditionError {
	e := &ConditionError{Source: source, Line: 1, Column: 1, Message: message}
	for ; place > 0 && e.Offset < len(source); place-- {
		r, size := utf8.DecodeRuneInString(source[e.Offset:])
		e.Offset += size
		e.Column++
		if r == '\n' {
			e.Line, e.Column = e.Line+1, 1
		}
	}
	return e
}
