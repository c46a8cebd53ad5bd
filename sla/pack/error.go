package pack

import (
	"fmt"
	"strings"
)

// Error is one fault of a written document, at its place.
type Error struct {
	// File is the name that the document was read under.
	File string `json:"file"`
	// Line and Column count from 1. A column is a character, whatever its width; a tab is one.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Path leads through the document to the fault, as in [calendar.Problem]. It is empty for a fault of the whole.
	Path string `json:"path,omitempty"`
	// Message says what is wrong and what to write instead, lower case and without a full stop.
	Message string `json:"message"`
	// Snippet is the line of the fault and, on a second line, a caret under the column. Of a long line it holds the
	// part around the fault. It is empty where the document has no such line.
	Snippet string `json:"snippet,omitempty"`
}

// Error returns file:line:column: path: message and below it the snippet, indented by two spaces.
func (e Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	b.WriteString(e.Message)
	if e.Snippet != "" {
		b.WriteString("\n  " + strings.ReplaceAll(e.Snippet, "\n", "\n  "))
	}
	return b.String()
}

// Errors are all faults of one document by line and column. Whatever refuses a document returns Errors, which errors.As
// finds.
type Errors []Error

// Error returns the text of each fault, each beginning on a new line.
func (e Errors) Error() string {
	texts := make([]string, len(e))
	for i, one := range e {
		texts[i] = one.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap returns each fault as an error.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}
