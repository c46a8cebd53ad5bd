package sim

import "fmt"

// Fault is one cell or row of a history that cannot be used: where it stands and what to write instead. The row is left
// out and so is its ticket, since the answer for a ticket with a hole in its history would be a guess. Only a row that comes
// when its ticket has been counted leaves that count as it is.
type Fault struct {
	// File is the name of the history, as it was given.
	File string `json:"file"`
	// Line is the line on which the cell begins, from 1.
	Line int `json:"line"`
	// Column is the heading of the cell, or empty when the whole row is meant.
	Column string `json:"column,omitempty"`
	// Message says what is wrong and what to write instead, lower case and without a full stop.
	Message string `json:"message"`
}

// Error returns file:line: column: message.
func (f Fault) Error() string {
	if f.Column == "" {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Column, f.Message)
}

// Faults are the faults of one history. All are counted; the first hundred are kept.
type Faults struct {
	// Count is the number of faults.
	Count int `json:"count"`
	// First holds the first faults in the order of the file, at most a hundred.
	First []Fault `json:"first,omitempty"`
}

// mostFaults bounds what Faults keeps.
const mostFaults = 100

func (f *Faults) add(fault Fault) {
	f.Count++
	if len(f.First) < mostFaults {
		f.First = append(f.First, fault)
	}
}
