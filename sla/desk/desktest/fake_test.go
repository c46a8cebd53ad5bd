package desktest

import (
	"fmt"
	"runtime"

	"github.com/bellhop-sla/bellhop/sla/desk"
)

// fake takes the findings of a rule in place of a *testing.T.
type fake struct{ said, logged []string }

func (f *fake) Helper() {}

// Logf notes what is said beside the findings.
func (f *fake) Logf(format string, args ...any) {
	f.logged = append(f.logged, fmt.Sprintf(format, args...))
}

// Fatalf notes the finding and ends the goroutine, as a T does.
func (f *fake) Fatalf(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

// finding returns what a rule finds wrong with a build, or "".
func finding(r rule, of build) string {
	f := try(r, of)
	if len(f.said) == 0 {
		return ""
	}
	return f.said[0]
}

// try checks a rule on a build.
func try(r rule, of build) (f fake) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.run(&f, of)
	}()
	<-done
	return f
}

// memory is the build that breaks no rule.
var memory = build{open: func() Store { return desk.NewMemory() }}
