package desktest

import (
	"fmt"
	"runtime"
)

// findings takes what a rule finds in place of a *testing.T.
type findings struct {
	said   []string // what is broken
	logged []string
}

// Helper says nothing: a finding has no line.
func (f *findings) Helper() {}

// Logf notes what is said beside the findings.
func (f *findings) Logf(format string, args ...any) {
	f.logged = append(f.logged, fmt.Sprintf(format, args...))
}

// Fatalf notes a finding and ends the goroutine, as a T does.
func (f *findings) Fatalf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

// try checks a rule on a build and returns what it finds.
func try(r rule, of build) *findings {
	f := &findings{}
	alone(func() { r.run(f, of) })
	return f
}
