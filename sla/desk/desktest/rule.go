package desktest

import (
	"runtime/debug"
	"slices"
	"testing"
)

// rule is one thing that must hold.
type rule struct {
	name string
	// broken says what went wrong, and what it costs, when the rule does not hold.
	broken string
	// needs are the powers without which the rule says nothing.
	needs []power
	check func(*bench)
}

// rules are all rules, in the order in which they are best read.
func rules() []rule {
	return slices.Concat(updateRules, sweepRules, queueRules, letterRules, powerRules, raceRules, loopRules, deliverRules, crowdRules, faultRules)
}

// Run puts a store to every rule, each in a subtest with a store of its own. newStore returns an empty store and may use
// t.Cleanup to take it away. A rule about a power that the store does not offer is not checked, and the log says so.
//
// All instants of the rules lie in 2020, so that a store with a clock of its own has always passed them.
func Run(t *testing.T, newStore func(t *testing.T) Store) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			r.run(t, build{open: func() Store { return newStore(t) }})
		})
	}
}

// run checks the rule on one build.
func (r rule) run(t reporter, of build) {
	t.Helper()
	b := newBench(t, r.broken, of)
	if name := absent(b.store, r.needs); name != "" {
		t.Logf("not checked: the store offers no %s", name)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.fail("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r.check(b)
}
