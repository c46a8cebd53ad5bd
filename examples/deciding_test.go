package examples_test

import (
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// clockAndChance are the packages that deciding code may not import, or of which it may not use some names: what reads a
// clock, waits, throws dice or starts work of its own. A package without names is forbidden whole.
var clockAndChance = map[string][]string{
	"time":         {"Now", "Since", "Until", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc", "Sleep"},
	"context":      {"AfterFunc"},
	"sync":         {"WaitGroup"},
	"math/rand":    nil,
	"math/rand/v2": nil,
	"crypto/rand":  nil,
}

// undecided are the files outside of programs that may read a clock, throw dice or start goroutines, each
// with the reason.
var undecided = map[string]string{
	"escalation/outbox/guard.go":    "a notifier of the host runs in a goroutine of its own, so that one that hangs or panics disturbs no other",
	"escalation/outbox/shift.go":    "a deliverer makes several attempts at once",
	"escalation/outbox/smtp.go":     "a conversation with a mail server ends when its context does",
	"sla/desk/desktest/together.go": "the rules race callers against each other, and measure how long one is waited for that a store holds up",
	"sla/sim/chance.go":             "a drill draws its tickets by chance, from a seed that is given",
	"sla/desk/grace.go":             "sweeps and sends side by side, and waits, on the clock of the host, for what is at work when the loop is stopped",
}

// programs are the folders of what is run and not imported: the examples, the command, and the commands that measure and
// break. They have the clock of the machine.
var programs = []string{"examples/", "sla/cmd/", "sla/desk/sqlstore/live/cmd/"}

// deciding says whether a file is deciding code: all but tests and programs.
func deciding(s source) bool {
	return !s.test() && undecided[s.path] == "" && !slices.ContainsFunc(programs, func(p string) bool { return strings.HasPrefix(s.dir+"/", p) })
}

// decidingFaults returns the places of deciding code that read a clock, throw dice or start goroutines.
func decidingFaults(r *tree) (faults []string) {
	for _, s := range r.code {
		if !deciding(s) {
			continue
		}
		names, more := forbiddenImports(r, s)
		faults = append(faults, more...)
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				faults = append(faults, r.at(n.Pos(), "starts a goroutine in deciding code"))
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if ok && slices.Contains(clockAndChance[names[x.Name]], n.Sel.Name) {
					faults = append(faults, r.at(n.Pos(), "uses %s.%s in deciding code", names[x.Name], n.Sel.Name))
				}
			}
			return true
		})
	}
	return faults
}

// exceptionFaults returns the files that are excepted from the rule on deciding code and do not exist.
func exceptionFaults(r *tree) (faults []string) {
	for _, name := range slices.Sorted(maps.Keys(undecided)) {
		if _, ok := r.text[name]; !ok {
			faults = append(faults, name+": is excepted from the rule on deciding code and does not exist")
		}
	}
	return faults
}

// forbiddenImports returns what the file calls the packages that are forbidden in part, and the faults of its imports.
func forbiddenImports(r *tree, s source) (names map[string]string, faults []string) {
	names = map[string]string{}
	for _, spec := range s.ast.Imports {
		imported := importPath(spec)
		forbidden, listed := clockAndChance[imported]
		switch {
		case !listed:
		case len(forbidden) == 0:
			faults = append(faults, r.at(spec.Pos(), "imports %s in deciding code", imported))
		case spec.Name == nil:
			names[path.Base(imported)] = imported
		case spec.Name.Name == ".":
			faults = append(faults, r.at(spec.Pos(), "imports all names of %s in deciding code", imported))
		default:
			names[spec.Name.Name] = imported
		}
	}
	return names, faults
}

func TestDecidingCode(t *testing.T) {
	clock := lines("package p", `import "time"`, "var now = time.Now()")
	try(t, decidingFaults, []trial{
		{"allowed", map[string]string{
			"sla/a.go":               lines("package sla", `import "time"`, "var d = time.Date", "func f(l lot) { l.Now() }"),
			"sla/a_test.go":          clock,
			"sla/cmd/bellhop/a.go":   clock,
			"examples/quickstart.go": clock,
			"examples/desk/go.mod":   "module m\n",
			"examples/desk/a.go":     clock,
		}, nil},
		{"clocks", map[string]string{
			"sla/a.go":         lines("package sla", `import (`, `"context"`, `t "time"`, ")", "type c struct { now func() t.Time }", "var x = c{t.Now}", "var y = context.AfterFunc"),
			"sla/b.go":         lines("package sla", `import . "time"`, "var now = Now()"),
			"sla/cmdline/a.go": clock,
		}, []string{
			"sla/a.go:7: uses time.Now in deciding code",
			"sla/a.go:8: uses context.AfterFunc in deciding code",
			"sla/b.go:2: imports all names of time in deciding code",
			"sla/cmdline/a.go:3: uses time.Now in deciding code",
		}},
		{"every clock", map[string]string{"sla/a.go": lines("package sla", `import "time"`,
			"var _, _, _, _ = time.Since, time.Until, time.After, time.Tick",
			"var _, _, _, _ = time.NewTimer, time.NewTicker, time.AfterFunc, time.Sleep")},
			[]string{
				"sla/a.go:3: uses time.Since in deciding code", "sla/a.go:3: uses time.Until in deciding code",
				"sla/a.go:3: uses time.After in deciding code", "sla/a.go:3: uses time.Tick in deciding code",
				"sla/a.go:4: uses time.NewTimer in deciding code", "sla/a.go:4: uses time.NewTicker in deciding code",
				"sla/a.go:4: uses time.AfterFunc in deciding code", "sla/a.go:4: uses time.Sleep in deciding code",
			}},
		{"chance", map[string]string{"sla/a.go": importing("sla", "math/rand", "math/rand/v2", "crypto/rand", "math")},
			[]string{
				"sla/a.go:2: imports math/rand in deciding code",
				"sla/a.go:3: imports math/rand/v2 in deciding code",
				"sla/a.go:4: imports crypto/rand in deciding code",
			}},
		{"goroutines", map[string]string{"calendar/ics/go.mod": "module m\n", "calendar/ics/a.go": lines("package ics", `import "sync"`, "func f() {", "go f()", "}", "var g sync.WaitGroup", "var m sync.Mutex")},
			[]string{
				"calendar/ics/a.go:4: starts a goroutine in deciding code",
				"calendar/ics/a.go:6: uses sync.WaitGroup in deciding code",
			}},
	})
}
